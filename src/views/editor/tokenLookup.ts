import type { TextRange, Token } from "../../protocol/tokens";

/** Finds tokens by their place in the text that ran; built once per run. Offsets count in that text, UTF-16. */
export class TokenLookup {
  /** Tokens with a range, in the text's order. */
  readonly #placed: readonly { readonly token: number; readonly start: number; readonly end: number }[];

  constructor(readonly tokens: readonly Token[]) {
    this.#placed = tokens
      .flatMap(({ range }, token) => (range === null ? [] : [{ token, start: range.start, end: range.end }]))
      .sort((a, b) => a.start - b.start || a.token - b.token);
  }

  /** The range of a token; null for special tokens and for numbers that are none. */
  rangeOf(token: number): TextRange | null {
    return this.tokens[token]?.range ?? null;
  }

  /**
   * The token whose text holds `offset`; between two tokens the one that starts there, behind the last one the last,
   * and the first where several share a character. Null where no token is.
   */
  tokenAt(offset: number): number | null {
    const behind = this.#firstStartingAfter(offset);
    const last = this.#placed[behind - 1];
    if (last === undefined) return null;
    const atVeryEnd = behind === this.#placed.length && offset === last.end;
    if (offset >= last.end && !atVeryEnd) return null;
    let first = behind - 1;
    while (this.#placed[first - 1]?.start === last.start && this.#placed[first - 1]?.end === last.end) first--;
    return this.#placed[first]?.token ?? null;
  }

  /** Tokens whose text touches `range`, in the text's order. */
  within(range: TextRange): number[] {
    const until = this.#firstStartingAfter(range.end);
    let from = this.#firstStartingAfter(range.start);
    while (from > 0 && (this.#placed[from - 1]?.end ?? 0) > range.start) from--;
    return this.#placed.slice(from, until).map(({ token }) => token);
  }

  /** Index of the first placed token that starts behind `offset`, by bisection. */
  #firstStartingAfter(offset: number): number {
    let low = 0;
    let high = this.#placed.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#placed[middle]?.start ?? Infinity) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
