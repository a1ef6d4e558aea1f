import assert from "node:assert/strict";
import { POSITIONS_CASE_NAMES, positionsCase } from "../../../webview/gallery/positionsCases";
import { syntheticByDistance, syntheticWhatIf } from "../../../webview/gallery/syntheticMeasured";
import { measuredPictures } from "../../../webview/positions/measured";
import { triedPictures } from "../../../webview/positions/tried";

describe("the gallery's positions", () => {
  it("have a case of every scheme, with whole pictures", () => {
    const kinds = new Set<string>();
    for (const name of POSITIONS_CASE_NAMES) {
      for (const { kind, pictures } of positionsCase(name).positions.stacks) {
        kinds.add(kind);
        assert.ok(pictures.length >= (kind === "none" ? 0 : 2), name);
        for (const picture of pictures) {
          const sizes = picture.kind === "curves" ? picture.lines.map(({ values }) => values.length / picture.x.at.length) : picture.kind === "table" ? picture.sheets.map(({ values }) => values.length / (picture.rows.at.length * picture.columns.at.length)) : [picture.angles.length / (picture.positions.at.length * picture.wavelengths.length)];
          assert.ok(sizes.length > 0 && sizes.every(size => size === 1), `${name} ${picture.id}`);
        }
      }
    }
    assert.deepEqual([...kinds].sort(), ["alibi", "buckets", "learned", "none", "relative", "rotary", "sinusoidal"]);
  });

  it("are measured as the runtime measures: weights sum to 1, positions are the scheme's own curve", () => {
    const measured = syntheticByDistance({ kind: "alibi", layer: 1, head: 2, heads: 4, tokens: 23, past: true });
    assert.ok(Math.abs(measured.weight.subarray(0, 23).reduce((sum, value) => sum + value, 0) - 1) < 1e-5);
    const [, logits] = measuredPictures(measured, positionsCase("positions-alibi").positions.stacks[0], 2);
    assert.deepEqual(logits?.lines.map(({ name }) => name), ["content", "positions", "bias by the formula"]);
    logits.lines[1]?.values.forEach((value, at) => assert.ok(Math.abs(value - (logits.lines[2]?.values[at] as number)) < 1e-6));
  });

  it("go past the context where the scheme has a formula", () => {
    const size = { tokens: 256, total: 1000, context: 256 };
    assert.deepEqual(triedPictures(syntheticWhatIf({ kind: "length", tokens: 1024 }, "alibi", size)).map(({ id }) => id), ["tried-weights", "tried-losses"]);
    assert.throws(() => syntheticWhatIf({ kind: "length", tokens: 1024 }, "learned", size), { code: "input-invalid" });
  });
});
