import type { Token } from "../../protocol/tokens";

/** A prompt as it grows: tokens, the text that they stand for, and where each one was in the text before the cursor. */
export class PromptText {
  readonly tokens: Token[] = [];
  /** Of each token: where it begins in the text before the cursor; null where it is not from there. */
  readonly places: (number | null)[] = [];
  text = "";

  /** Adds tokens of `source`, which their ranges are in; `isPrefix`: it is the text before the cursor. */
  add(tokens: readonly Token[], source: string, isPrefix = false): this {
    let last = tokens[0]?.range?.start ?? 0;
    const by = this.text.length - last;
    for (const token of tokens) {
      const { range } = token;
      this.tokens.push({ ...token, range: range && { start: range.start + by, end: range.end + by } });
      this.places.push(isPrefix ? (range?.start ?? null) : null);
      if (range) last = Math.max(last, range.end);
    }
    this.text += source.slice(tokens[0]?.range?.start ?? 0, last);
    return this;
  }

  /** Adds a token of the layout. */
  mark(id: number, kind: Omit<Token, "id" | "range">): this {
    const start = this.text.length;
    this.text += kind.piece;
    this.tokens.push({ id, ...kind, range: { start, end: this.text.length } });
    this.places.push(null);
    return this;
  }

  get ids(): number[] {
    return this.tokens.map(({ id }) => id);
  }
}
