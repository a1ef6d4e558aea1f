import assert from "node:assert/strict";
import { THUMBNAIL, TILE } from "../../../src/protocol/attention";
import { readFloats } from "../../../src/runtime/checkpoints/safetensors";
import { LoadedModel } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { prefix } from "../../../src/runtime/model/parts/masks";
import { bucketOf } from "../../../src/runtime/model/positions/bucketBias";
import { byDistance } from "../../../src/runtime/traces/byDistance";
import { encodeSource } from "../../../src/runtime/traces/encoderRun";
import { glanceAt } from "../../../src/runtime/traces/glance";
import { lineOf, matrixOf } from "../../../src/runtime/traces/lines";
import { Passage, type AttentionOf } from "../../../src/runtime/traces/passage";
import { keyCount, logitBands, matrixOfLayer } from "../../../src/runtime/traces/patterns";
import { maskRows, scalingOf } from "../../../src/runtime/traces/scaling";
import { Tiles } from "../../../src/runtime/traces/tiles";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { readGolden } from "../../golden/goldens";
import { cpuOnly, never } from "./starter";

const [layer, head] = [1, 2];

/** Attentions of each shape: tokens that all see each other, a decoder that reads an encoder, a prefix. */
const KINDS: Readonly<Record<string, { readonly golden: string; readonly make: (model: LoadedModel, inputs: Record<string, [number[]]>) => Promise<AttentionOf> }>> = {
  "an encoder's": { golden: "t5", make: async (model, inputs) => paneOf(model, inputs, "encoder") },
  "a decoder's own": { golden: "t5", make: async (model, inputs) => paneOf(model, inputs, "decoder") },
  "cross-attention": { golden: "t5", make: async (model, inputs) => paneOf(model, inputs, "cross") },
  "a prefix's": {
    golden: "gpt2-long",
    make: (model, inputs) => Promise.resolve({ run: new TracedRun(model, { ids: inputs["input_ids"]?.[0] ?? [], mask: prefix(280) }), kind: "self" }),
  },
};

