import type { PromptPart } from "../../protocol/completion";
import type { Token } from "../../protocol/tokens";

/** A prompt as it grows: tokens, the text that they stand for, and where each one was in the document. */
export class PromptText {
  readonly tokens: Token[] = [];
  /** Of each token: where it begins in the text before the cursor and behind it, as one; null where it is not from there. */
  readonly places: (number | null)[] = [];
  /** Where the texts that it is made of stand in it, in their order; what is between them is the layout's. */
  readonly parts: PromptPart[] = [];
  text = "";

  /** Adds tokens of `source`, which their ranges are in; `of` says what text that is, `at` where it begins in the document's: null where it is not from there. */
  add(tokens: readonly Token[], source: string, of: PromptPart["of"], at: number | null): this {
    const [first] = tokens;
    if (!first) return this;
    const from = first.range?.start ?? 0;
    const start = this.text.length;
    let last = from;
    for (const token of tokens) {
      const { range } = token;
      this.tokens.push({ ...token, range: range && { start: range.start + start - from, end: range.end + start - from } });
      this.places.push(at === null || !range ? null : at + range.start);
      if (range) last = Math.max(last, range.end);
    }
    this.text += source.slice(from, last);
    this.parts.push({ of, from, range: { start, end: this.text.length } });
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
