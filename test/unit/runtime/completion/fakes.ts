import type { CompletionRequest } from "../../../../src/protocol/completion";
import type { CompletionPrompt } from "../../../../src/runtime/completion/completionPrompt";
import { completionPrompt } from "../../../../src/runtime/completion/completionPrompt";
import { layoutFor, type Layout } from "../../../../src/runtime/completion/layout";
import { vocabularyTrieOf } from "../../../../src/runtime/generation/vocabularyTrieOf";
import type { Loaded } from "../../../../src/runtime/models";
import { byteTokenizer } from "../../../../src/runtime/tokens/byteTokenizer";
import { LibraryTokenizer } from "../../../../src/runtime/tokens/libraryTokenizer";
import type { Tokenizer } from "../../../../src/runtime/tokens/tokenizer";

/** A tokenizer of bytes, and of these special tokens, whose ids begin with 256. */
export function bytesWith(special: readonly string[]): Tokenizer {
  const added = special.map((content, i) => ({ id: 256 + i, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }));
  const json = byteTokenizer(256);
  const model = json["model"] as { vocab: Record<string, number> };
  const vocab = { ...model.vocab, ...Object.fromEntries(added.map(({ content, id }) => [content, id])) };
  return LibraryTokenizer.of(JSON.stringify({ ...json, added_tokens: added, model: { ...model, vocab } }));
}

export interface FakeModel {
  readonly name: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly context?: number;
}

type Opened = Parameters<typeof layoutFor>[0];

const opened = ({ name, config = {}, context = 4096 }: FakeModel): Opened =>
  ({
    checkpoint: { name, config },
    family: { modelType: config["model_type"] ?? "llama" },
    recipe: { head: { reads: "each token", task: "causal language model" }, config: { context } },
    encoder: null,
  }) as unknown as Opened;

/** The layout of a model of which nothing but its name and config is there. */
export const layoutOf = (model: FakeModel, tokenizer: Tokenizer): Promise<Layout> => layoutFor(opened(model), tokenizer);

export const REQUEST: CompletionRequest = { folder: "", prefix: "", suffix: "", language: "typescript", neighbours: [], lines: "single", contextTokens: 2000, newTokens: 16, alternatives: 1, confidence: 0 };

/** The prompt that such a model is given. */
export async function promptOf(model: FakeModel, tokenizer: Tokenizer, request: Partial<CompletionRequest>): Promise<CompletionPrompt> {
  const loaded = { model: { open: opened(model) }, tokenizer: () => tokenizer } as unknown as Loaded;
  return completionPrompt({ ...REQUEST, ...request }, loaded, await layoutOf(model, tokenizer), vocabularyTrieOf(tokenizer, tokenizer.vocabulary));
}

/** What a prompt's tokens are for a reader: special ones as they are spelt. */
export const spelt = ({ prompt }: CompletionPrompt): string => prompt.tokens.map(({ text }) => text).join("");
