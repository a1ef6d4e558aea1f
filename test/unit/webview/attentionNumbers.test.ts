import assert from "node:assert/strict";
import type { LayerGlance } from "../../../src/protocol/attention";
import { allHeads, metricScale, metricsOf, nextSort, sortedHeads } from "../../../webview/attention/headNumbers";
import { initialState, withGlance, withShown } from "../../../webview/attention/state";
import { greatest, ranked, total } from "../../../webview/attention/tokenRows";
import { headRows } from "../../../webview/attention/view/headTable";
import { headSentence, metricValue } from "../../../webview/attention/words";
import { runSummary, selfPane } from "./panesOfRun";

const glance = (layer: number, entropy: number[], firstToken: number[]): LayerGlance => ({
  pane: 0,
  layer,
  width: 1,
  height: 1,
  thumbnails: new Uint8Array(entropy.length),
  entropy: Float32Array.from(entropy),
  firstToken: Float32Array.from(firstToken),
  previousToken: new Float32Array(entropy.length),
  meanDistance: new Float32Array(entropy.length).fill(3),
  otherSentences: new Float32Array(entropy.length).fill(0.5),
});

describe("numbers of heads", () => {
  const heads = allHeads([glance(0, [2, 1], [0.5, 0.25]), undefined, glance(2, [1, 4], [0.125, 0.5])]);
  const names = (rows: typeof heads) => rows.map(({ layer, head }) => `${layer}.${head}`);

  it("come in the order of layers and heads, as far as they have arrived", () => {
    assert.deepEqual(names(heads), ["0.0", "0.1", "2.0", "2.1"]);
  });

  it("sort both ways, equals in their order", () => {
    assert.deepEqual(names(sortedHeads(heads, { by: "entropy", descending: true })), ["2.1", "0.0", "0.1", "2.0"]);
    assert.deepEqual(names(sortedHeads(heads, { by: "entropy", descending: false })), ["0.1", "2.0", "0.0", "2.1"]);
    assert.deepEqual(names(sortedHeads(heads, { by: "layer", descending: true })), ["2.0", "2.1", "0.0", "0.1"]);
    assert.deepEqual(names(heads), ["0.0", "0.1", "2.0", "2.1"]);
  });

  it("sort from the greatest at first, places from the first", () => {
    assert.deepEqual(nextSort({ by: "layer", descending: false }, "entropy"), { by: "entropy", descending: true });
    assert.deepEqual(nextSort({ by: "entropy", descending: true }, "entropy"), { by: "entropy", descending: false });
    assert.deepEqual(nextSort({ by: "entropy", descending: true }, "head"), { by: "head", descending: false });
  });

  it("have a scale: 1 for shares, the greatest for the rest, never 0", () => {
    assert.equal(metricScale(heads, "firstToken"), 1);
    assert.equal(metricScale(heads, "entropy"), 4);
    assert.equal(metricScale([], "entropy"), 1);
  });

  it("are copied under a name for each column", () => {
    const state = withGlance(withShown(initialState(null), { run: runSummary("a", [selfPane(3, 2, 4)]), source: "s", stale: false, choice: null }, null), glance(0, [2, 1], [0.5, 0.25]));
    const [names, ...rows] = headRows(state);
    assert.deepEqual(names, ["layer", "head", "entropy_bits", "first_token", "previous_token", "mean_distance_tokens", "other_sentences"]);
    assert.deepEqual(rows, [[0, 0, 2, 0.5, 0, 3, 0.5], [0, 1, 1, 0.25, 0, 3, 0.5]]);
  });

  it("read well aloud", () => {
    assert.equal(headSentence(heads[0]!), "Layer 0, head 0: entropy 2.00 bits, on first 50 %, on previous 0 %, distance 3.0 tokens, other sentences 50 %");
    assert.equal(metricValue("entropy", NaN), "–");
  });

  it("leave out what means nothing between two texts", () => {
    const across = { ...heads[0]!, previousToken: NaN, meanDistance: NaN, otherSentences: NaN };
    assert.equal(headSentence(across), "Layer 0, head 0: entropy 2.00 bits, on first 50 %");
    assert.deepEqual(metricsOf({ queriesOf: "target", keysOf: "source" }), ["picture", "entropy", "firstToken"]);
    assert.ok(metricsOf({ queriesOf: "target", keysOf: "target" }).includes("meanDistance"));
    const unsorted = [{ ...across, layer: 1 }, across];
    assert.deepEqual(names(sortedHeads(unsorted, { by: "meanDistance", descending: true })), ["0.0", "1.0"]);
  });
});

describe("entries of a line", () => {
  const line = Float32Array.from([0.25, 0, 0.5, 0.25]);

  it("rank from the heaviest, equals by position, without what cannot be reached", () => {
    assert.deepEqual(ranked(line), [
      { rank: 1, token: 2, weight: 0.5 },
      { rank: 2, token: 0, weight: 0.25 },
      { rank: 3, token: 3, weight: 0.25 },
    ]);
  });

  it("add up and have a greatest", () => {
    assert.equal(total(line), 1);
    assert.equal(greatest(line), 0.5);
    assert.equal(greatest(new Float32Array(3)), 1);
  });
});
