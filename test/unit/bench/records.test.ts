import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Cost } from "../../../bench/floors/cost";
import { betterOf, isMet, type Figure, type Section } from "../../../bench/report/figure";
import { writeOutput } from "../../../bench/report/json";
import { tableOf } from "../../../bench/report/markdown";
import { recordsOf } from "../../../bench/report/records";

const all = (median: number) => ({ median, min: median, max: median, rounds: 3 });
/** A machine of 1 GFLOP/s and 1 GB/s. */
const rates = { floor: ({ operations, bytes }: Cost) => (operations > bytes ? { milliseconds: operations / 1e6, by: "operations" as const } : { milliseconds: bytes / 1e6, by: "bytes" as const }) };
const peer = { name: "other", values: all(50), ratio: all(1.25) };
const speed: Figure = { of: "tiny", what: "tokens behind 8", unit: "tokens/s", values: all(62.5), peer, cost: { operations: 0, bytes: 10e6 }, goal: 1.2 };
const time: Figure = { of: "tiny", what: "a pass", unit: "ms", values: all(12), cost: { operations: 8e6, bytes: 0 }, goal: 10 };
const bare: Figure = { of: "tiny", what: "a|b", unit: "MB", values: all(3), floor: { value: 2, why: "the file" } };
const section: Section = { name: "decode", title: "Decoding", notes: ["How."], figures: [speed, time, bare] };

describe("the benchmarks' records", () => {
  it("have ours, the peer's, the ratio, the floor in the figure's unit, and the goal", () => {
    assert.deepEqual(recordsOf([section], rates), [
      { name: "decode: tiny: tokens behind 8 against other (tokens/s)", us: 62.5, peer: 50, ratio: 1.25, better: "higher", floor: 100, goal: 1.2 },
      { name: "decode: tiny: a pass (ms)", us: 12, peer: null, ratio: null, better: "lower", floor: 8, goal: 10 },
      { name: "decode: tiny: a|b (MB)", us: 3, peer: null, ratio: null, better: "lower", floor: 2, goal: null },
    ]);
  });

  it("meet a goal by the ratio where there is a peer, in the direction that is good", () => {
    assert.equal(isMet(speed), true);
    assert.equal(isMet({ ...speed, peer: { ...peer, ratio: all(1.19) } }), false);
    assert.equal(isMet(time), false);
    assert.equal(isMet({ ...time, values: all(10) }), true);
    assert.equal(isMet(bare), null);
    assert.equal(betterOf({ unit: "×", better: "higher" }), "higher");
  });

  it("become a Markdown table whose cells hold no bars", () => {
    const lines = tableOf(section, rates).split("\n");
    assert.ok(lines.includes("| tiny: tokens behind 8 | 62.5 tokens/s | 50.0 tokens/s (other) | 1.250 × | 100 tokens/s | ≥ 1.2 × met |"));
    assert.ok(lines.includes("| tiny: a pass | 12.0 ms |  |  | 8.00 ms | ≤ 10 ms MISSED |"));
    assert.ok(lines.some(line => line.startsWith("| tiny: a\\|b |")));
    assert.match(tableOf({ ...section, figures: [], skipped: "no time" }, rates), /Skipped: no time/);
  });

  it("are written with the table beside them", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "bench-"));
    try {
      const records = recordsOf([section], rates);
      const [json, table] = await writeOutput(path.join(folder, "new", "figures.json"), records, "# T\n");
      assert.deepEqual(JSON.parse(await readFile(json, "utf8")), records);
      assert.equal(table, path.join(folder, "new", "figures.md"));
      assert.equal(await readFile(table, "utf8"), "# T\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
