import assert from "node:assert/strict";
import { TrackedRange, type TextChange } from "../../../src/views/editor/trackedRange";

/** A document with one tracked piece of its text, edited as VS Code edits. */
class Edited {
  readonly tracked: TrackedRange;

  constructor(
    private text: string,
    piece: string,
  ) {
    const start = text.indexOf(piece);
    this.tracked = new TrackedRange({ start, end: start + piece.length }, piece);
  }

  /** Each edit replaces `old`, where it stands first, in the text before the edits. Returns whether `stale` changed. */
  edit(...edits: readonly (readonly [old: string, text: string])[]): boolean {
    return this.change(...edits.map(([old, text]) => ({ rangeOffset: this.text.indexOf(old), rangeLength: old.length, text })));
  }

  change(...changes: readonly TextChange[]): boolean {
    for (const { rangeOffset, rangeLength, text } of [...changes].sort((a, b) => b.rangeOffset - a.rangeOffset)) {
      this.text = this.text.slice(0, rangeOffset) + text + this.text.slice(rangeOffset + rangeLength);
    }
    return this.tracked.apply(changes, ({ start, end }) => this.text.slice(start, end));
  }

  get tracks(): string {
    return this.text.slice(this.tracked.start, this.tracked.end);
  }

  /** The document's text where a part of the text that ran is now. */
  placed(part: string): string | null {
    const start = this.tracked.text.indexOf(part);
    const place = this.tracked.place({ start, end: start + part.length });
    return place && this.text.slice(place.start, place.end);
  }

  offsetIn(part: string): number | null {
    return this.tracked.offsetOf(this.text.indexOf(part));
  }
}

describe("tracked range", () => {
  it("is shifted by edits before it and left alone by edits behind it", () => {
    const document = new Edited("intro. The cat sat. end", "The cat sat.");
    assert.equal(document.edit(["intro", "a longer introduction"], [" end", ""]), false);
    assert.equal(document.tracks, "The cat sat.");
    assert.equal(document.tracked.stale, false);
  });

  it("does not grow by what is typed at its ends", () => {
    const document = new Edited("<The cat>", "The cat");
    document.change({ rangeOffset: 1, rangeLength: 0, text: "++" }, { rangeOffset: 8, rangeLength: 0, text: "--" });
    assert.equal(document.tracks, "The cat");
    assert.equal(document.tracked.stale, false);
  });

  it("is stale by an edit inside it, and no longer once that is undone", () => {
    const document = new Edited("x The cat sat. y", "The cat sat.");
    assert.equal(document.edit(["cat", "dog"]), true);
    assert.equal(document.tracked.stale, true);
    assert.equal(document.edit(["dog", "cat"]), true);
    assert.equal(document.tracked.stale, false);
  });

  it("is found again after an edit across its start is undone", () => {
    const document = new Edited("some words. The cat sat. y", "The cat sat.");
    document.edit(["words. The", "-"]);
    assert.equal(document.tracked.stale, true);
    document.edit(["-", "words. The"]);
    assert.equal(document.tracked.stale, false);
    assert.equal(document.tracks, "The cat sat.");
  });

  it("survives a formatter that replaces the whole text by itself", () => {
    const document = new Edited("a. The cat sat. b", "The cat sat.");
    document.edit(["a. The cat sat. b", "a.\nThe cat sat.\nb"]);
    assert.equal(document.tracked.stale, false);
    assert.equal(document.tracks, "The cat sat.");
  });

  it("knows exactly the parts before and behind an edit while it is stale", () => {
    const document = new Edited("-- The black cat sat on the mat --", "The black cat sat on the mat");
    document.edit(["cat", "elephant"]);
    assert.equal(document.placed("black"), "black");
    assert.equal(document.placed("mat"), "mat");
    assert.equal(document.placed("cat"), null);
    assert.equal(document.offsetIn("black"), 4);
    assert.equal(document.offsetIn("mat"), 25);
    assert.equal(document.offsetIn("eleph"), null);
  });

  it("says nothing of offsets outside", () => {
    const { tracked } = new Edited("-- text --", "text");
    assert.equal(tracked.offsetOf(2), null);
    assert.equal(tracked.offsetOf(3), 0);
    assert.equal(tracked.offsetOf(7), 4);
    assert.equal(tracked.offsetOf(8), null);
  });

  it("is stale when the line endings of the document change under it", () => {
    const tracked = new TrackedRange({ start: 0, end: 3 }, "a\nb");
    assert.equal(tracked.apply([], ({ start, end }) => "a\r\nb".slice(start, end)), true);
    assert.equal(tracked.stale, true);
  });

  it("is found where it moved to in a document that is opened again", () => {
    const moved = new TrackedRange({ start: 0, end: 7 }, "The cat");
    moved.find("Yesterday The cat sat");
    assert.deepEqual([moved.start, moved.end, moved.stale], [10, 17, false]);
    const lost = new TrackedRange({ start: 0, end: 7 }, "The cat");
    lost.find("dog");
    assert.deepEqual([lost.start, lost.end, lost.stale], [0, 3, true]);
  });
});
