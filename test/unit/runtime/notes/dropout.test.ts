import assert from "node:assert/strict";
import path from "node:path";
import { readFloats } from "../../../../src/runtime/checkpoints/safetensors";
import { seededRandom } from "../../../../src/runtime/decoding/random";
import { withDropout } from "../../../../src/runtime/experiments/dropout";
import type { LoadedModel } from "../../../../src/runtime/model/loadedModel";
import { Models } from "../../../../src/runtime/models";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, TEXT } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");
const WIDTH = 128;

const parameter = ({ open }: LoadedModel, name: "w" | "b"): Promise<Float32Array> => readFloats(open.weights.find(`blocks.1.ln1.${name}`).tensor);

describe("Dropout as a what-if", () => {
  let models: Models;
  const load = (model: string) => models.load(path.join(MODELS, model), never);

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("drops a sublayer's output before it is added and normalised", async () => {
    const { model, tokenizer } = await load("starter-gpt");
    const ids = (await tokenizer().encode(TEXT)).map(token => token.id);
    const pass = { rate: 0.5, random: seededRandom(3) };
    const recipe = withDropout(model.open.recipe, () => pass);
    const sibling = model.sibling("main", recipe);
    try {
      const taps = new Map<string, Float32Array>();
      const run = new TracedRun(sibling, { ids, taps: ["blocks.1.attn.out", "blocks.1.resid_mid"], receive: (tap, _, rows) => taps.set(tap, rows) });
      await run.finished;
      const mask = run.placing({ from: 0, to: ids.length }, { from: 0, to: ids.length })["blocks.1.ln1.dropout"]?.data as Float32Array;
      const kept = mask.filter(factor => factor === 2).length;
      assert.equal(kept + mask.filter(factor => factor === 0).length, ids.length * WIDTH);
      assert.ok(Math.abs(kept / mask.length - 0.5) < 0.03, `${kept} of ${mask.length}`);
      // By hand: the stream and what was kept of the output, then the norm.
      const [out, middle, before] = [taps.get("blocks.1.attn.out"), taps.get("blocks.1.resid_mid"), run.stream[1]] as [Float32Array, Float32Array, Float32Array];
      const [gain, shift] = [await parameter(model, "w"), await parameter(model, "b")];
      for (let token = 0; token < ids.length; token++) {
        const sum = Array.from({ length: WIDTH }, (_, channel) => (before[token * WIDTH + channel] as number) + (mask[token * WIDTH + channel] as number) * (out[token * WIDTH + channel] as number));
        const mean = sum.reduce((total, value) => total + value, 0) / WIDTH;
        const deviation = Math.sqrt(sum.reduce((total, value) => total + (value - mean) ** 2, 0) / WIDTH + 1e-5);
        sum.forEach((value, channel) => {
          const wanted = ((value - mean) / deviation) * (gain[channel] as number) + (shift[channel] as number);
          assert.ok(Math.abs(wanted - (middle[token * WIDTH + channel] as number)) < 1e-4);
        });
      }
    } finally {
      await sibling.dispose();
    }
  });

  it("changes nothing at a rate of 0, and reaches every stack", async () => {
    const { model, tokenizer } = await load("starter-marian");
    const { encoder, recipe } = model.open;
    assert.ok(encoder);
    const ids = (await tokenizer().encode("the small king sees every star")).map(token => token.id);
    const random = seededRandom(1);
    let pass = { rate: 0, random };
    const sibling = model.sibling("encoder", withDropout(encoder, () => pass)).sibling("main", withDropout(recipe, () => pass));
    try {
      const memoryOf = async (from: typeof model) => from.remember((await new TracedRun(from, { ids, stack: "encoder" }).unembed([])).final, null);
      const finalOf = async (from: typeof model, memory: Awaited<ReturnType<typeof memoryOf>>) => (await new TracedRun(from, { ids: [0, 5, 6], memory }).unembed([])).final;
      const memory = await memoryOf(model);
      const exact = await finalOf(model, memory);
      const same = await finalOf(sibling, await memoryOf(sibling));
      assert.ok(exact.every((value, at) => Math.abs(value - (same[at] as number)) < 1e-5));
      pass = { rate: 0.3, random };
      const thinEncoder = await memoryOf(sibling);
      assert.ok((thinEncoder.cache.keys(1).data as Float32Array).some((value, at) => Math.abs(value - ((memory.cache.keys(1).data as Float32Array)[at] as number)) > 0.1));
      const thinDecoder = await finalOf(sibling, memory);
      assert.ok(exact.some((value, at) => Math.abs(value - (thinDecoder[at] as number)) > 0.1));
    } finally {
      await sibling.dispose();
    }
  });

  it("drops the same for the same seed, something else for another, and goes on from the passes that were told", async () => {
    const loaded = await load("starter-gpt");
    const points: Record<string, readonly number[]> = {};
    const put = (settings: Record<string, number>, known = {}, tell = points) =>
      runStatement({ id: "dropout-behind-each-sublayer", text: TEXT, documents: [], settings: { runs: 3, ...settings }, known }, loaded, never, item => item.kind === "point" && (tell[item.key] = item.values));
    const one = await put({ seed: 5 });
    assert.equal(Object.keys(points).length, 3);
    const again: typeof points = {};
    assert.equal((await put({ seed: 5 }, points, again)).figure, one.figure);
    assert.deepEqual(again, {});
    assert.equal((await put({ seed: 5 })).figure, one.figure);
    assert.notEqual((await put({ seed: 6 })).figure, one.figure);
  });
});
