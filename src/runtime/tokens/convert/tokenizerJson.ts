import type { JsonObject } from "./tokenizerFolder";

/** A token beside a model's vocabulary, or one of it that is found in a text before the model sees it. */
export interface AddedToken {
  readonly content: string;
  /** Found only where no letter or digit touches it. */
  readonly single_word: boolean;
  /** Takes the white space before it with it. */
  readonly lstrip: boolean;
  /** Takes the white space after it with it. */
  readonly rstrip: boolean;
  /** Looked for in the text after its normalisation. */
  readonly normalized: boolean;
  readonly special: boolean;
}

/** An {@link AddedToken} with its id. */
export interface PlacedToken extends AddedToken {
  readonly id: number;
}

/** The content of a `tokenizer.json`: the format of Hugging Face's `tokenizers`. */
export interface TokenizerJson {
  readonly version: "1.0";
  readonly truncation: null;
  readonly padding: null;
  readonly added_tokens: readonly PlacedToken[];
  readonly normalizer: JsonObject | null;
  readonly pre_tokenizer: JsonObject | null;
  readonly post_processor: JsonObject | null;
  readonly decoder: JsonObject | null;
  readonly model: JsonObject;
}

/** The parts of a {@link TokenizerJson} that tokenizers differ in. */
export type TokenizerParts = Omit<TokenizerJson, "version" | "truncation" | "padding">;

/** A {@link TokenizerJson} of its parts: nothing is cut or padded. Tokens are listed by id, as the library adds them in order. */
export function tokenizerJson(parts: TokenizerParts): TokenizerJson {
  return { version: "1.0", truncation: null, padding: null, ...parts, added_tokens: [...parts.added_tokens].sort((a, b) => a.id - b.id) };
}

/** A post-processor that puts these special tokens around a text: `before`, the text, `after`. Null where there are none. */
export function template(before: readonly PlacedToken[], after: readonly PlacedToken[]): JsonObject | null {
  const tokens = [...before, ...after];
  if (tokens.length === 0) return null;
  const special = (type: number) => ({ content }: PlacedToken) => ({ SpecialToken: { id: content, type_id: type } });
  const around = (sequence: "A" | "B", type: number): object[] => [...before.map(special(type)), { Sequence: { id: sequence, type_id: type } }, ...after.map(special(type))];
  return {
    type: "TemplateProcessing",
    single: around("A", 0),
    pair: [...around("A", 0), ...around("B", 1)],
    special_tokens: Object.fromEntries(tokens.map(({ content, id }) => [content, { id: content, ids: [id], tokens: [content] }])),
  };
}