for (const [name, { golden: folder, make }] of Object.entries(KINDS)) {
  describe(`What views show of ${name} attention`, () => {
    let model: LoadedModel;
    let of: AttentionOf;
    let whole: Float32Array;
    let queries: number;
    let keys: number;

    before(async () => {
      const golden = await readGolden(folder);
      model = await LoadedModel.load(await openModel(golden.folder), await cpuOnly());
      of = await make(model, golden.forward["long"]?.inputs as Record<string, [number[]]>);
      [queries, keys] = [of.run.ids.length, keyCount(of)];
      whole = await matrixOf(of, { run: "", layer, head, weighting: "raw" }, never);
    });
    after(() => model.dispose());

    it("rows sum to 1 over what the mask lets them see", () => {
      for (let query = 0; query < queries; query++) {
        const row = whole.subarray(query * keys, (query + 1) * keys);
        assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
        const seen = of.kind === "cross" ? keys : Math.min(keys, of.run.mask.visible(query).to);
        assert.ok(row.subarray(0, seen).every(value => value > 0) && row.subarray(seen).every(value => value === 0));
      }
    });

    it("one head alone and all heads of the layer are the same numbers", async () => {
      const all = await matrixOfLayer(of, layer, never);
      whole.forEach((value, i) => assert.ok(Math.abs(value - (all[head * queries * keys + i] as number)) < 1e-6));
    });

    it("lines are the matrix's rows and columns", async () => {
      const request = { run: "", layer, head, weighting: "raw" } as const;
      const row = await lineOf(of, { ...request, token: queries - 1, direction: "reads" }, never);
      nearAll(row, whole.slice((queries - 1) * keys));
      const column = await lineOf(of, { ...request, token: keys - 1, direction: "read-by" }, never);
      nearAll(column, whole.filter((_, i) => i % keys === keys - 1));
      await assert.rejects(lineOf(of, { ...request, token: keys, direction: "read-by" }, never), { code: "input-invalid" });
    });

    it("tiles cover the picture once, each with its cells' greatest values", async () => {
      const tiles = new Tiles();
      for (const level of [0, 2]) {
        const [down, across] = [Math.ceil(queries / 2 ** level), Math.ceil(keys / 2 ** level)];
        let covered = 0;
        for (let row = 0; row < Math.ceil(down / TILE); row++) {
          for (let column = 0; column < Math.ceil(across / TILE); column++) {
            const tile = await tiles.tile(of, { run: "a", layer, head, weighting: "raw", level, row, column }, never);
            covered += tile.rows * tile.columns;
            tile.values.forEach((byte, i) => {
              const [y, x] = [row * TILE + Math.floor(i / tile.columns), column * TILE + (i % tile.columns)];
              let greatest = 0;
              for (let q = y << level; q < Math.min(queries, (y + 1) << level); q++) {
                for (let k = x << level; k < Math.min(keys, (x + 1) << level); k++) greatest = Math.max(greatest, whole[q * keys + k] as number);
              }
              assert.equal(byte, Math.round(255 * Math.sqrt(greatest / tile.scale)));
            });
          }
        }
        assert.equal(covered, down * across);
      }
    });

    it("the other scale on q·k: the softmax follows from the model's own, and the variance is that of all pairs", async () => {
      const { attention, config } = of.run.recipe;
      const facts = await scalingOf(of, layer, head, never);
      assert.deepEqual([facts.channels, facts.scale, facts.otherScale], [config.dHead, attention.scale, attention.scale === 1 ? config.dHead ** -0.5 : 1]);
      const other = await matrixOf(of, { run: "", layer, head, weighting: "other-scale" }, never);
      const products: number[] = [];
      let [entropy, greatest] = [0, 0];
      for await (const band of logitBands(of, layer, head, { from: 0, to: queries }, never)) {
        const width = band.keys.to - band.keys.from;
        for (let query = band.rows.from; query < band.rows.to; query++) {
          const content = band.content.subarray((query - band.rows.from) * width, (query - band.rows.from + 1) * width);
          const seen = of.kind === "cross" ? keys : Math.min(keys, of.run.mask.visible(query).to);
          // exp(s' + b) / Σ = p · exp(s' − s) / Σ, whatever positions and mask add as b.
          const weights = Array.from({ length: seen }, (_, key) => (whole[query * keys + key] as number) * Math.exp((content[key - band.keys.from] as number) * (facts.otherScale / facts.scale - 1)));
          const sum = weights.reduce((a, b) => a + b, 0);
          weights.forEach((weight, key) => assert.ok(Math.abs(weight / sum - (other[query * keys + key] as number)) < 1e-3));
          for (let key = 0; key < seen; key++) products.push((content[key - band.keys.from] as number) / attention.scale);
          const row = other.subarray(query * keys, (query + 1) * keys);
          entropy -= row.reduce((total, value) => (value > 0 ? total + value * Math.log2(value) : total), 0) / queries;
          greatest += Math.max(...row) / queries;
        }
      }
      const mean = products.reduce((a, b) => a + b, 0) / products.length;
      const variance = products.reduce((a, b) => a + (b - mean) ** 2, 0) / products.length;
      assert.equal(facts.pairs, products.length);
      assert.ok(Math.abs(facts.variance / variance - 1) < 1e-4, `${facts.variance} instead of ${variance}`);
      assert.ok(Math.abs(facts.entropy[1] - entropy) < 1e-3 && Math.abs(facts.greatest[1] - greatest) < 1e-3);
      const asIs = whole.reduce((total, value) => (value > 0 ? total - value * Math.log2(value) : total), 0) / queries;
      assert.ok(Math.abs(facts.entropy[0] - asIs) < 1e-3);
    });

    it("means by distance add up to the rows, and positions are told apart where they join the scores", async () => {
      if (of.kind === "cross") return assert.rejects(byDistance(of, layer, head, never), { code: "input-invalid" });
      const { from, pairs, weight, position } = await byDistance(of, layer, head, never);
      let total = 0;
      weight.forEach((mean, i) => (total += (pairs[i] as number) === 0 ? 0 : mean * (pairs[i] as number)));
      assert.ok(Math.abs(total - queries) < 1e-2);
      let [sum, count] = [0, 0];
      for (let query = 3; query < queries; query++, count++) sum += whole[query * keys + query - 3] as number;
      assert.equal(pairs[-3 - from], count);
      assert.ok(Math.abs((weight[-3 - from] as number) - sum / count) < 1e-6);
      assert.equal(position === null, of.run.recipe.position.score === undefined);
      if (position === null) return;
      // T5's bias for a bucket is the same for every pair at that distance: read from the weights.
      const { config, scope, mask } = of.run.recipe;
      const { tensor } = of.run.model.open.weights.find(`${scope}.rel.W_bias`);
      const table = await readFloats(tensor);
      const sides = mask.visible(0).to === 1 ? "past" : "both";
      for (const distance of [0, -1, -9, -100]) near(position[distance - from], table[bucketOf(distance, 32, 128, sides) * config.heads + head]);
      if (sides === "both") near(position[40 - from], table[bucketOf(40, 32, 128, sides) * config.heads + head]);
    });

    it("the mask that is shown is the mask that ran", () => {
      const { from, to } = maskRows(of);
      for (let i = 0; i < whole.length; i++) {
        const [query, key] = [Math.floor(i / keys), i % keys];
        assert.equal((whole[i] as number) > 0, key >= (from[query] as number) && key < (to[query] as number));
      }
    });

    it("a glance holds the matrix's maxima and means", async () => {
      const glance = await glanceAt(of, 0, layer, never);
      assert.equal(Math.max(glance.width, glance.height), Math.min(THUMBNAIL, Math.max(queries, keys)));
      const shrink = THUMBNAIL / Math.max(queries, keys);
      const cells = glance.width * glance.height;
      const greatest = new Float32Array(cells);
      let entropy = 0;
      whole.forEach((value, i) => {
        const cell = Math.floor(Math.floor(i / keys) * shrink) * glance.width + Math.floor((i % keys) * shrink);
        greatest[cell] = Math.max(greatest[cell] as number, value);
        if (value > 0) entropy -= value * Math.log2(value);
      });
      const found = glance.thumbnails.slice(head * cells, (head + 1) * cells);
      greatest.forEach((value, i) => assert.ok(Math.abs((found[i] as number) - 255 * Math.sqrt(value)) <= 1));
      assert.ok(Math.abs((glance.entropy[head] as number) - entropy / queries) < 1e-4);
      assert.equal(Number.isNaN(glance.meanDistance[head]), of.kind === "cross");
    });
  });
}

function near(found: number | undefined, wanted: number | undefined): void {
  assert.ok(Math.abs((found ?? NaN) - (wanted ?? NaN)) < 1e-4, `${found} instead of ${wanted}`);
}

function nearAll(found: Float32Array, wanted: Float32Array): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - (wanted[i] as number)) < 1e-6));
}

async function paneOf(model: LoadedModel, inputs: Record<string, [number[]]>, kind: string): Promise<AttentionOf> {
  const [[source], [target]] = [inputs["input_ids"], inputs["decoder_input_ids"]] as [[number[]], [number[]]];
  const { run, memory } = await encodeSource(model, { ids: source });
  const passage = new Passage(new TracedRun(model, { ids: target, memory }), run);
  const found = passage.panes("run 1").find(({ pane }) => pane.kind === kind);
  assert.ok(found);
  return found;
}
