import assert from "node:assert/strict";
import { isProblemData } from "../../../../src/protocol/problem";
import { checkNotesSize, readNotesFile, type SavedNote, writeNotesFile } from "../../../../src/views/notes/notesFile";
import { findingOf, SINKS } from "./notesFixture";

const SAVED = new Date("2026-01-02T03:04:05Z");
const noteOf = (more: Partial<SavedNote> = {}): SavedNote => ({ result: { kind: "found", finding: findingOf() }, model: "one", checksum: "ab12", source: "names.md:5", ran: "2026-01-01T00:00:00.000Z", ...more });
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The file of one note with something of it changed. */
function changed(change: (file: Record<string, unknown>, finding: Record<string, unknown>) => void): Uint8Array {
  const file = JSON.parse(writeNotesFile([noteOf()], SAVED)) as Record<string, unknown> & { notes: { result: { finding: Record<string, unknown> } }[] };
  change(file, file.notes[0]!.result.finding);
  return bytesOf(JSON.stringify(file));
}

describe("A file of saved notes", () => {
  it("gives back what was saved: every number to the bit, what JSON has no sign for included", () => {
    const failed: SavedNote = noteOf({ result: { kind: "failed", id: "rotations-keep-lengths", problem: { code: "out-of-memory", message: "Too large.", remedy: "Choose another." } }, checksum: null, source: null });
    const { saved, notes, leftOut } = readNotesFile(bytesOf(writeNotesFile([noteOf(), failed], SAVED)), "x.notes.json");
    assert.equal(saved, SAVED.toISOString());
    assert.equal(leftOut, 0);
    assert.deepEqual(notes, [noteOf(), failed]);
  });

  it("writes float32 in the fewest digits that are the same number", () => {
    assert.match(writeNotesFile([noteOf()], SAVED), /"values":\[0\.1,"NaN",0\.333333\d*\],"spread":\[0,0\.5,"Infinity"\]/);
  });

  it("leaves out statements that these notes do not have, and fields that it does not know", () => {
    const { notes, leftOut } = readNotesFile(changed((file, finding) => {
      Object.assign(finding, { secret: 1 });
      (file["notes"] as unknown[]).push({ ...noteOf(), result: { kind: "found", finding: findingOf({ id: "of-a-later-version", pictures: [], looks: [] }) } });
    }), "x.notes.json");
    assert.equal(leftOut, 1);
    assert.deepEqual(notes, [noteOf()]);
  });

  const refusals: readonly (readonly [string, Uint8Array | (() => Uint8Array), RegExp])[] = [
    ["half a file", bytesOf('{"format": "model-lens notes", "ver'), /not whole JSON/],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe), /not whole JSON/],
    ["another format", bytesOf('{"format": "model-lens generation"}'), /does not say that it does/],
    ["a list", bytesOf("[]"), /does not say that it does/],
    ["a later version", bytesOf('{"format": "model-lens notes", "version": 9}'), /another version/],
    ["no date", () => changed(file => (file["saved"] = "yesterday or so")), /saved is no date/],
    ["an unknown verdict", () => changed((_, finding) => (finding["verdict"] = "perhaps")), /verdict is not one of/],
    ["a figure where nothing applies", () => changed((_, finding) => (finding["verdict"] = "not-applicable")), /figure where it does not apply/],
    ["words beyond all bounds", () => changed((_, finding) => (finding["says"] = "x".repeat(5000))), /says is not a text of up to/],
    ["a setting that is an object", () => changed((_, finding) => (finding["settings"] = { share: { toString: "x" } })), /settings\.share is not a text/],
    ["a picture of an unknown kind", () => changed((_, finding) => ((finding["pictures"] as { kind: string }[])[0]!.kind = "film")), /no known kind/],
    ["a kind that objects inherit", () => changed((_, finding) => ((finding["pictures"] as { kind: string }[])[0]!.kind = "constructor")), /no known kind/],
    ["a line that is shorter than its axis", () => changed((_, finding) => (finding["pictures"] as { lines: { values: number[] }[] }[])[0]!.lines[0]!.values.pop()), /not as long as its axis/],
    ["an axis that descends", () => changed((_, finding) => (finding["pictures"] as { x: { at: number[] } }[])[0]!.x.at.reverse()), /does not ascend/],
    ["a sheet with a cell too many", () => changed((_, finding) => (finding["pictures"] as { sheets: { values: number[] }[] }[])[1]!.sheets[0]!.values.push(1)), /a cell for each row and column/],
    ["a row with a cell too few", () => changed((_, finding) => (finding["pictures"] as { rows: unknown[][] }[])[2]!.rows[0]!.pop()), /a cell for each column/],
    ["two pictures of one name", () => changed((_, finding) => ((finding["pictures"] as { id: string }[])[1]!.id = "sweep")), /have one name/],
    ["a text behind no picture", () => changed((_, finding) => ((finding["looks"] as { picture: string }[])[0]!.picture = "other")), /behind a picture/],
    ["a place behind its text's end", () => changed((_, finding) => ((finding["looks"] as { range: { end: number } }[])[0]!.range.end = 99)), /not in its text/],
    ["two results of one statement", () => changed(file => (file["notes"] as unknown[]).push((file["notes"] as unknown[])[0])), /two results/],
  ];
  for (const [what, bytes, why] of refusals) {
    it(`refuses ${what}`, () => {
      assert.throws(() => readNotesFile(typeof bytes === "function" ? bytes() : bytes, "odd.notes.json"), (error: unknown) => {
        assert.ok(isProblemData(error) && error.code === "input-invalid" && error.remedy !== undefined);
        assert.match(error.message, why);
        assert.match(error.message, /^odd\.notes\.json /);
        return true;
      });
    });
  }

  it("takes signs that turn words around out of lines, and refuses what is too large before reading it", () => {
    const { notes } = readNotesFile(changed((_, finding) => (finding["says"] = "abc\u202edef\u0000")), "x");
    assert.equal(notes[0]?.result.kind === "found" && notes[0].result.finding.says, "abcdef");
    assert.throws(() => checkNotesSize(65 * 1024 ** 2, "big.notes.json"), /big\.notes\.json has 65 MB/);
    assert.doesNotThrow(() => checkNotesSize(64 * 1024 ** 2, SINKS));
  });
});
