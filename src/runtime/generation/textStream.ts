import type { Tokenizer } from "../tokens/tokenizer";

/** Turns growing tokens into growing text, by their bytes: characters of several tokens come once they are whole, special tokens are left out. */
export class TextStream {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #dropsSpace: boolean;

  /** `begins`: nothing stands before the text, so that a space with which the vocabulary begins each word is none there. */
  constructor(
    private readonly tokenizer: Pick<Tokenizer, "bytes" | "spacing">,
    begins: boolean,
  ) {
    this.#dropsSpace = begins && tokenizer.spacing.before;
  }

  /** What this token adds to the text; "" while a character is unfinished. */
  add(token: number): string {
    const bytes = this.tokenizer.bytes(token);
    if (!bytes) return "";
    const text = this.#decoder.decode(bytes, { stream: true });
    if (!this.#dropsSpace || text === "") return text;
    this.#dropsSpace = false;
    return text.startsWith(" ") ? text.slice(1) : text;
  }
}

/** The text of whole tokens, as {@link TextStream} tells it token by token. */
export function textOf(tokenizer: Pick<Tokenizer, "bytes" | "spacing">, tokens: readonly number[], begins: boolean): string {
  const stream = new TextStream(tokenizer, begins);
  return tokens.map(token => stream.add(token)).join("");
}
