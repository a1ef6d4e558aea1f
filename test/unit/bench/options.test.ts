import { strict as assert } from "node:assert";
import { readOptions } from "../../../bench/options";

const read = (...parameters: string[]) => readOptions(parameters, ["load", "decode"]);

describe("the benchmarks' options", () => {
  it("are read", () => {
    assert.deepEqual(read("--quick", "--only", "load,decode", "--output", "a/b.json"), { quick: true, only: ["load", "decode"], device: "cpu", peers: "installed", fresh: false, output: "a/b.json", readme: false, help: false });
    assert.equal(read().output, null);
    assert.equal(read("--readme").readme, true);
    assert.equal(read().peers, "install");
    assert.equal(read("--quick", "--peers").peers, "install");
    assert.equal(read("--no-peers").peers, "none");
  });

  it("are refused where they are unknown or exclude each other", () => {
    for (const [parameters, words] of [
      [["--fast"], /--fast/],
      [["figures.json"], /figures\.json/],
      [["--only", "nothing"], /no section "nothing"/],
      [["--device", "abacus"], /"abacus" is not one/],
      [["--output", "figures.txt"], /\.json/],
      [["--output"], /--output/],
      [["--peers", "--no-peers"], /exclude/],
      [["--quick", "--fresh"], /--quick/],
    ] as const) assert.throws(() => read(...parameters), words);
  });
});
