import type { CompletionRequest, CompletionResult, Suggestion } from "../../protocol/completion";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Decoded } from "../decoding/decoding";
import type { Tokenizer } from "../tokens/tokenizer";
import { type Certainties, type Certainty, meanLogProbability } from "./certainties";
import type { Ending } from "./ending";
import { newText, tokensFor } from "./newText";

/** A text that decoding ended with, as a suggestion would show it. */
export interface Candidate {
  /** Which of the texts it was. */
  readonly number: number;
  readonly text: string;
  readonly score: number;
  readonly uncertain: Suggestion["uncertain"];
}

/** A token less probable than this is one that the model was not sure of: all others together were as likely. */
const SURE = 0.5;

interface Making {
  readonly request: Pick<CompletionRequest, "confidence">;
  readonly ending: Ending;
  readonly typed: Uint8Array;
  readonly trie: VocabularyTrie;
  readonly certainties: Certainties;
  readonly tokenizer: Tokenizer;
}

/** What is worth showing of the texts that decoding ended with, the best first by the mean log-probability of the tokens shown; or why nothing is. */
export function candidatesOf(texts: readonly (Pick<Decoded, "tokens" | "ended"> & { readonly beamIndices?: readonly number[] })[], { request, ending, typed, trie, certainties, tokenizer }: Making): { readonly candidates: readonly Candidate[]; readonly nothing: CompletionResult["nothing"] } {
  const found = new Map<string, Candidate>();
  let nothing: CompletionResult["nothing"] = "empty";
  for (const [number, { tokens, beamIndices, ended }] of texts.entries()) {
    const { text, repeats } = ending.whole(newText(tokens, typed, trie), ended === "length");
    if (text === "") {
      if (repeats && nothing === "empty") nothing = "repetition";
      continue;
    }
    const certain = certainties.of(tokens, beamIndices).slice(0, tokensFor(text.length, tokens, typed, trie));
    const score = meanLogProbability(certain);
    if (Math.exp(score) < request.confidence) nothing = "confidence";
    else if (!((found.get(text)?.score ?? -Infinity) >= score)) found.set(text, { number, text, score, uncertain: uncertainOf(certain, tokenizer) });
  }
  const candidates = [...found.values()].sort((one, other) => other.score - one.score);
  return { candidates, nothing: candidates.length > 0 ? null : nothing };
}

function uncertainOf(certain: readonly Certainty[], tokenizer: Tokenizer): Suggestion["uncertain"] {
  const unsure = certain.find(({ logProbability, runnerUp }) => runnerUp && Math.exp(logProbability) < SURE);
  if (!unsure?.runnerUp) return null;
  return {
    token: tokenizer.token(unsure.token).text,
    probability: Math.exp(unsure.logProbability),
    runnerUp: tokenizer.token(unsure.runnerUp.token).text,
    runnerUpProbability: Math.exp(unsure.runnerUp.logProbability),
  };
}
