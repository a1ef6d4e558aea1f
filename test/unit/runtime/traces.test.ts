import assert from "node:assert/strict";
import { THUMBNAIL, TILE, WEIGHTINGS, type Weighting } from "../../../src/protocol/attention";
import { readFloats } from "../../../src/runtime/checkpoints/safetensors";
import { BranchingModel } from "../../../src/runtime/generation/branchingModel";
import { LoadedModel, STEP } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { glanceAt } from "../../../src/runtime/traces/glance";
import { lineOf, matrixOf } from "../../../src/runtime/traces/lines";
import type { AttentionOf } from "../../../src/runtime/traces/passage";
import { matrixOfLayer, valueLengths } from "../../../src/runtime/traces/patterns";
import { Tiles } from "../../../src/runtime/traces/tiles";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { withoutFirst } from "../../../src/runtime/traces/weightings";
import { readGolden } from "../../golden/goldens";
import { cpuOnly, never, STARTER } from "./starter";

describe("What views show of a run", () => {
  let model: LoadedModel;
  let run: TracedRun;
  let length: number;
  const [layer, head] = [1, 3];
  const of = (): AttentionOf => ({ run, kind: "self" });
  const matrix = (weighting: Weighting): Promise<Float32Array> => matrixOf(of(), { run: "", layer, head, weighting }, never);

  before(async () => {
    // 300 tokens: two bands of rows and two tiles a side; grouped heads and a window, so that neither is forgotten.
    const golden = await readGolden("mistral-long");
    const [ids] = golden.forward["long"]?.inputs?.["input_ids"] as [number[]];
    model = await LoadedModel.load(await openModel(golden.folder), await cpuOnly());
    run = new TracedRun(model, { ids });
    length = ids.length;
  });
  after(() => model.dispose());

  it("rows sum to 1 and see nothing later", async () => {
    const pattern = await matrix("raw");
    for (let query = 0; query < length; query++) {
      const row = pattern.subarray(query * length, (query + 1) * length);
      assert.ok(Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-5);
      assert.ok(row.subarray(query + 1).every(value => value === 0));
    }
  });

  it("the pass in stages ends where the pass of the whole model ends", async () => {
    const rows = [0, 7, length - 1];
    const { logits } = await run.unembed(rows);
    const along = await new BranchingModel(model).along(run.ids, 0, never);
    const whole = rows.flatMap(row => [...(along[row]?.logits ?? [])]);
    nearAll(logits, Float32Array.from(whole));
  });

  it("without room for all keys and values, those of a layer are made again when it is looked at, and are the same numbers", async () => {
    const deep = await LoadedModel.load(await openModel(STARTER), await cpuOnly());
    try {
      const { config } = deep.open.recipe;
      const ids = Array.from({ length: 40 }, (_, i) => (i * 31 + 7) % config.vocabulary);
      const all: AttentionOf = { run: new TracedRun(deep, { ids }), kind: "self" };
      const few: AttentionOf = { run: new TracedRun(deep, { ids, keptCache: 1 }), kind: "self" };
      await few.run.finished;
      const { cache } = few.run;
      const layers = Array.from({ length: config.layers }, (_, i) => i);
      const held = (): number[] => layers.filter(i => cache.holds(i));
      assert.ok(config.layers > 2);
      assert.deepEqual(held(), layers.slice(-1));
      assert.equal(cache.bytes, cache.bytesOfLayer(ids.length));
      // Two that were dropped are looked at at once, one of them twice, and one that was not.
      const looked = [0, 1, 0, config.layers - 1];
      const found = await Promise.all(looked.map(i => matrixOfLayer(few, i, never)));
      for (const [i, at] of looked.entries()) nearAll(found[i]!, await matrixOfLayer(all, at, never));
      nearAll(await valueLengths(few, 0, 0), await valueLengths(all, 0, 0));
      assert.ok(held().includes(0) && held().length === 1);
    } finally {
      await deep.dispose();
    }
  });

  it("a layer can be looked at before the pass is done, and no layer of a stopped pass is waited for in vain", async () => {
    const { layers } = model.open.recipe.config;
    const steps: number[] = [];
    const early = new TracedRun(model, { ids: run.ids, onStep: fraction => steps.push(fraction) });
    await early.ready(0);
    assert.ok((steps.at(-1) ?? 1) < 1);
    early.stop();
    await assert.rejects(early.ready(layers - 1), { code: "run-gone" });
    await assert.rejects(early.finished, { name: "Cancelled" });
    await assert.doesNotReject(early.ready(0));
  });

  it("one head alone and all heads of the layer are the same numbers", async () => {
    const [one, all] = [await matrix("raw"), await matrixOfLayer(of(), layer, never)];
    assert.deepEqual(one, all.slice(head * length * length, (head + 1) * length * length));
  });

  it("recomputing from the stream agrees with the pattern inside the forward pass", async () => {
    const tap = `blocks.${layer}.attn.pattern`;
    const ids = run.ids.slice(0, STEP);
    let inside: Float32Array | undefined;
    const short = new TracedRun(model, { ids, taps: [tap], receive: (_tap, _from, data) => (inside = data) });
    const sliced = await matrixOfLayer({ run: short, kind: "self" }, layer, never);
    assert.equal(inside?.length, sliced.length);
    const difference = sliced.reduce((most, value, i) => Math.max(most, Math.abs(value - (inside?.[i] ?? NaN))), 0);
    assert.ok(difference < 1e-6, `differs by ${difference}`);
  });

  for (const weighting of WEIGHTINGS) {
    it(`lines are the matrix's rows and columns (${weighting})`, async () => {
      const whole = await matrix(weighting);
      for (const token of [0, 1, 100, length - 1]) {
        const row = await lineOf(of(), { run: "", layer, head, weighting, token, direction: "reads" }, never);
        nearAll(row, whole.slice(token * length, (token + 1) * length));
        const column = await lineOf(of(), { run: "", layer, head, weighting, token, direction: "read-by" }, never);
        nearAll(column, whole.filter((_, i) => i % length === token));
      }
    });

    it(`tiles at every level hold the greatest value of their cells (${weighting})`, async () => {
      const whole = await matrix(weighting);
      const tiles = new Tiles();
      for (const level of [0, 1, 3, 8]) {
        const width = Math.ceil(length / 2 ** level);
        for (let row = 0; row < Math.ceil(width / TILE); row++) {
          for (let column = 0; column < Math.ceil(width / TILE); column++) {
            const tile = await tiles.tile(of(), { run: "a", layer, head, weighting, level, row, column }, never);
            assert.equal(tile.values.length, tile.rows * tile.columns);
            tile.values.forEach((byte, i) => {
              const [y, x] = [row * TILE + Math.floor(i / tile.columns), column * TILE + (i % tile.columns)];
              let greatest = 0;
              for (let q = y << level; q < Math.min(length, (y + 1) << level); q++) {
                for (let k = x << level; k < Math.min(length, (x + 1) << level); k++) greatest = Math.max(greatest, whole[q * length + k] as number);
              }
              assert.equal(byte, Math.round(255 * Math.sqrt(greatest / tile.scale)));
            });
          }
        }
      }
    });
  }

  it("a tile whose neighbour was taken back still comes", async () => {
    const tiles = new Tiles();
    const abort = new AbortController();
    const request = { run: "a", layer, head, weighting: "raw", level: 0, row: 0, column: 0 } as const;
    const first = tiles.tile(of(), request, abort.signal);
    const second = tiles.tile(of(), { ...request, column: 1 }, never);
    abort.abort();
    await assert.rejects(first, { name: "Cancelled" });
    assert.equal((await second).columns, length - TILE);
  });

  it("a tile outside the picture is refused", async () => {
    const request = { run: "a", layer, head, weighting: "raw", level: 0, row: 2, column: 0 } as const;
    await assert.rejects(new Tiles().tile(of(), request, never), { code: "input-invalid" });
  });

  it("without the first token: its column is empty and the other shares stay in proportion", async () => {
    const [raw, rest] = [await matrix("raw"), await matrix("no-sink")];
    for (let query = 1; query < length; query++) {
      const row = rest.subarray(query * length, (query + 1) * length);
      assert.equal(row[0], 0);
      near(row.reduce((a, b) => a + b, 0), 1);
      const first = raw[query * length] as number;
      assert.ok(Math.abs((row[query] as number) * (1 - first) - (raw[query * length + query] as number)) < 1e-6);
    }
    const alone = Float32Array.of(1, 0, 0);
    withoutFirst(alone, 0);
    assert.deepEqual(alone, new Float32Array(3));
    const behind = Float32Array.of(0.5, 0.25, 0.25);
    withoutFirst(behind, 7);
    assert.deepEqual(behind, Float32Array.of(0.5, 0.25, 0.25));
  });

  it("value lengths are ‖v W_O‖, worked out from the stored matrix", async () => {
    const { config } = run.model.open.recipe;
    const { tensor } = run.model.open.weights.find(`blocks.${layer}.attn.W_O`);
    const out = await readFloats(tensor);
    const values = run.cache.values(layer).data as Float32Array;
    const lengths = await valueLengths(of(), layer, head);
    for (const key of [0, 17, length - 1]) {
      let square = 0;
      for (let model = 0; model < config.dModel; model++) {
        let sum = 0;
        for (let d = 0; d < config.dHead; d++) sum += (values[(key * config.kvHeads + Math.floor((head * config.kvHeads) / config.heads)) * config.dHead + d] as number) * (out[model * config.heads * config.dHead + head * config.dHead + d] as number);
        square += sum ** 2;
      }
      assert.ok(Math.abs(Math.sqrt(square) - (lengths[key] as number)) < 1e-5);
    }
  });

  it("the mass on other sentences is what rows have outside of their own, special tokens left out", async () => {
    // Token 0 is of no text; then sentences of 50 tokens.
    const sentence = (token: number): number | null => (token === 0 ? null : Math.floor((token - 1) / 50));
    const range = (token: number): { start: number; end: number } => ({ start: 1 + 50 * (sentence(token) ?? 0), end: Math.min(length, 51 + 50 * (sentence(token) ?? 0)) });
    const sentences = { of: run.ids.map((_, token) => (token === 0 ? null : range(token))), outside: [0] };
    const told = new TracedRun(model, { ids: run.ids, sentences });
    const { otherSentences } = await glanceAt({ run: told, kind: "self" }, 0, layer, never);
    const pattern = await matrix("raw");
    let sum = 0;
    for (let query = 1; query < length; query++) {
      for (let key = 1; key < length; key++) if (sentence(key) !== sentence(query)) sum += pattern[query * length + key] as number;
    }
    near(otherSentences[head], sum / (length - 1));
    assert.ok((await glanceAt(of(), 0, layer, never)).otherSentences.every(Number.isNaN));
  });

  it("a glance holds the matrix's maxima and means", async () => {
    const glance = await glanceAt(of(), 0, layer, never);
    const pattern = await matrix("raw");
    const { width, height } = glance;
    assert.ok(width === THUMBNAIL && height === THUMBNAIL);
    const cells = width * height;
    const greatest = new Float32Array(cells);
    let [entropy, first, previous, distance] = [0, 0, 0, 0];
    pattern.forEach((value, i) => {
      const [query, key] = [Math.floor(i / length), i % length];
      const cell = Math.floor((query * height) / length) * width + Math.floor((key * width) / length);
      greatest[cell] = Math.max(greatest[cell] as number, value);
      if (value > 0) entropy -= value * Math.log2(value);
      if (key === 0) first += value;
      if (key === query - 1) previous += value;
      distance += value * Math.abs(query - key);
    });
    assert.deepEqual(glance.thumbnails.slice(head * cells, (head + 1) * cells), Uint8Array.from(greatest, value => Math.round(255 * Math.sqrt(value))));
    near(glance.entropy[head], entropy / length);
    near(glance.firstToken[head], first / length);
    near(glance.previousToken[head], previous / (length - 1));
    near(glance.meanDistance[head], distance / length, 1e-3);
  });
});

function near(found: number | undefined, wanted: number, within = 1e-5): void {
  assert.ok(found !== undefined && Math.abs(found - wanted) <= within, `${found} instead of ${wanted}`);
}

function nearAll(found: Float32Array, wanted: Float32Array): void {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => near(value, wanted[i] as number));
}
