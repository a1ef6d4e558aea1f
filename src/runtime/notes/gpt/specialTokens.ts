import type { Tokenizer } from "../../tokens/tokenizer";

/** Tokens that wrap a task's input. */
export type Role = "start" | "delimiter" | "extract";

/** Under which names vocabularies have them, the likeliest first; GPT's own code has _start_, _delimiter_ and _classify_. */
const NAMES: Readonly<Record<Role, readonly [string, ...string[]]>> = {
  start: ["_start_", "<s>", "<|startoftext|>", "<|begin_of_text|>", "<bos>", "[BOS]", "<|endoftext|>"],
  delimiter: ["_delimiter_", "<|sep|>", "<sep>", "[SEP]", "$"],
  extract: ["_classify_", "_extract_", "<cls>", "[CLS]"],
};

/** A wrapping token: the vocabulary's own, or one that tuning would have to add. */
export interface WrappingToken {
  readonly piece: string;
  /** Null: there is none yet. */
  readonly id: number | null;
}

/** The tokens of a vocabulary that can wrap a task's input. Only special ones count: all others stand for text. */
export function wrappingTokens(tokenizer: Pick<Tokenizer, "vocabulary" | "token">): Readonly<Record<Role, WrappingToken>> {
  const special = new Map<string, number>();
  for (let id = 0; id < tokenizer.vocabulary; id++) {
    const kind = tokenizer.token(id);
    if (kind.special) special.set(kind.piece, id);
  }
  const of = (role: Role): WrappingToken => {
    const piece = NAMES[role].find(name => special.has(name)) ?? NAMES[role][0];
    return { piece, id: special.get(piece) ?? null };
  };
  return { start: of("start"), delimiter: of("delimiter"), extract: of("extract") };
}
