import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Decoded, Decoding } from "../decoding/decoding";
import { readGenerationOptions } from "../decoding/options/generationOptions";
import { beamSearch } from "../decoding/search/beamSearch";
import { followPath } from "../decoding/search/followPath";
import { mostProbable } from "../decoding/search/greedy";
import type { LanguageModel } from "../decoding/languageModel";
import type { Checkpoint } from "../checkpoints/checkpoint";
import type { CompletionPrompt } from "./completionPrompt";

/** How a prompt goes on: the most probable tokens, or the best of as many beams as alternatives are asked for. Tokens without text end it. */
export async function continuations(alternatives: number, model: LanguageModel, checkpoint: Checkpoint, { ids, layout, newTokens }: CompletionPrompt, trie: VocabularyTrie, given: Pick<Decoding, "adapters" | "stop" | "observe" | "signal">): Promise<readonly (Decoded & { readonly beamIndices?: readonly number[] })[]> {
  const { eos_token_id: ends } = readGenerationOptions({}, { ...checkpoint.config, ...checkpoint.generationConfig });
  const decoding = { ...given, maxNewTokens: newTokens, endIds: new Set([...ends, ...(layout.kind === "middle" ? layout.ends : []), ...textless(trie)]) };
  if (alternatives === 1) return [await followPath(model, ids, decoding, mostProbable)];
  return beamSearch(model, ids, decoding, { beams: alternatives, returned: alternatives, lengthPenalty: 1, earlyStopping: true });
}

const known = new WeakMap<VocabularyTrie, readonly number[]>();

/** Special tokens, and rows that pad the vocabulary. */
function textless(trie: VocabularyTrie): readonly number[] {
  const found = known.get(trie) ?? [...trie.bytes.keys()].filter(token => (trie.bytes[token]?.length ?? 0) === 0);
  known.set(trie, found);
  return found;
}
