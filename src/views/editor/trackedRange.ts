import type { TextRange } from "../../protocol/tokens";

/** One replacement of text, as VS Code reports it; the offset counts in the document before the event. */
export interface TextChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/**
 * Where the text of a run lies in its document now. Edits beside it shift it; an edit inside it makes it stale until
 * the text is again what it was (undo). While it is stale, the parts before and behind the edits are still known exactly.
 */
export class TrackedRange {
  #start: number;
  #end: number;
  #stale = false;
  /** While stale: how many code units at the text's start and at its end are still in the document. */
  #prefix = 0;
  #suffix = 0;

  constructor(
    range: TextRange,
    /** The text that ran, which is the document's text in `range` as long as the range is not stale. */
    readonly text: string,
  ) {
    this.#start = range.start;
    this.#end = range.end;
  }

  get start(): number {
    return this.#start;
  }
  get end(): number {
    return this.#end;
  }
  get stale(): boolean {
    return this.#stale;
  }

  /** Follows one event's changes; `read` gives the document's text after them. Returns whether `stale` changed. */
  apply(changes: readonly TextChange[], read: (range: TextRange) => string): boolean {
    // From the end of the document to its start, no change moves the offsets of those still to come.
    const fromTheEnd = [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset);
    const touched = fromTheEnd.map(change => this.#follow(change)).includes(true);
    // No change at all is what VS Code reports when the line endings of the whole document change.
    return (touched || this.#stale || changes.length === 0) && this.check(read);
  }

  /**
   * Compares the document's text with the text that ran. A range that grew by edits across its ends shrinks again to the
   * text if that is still, or again, inside it. Returns whether `stale` changed.
   */
  check(read: (range: TextRange) => string): boolean {
    const before = this.#stale;
    const now = read({ start: this.#start, end: this.#end });
    const at = now.indexOf(this.text);
    this.#stale = at < 0;
    if (at >= 0) {
      this.#start += at;
      this.#end = this.#start + this.text.length;
    } else {
      this.#prefix = commonPrefix(this.text, now);
      this.#suffix = commonSuffix(this.text, now, Math.min(this.text.length, now.length) - this.#prefix);
    }
    return this.#stale !== before;
  }

  /**
   * Finds the text in a document that was closed or changed by others meanwhile: in its place, else where it stands first.
   * Returns whether `stale` changed.
   */
  find(whole: string): boolean {
    const inPlace = whole.startsWith(this.text, this.#start);
    const at = inPlace ? this.#start : whole.indexOf(this.text);
    this.#start = at < 0 ? Math.min(this.#start, whole.length) : at;
    this.#end = Math.min(this.#start + this.text.length, whole.length);
    return this.check(range => whole.slice(range.start, range.end));
  }

  /** Where a part of the text that ran is in the document; null if it was edited away. */
  place(part: TextRange): TextRange | null {
    if (!this.#stale || part.end <= this.#prefix) return { start: this.#start + part.start, end: this.#start + part.end };
    const fromEnd = this.#end - this.text.length;
    return part.start >= this.text.length - this.#suffix ? { start: fromEnd + part.start, end: fromEnd + part.end } : null;
  }

  /** The offset in the text that ran of an offset in the document; null outside and where the document was edited. */
  offsetOf(documentOffset: number): number | null {
    if (documentOffset < this.#start || documentOffset > this.#end) return null;
    const fromStart = documentOffset - this.#start;
    if (!this.#stale || fromStart < this.#prefix) return fromStart;
    const fromEnd = this.#end - documentOffset;
    return fromEnd <= this.#suffix ? this.text.length - fromEnd : null;
  }

  /** Returns whether the change reached into the range. */
  #follow({ rangeOffset, rangeLength, text }: TextChange): boolean {
    const changeEnd = rangeOffset + rangeLength;
    const delta = text.length - rangeLength;
    if (rangeOffset >= this.#end) return false;
    if (changeEnd <= this.#start) {
      this.#start += delta;
      this.#end += delta;
      return false;
    }
    this.#end = Math.max(this.#end, changeEnd) + delta;
    this.#start = Math.min(this.#start, rangeOffset);
    return true;
  }
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonSuffix(a: string, b: string, most: number): number {
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}
