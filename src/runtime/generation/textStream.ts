import type { Tokenizer } from "../tokens/tokenizer";

/** What a character that is not whole yet decodes to. */
const UNFINISHED = "\uFFFD";

/** Tokens before a text that are decoded with it: as many as one character may have. */
const CONTEXT = 4;

/** Turns growing tokens into growing text: each token's part of it, characters of several tokens once they are whole. */
export class TextStream {
  readonly #tokens: number[];
  /** From where tokens are decoded again: how a token begins depends on the one before it (spaces). */
  #from = 0;
  /** Tokens whose text was told. */
  #told: number;

  /** `before`: tokens that the text goes on from. */
  constructor(
    private readonly tokenizer: Pick<Tokenizer, "decode">,
    before: readonly number[] = [],
  ) {
    this.#tokens = before.slice(-CONTEXT);
    this.#told = this.#tokens.length;
  }

  /** What this token adds to the text; "" while a character is unfinished, special tokens are left out. */
  async add(token: number): Promise<string> {
    this.#tokens.push(token);
    const before = await this.#decode(this.#from, this.#told);
    const after = await this.#decode(this.#from, this.#tokens.length);
    if (after.endsWith(UNFINISHED)) return "";
    this.#from = this.#told;
    this.#told = this.#tokens.length;
    return after.slice(before.length);
  }

  #decode(from: number, to: number): Promise<string> {
    return from === to ? Promise.resolve("") : this.tokenizer.decode(this.#tokens.slice(from, to), { skipSpecial: true });
  }
}
