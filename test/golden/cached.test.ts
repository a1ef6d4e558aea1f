import assert from "node:assert/strict";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { encodeSource } from "../../src/runtime/traces/encoderRun";
import { goldenNames, readGolden } from "./goldens";
import { testDevice } from "./testDevice";

const { signal } = new AbortController();

/** The pieces in which upstream was fed. */
const PIECES: Readonly<Record<string, (length: number) => number[]>> = {
  odd_cached: () => [5, 3, 1, 1, 1],
  long_cached: length => [256, ...Array.from({ length: length - 256 }, () => 1)],
  long_chunked: length => Array.from({ length: 5 }, (_, i) => Math.floor(((i + 1) * length) / 5) - Math.floor((i * length) / 5)),
};

describe(`Passes in pieces with a cache (${process.env["MODEL_LENS_TEST_DEVICE"] ?? "cpu"})`, () => {
  for (const name of goldenNames()) {
    it(`${name}: logits and cache agree with upstream's and with one pass`, async function () {
      const golden = await readGolden(name);
      const cases = Object.entries(golden.forward).filter(([, one]) => one.inputs_of !== undefined);
      if (cases.length === 0) {
        // Upstream never feeds these in pieces; everything else must bring a case.
        assert.match(name, /-cls$|bert|^openai-gpt|^prefix-lm-/);
        return;
      }
      const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
      const { config } = model.open.recipe;
      try {
        for (const [key, one] of cases) {
          const inputs = golden.forward[one.inputs_of as string]?.inputs as Record<string, [number[]]>;
          const [ids] = (inputs["decoder_input_ids"] ?? inputs["input_ids"]) as [number[]];
          const encoded = model.open.encoder && (await encodeSource(model, { ids: inputs["input_ids"]?.[0] as number[] }));
          const memory = encoded ? { memory: encoded.memory } : {};
          const branching = new BranchingModel(model, memory);
          const logits = new Float32Array(ids.length * config.vocabulary);
          let done = 0;
          const pieces = model.open.encoder ? [3, 2, 1, 1] : (PIECES[key]?.(ids.length) ?? []);
          for (const size of pieces) {
            const piece = await branching.along(ids.slice(0, done + size), done, signal);
            piece.forEach((next, i) => logits.set(next.logits, (done + i) * config.vocabulary));
            done += size;
          }
          assert.equal(done, ids.length);
          if (one.outputs.includes("logits")) near(logits, (await golden.tensor(`${key}.logits`)).data, `${key}.logits`);
          for (let layer = 0; layer < config.layers && one.outputs.includes("past.0.key"); layer++) {
            const { keys, values } = await branching.cached(layer);
            for (const [side, data] of [["key", keys], ["value", values]] as const) {
              const reference = await golden.tensor(`${key}.past.${layer}.${side}`);
              near(headMajor(data, ids.length, config.kvHeads, config.dHead), reference.data, `${key}.past.${layer}.${side}`);
            }
          }
          for (let layer = 0; encoded && layer < config.layers; layer++) {
            for (const [side, feed] of [["cross_key", encoded.memory.cache.keys(layer)], ["cross_value", encoded.memory.cache.values(layer)]] as const) {
              const reference = await golden.tensor(`${key}.past.${layer}.${side}`);
              near(headMajor(feed.data as Float32Array, encoded.run.ids.length, config.kvHeads, config.dHead), reference.data, `${key}.past.${layer}.${side}`);
            }
          }
          // Dynamic rotary scaling is the one scheme whose cached keys keep the frequencies of a shorter text.
          if ((one.max_abs_diff_of_logits_to_one_pass ?? 0) < 1e-3) {
            const whole = await new BranchingModel(model, memory).along(ids, 0, signal);
            whole.forEach((next, i) => near(logits.subarray(i * config.vocabulary, (i + 1) * config.vocabulary), next.logits, `${key} against one pass`));
          }
        }
      } finally {
        await model.dispose();
      }
    });
  }

  it("keeps whole steps of a pass that was cancelled, and goes on from them", async () => {
    const golden = await readGolden("gpt2-long");
    const model = await LoadedModel.load(await openModel(golden.folder), await testDevice());
    const [ids] = golden.forward["long"]?.inputs?.["input_ids"] as [number[]];
    const branching = new BranchingModel(model);
    // Aborted between the first step and the second.
    let asked = 0;
    const aborting = { get aborted() { return ++asked > 1; } } as AbortSignal;
    await assert.rejects(branching.next([ids], aborting), { name: "Cancelled" });
    assert.equal(branching.known(ids), 256);
    const [gone] = await branching.next([ids], signal);
    const [whole] = await new BranchingModel(model).next([ids], signal);
    near(gone?.logits as Float32Array, whole?.logits as Float32Array, "after it was cancelled");
    await model.dispose();
  });
});

function headMajor(data: Float32Array, time: number, heads: number, width: number): Float32Array {
  return Float32Array.from({ length: data.length }, (_, i) => {
    const [head, at, channel] = [Math.floor(i / width / time), Math.floor(i / width) % time, i % width];
    return data[(at * heads + head) * width + channel] as number;
  });
}

function near(found: Float32Array, reference: Float32Array, what: string): void {
  assert.equal(found.length, reference.length, what);
  const difference = found.reduce((most, value, i) => Math.max(most, Math.abs(value - (reference[i] as number))), 0);
  assert.ok(difference <= 1e-4, `${what}: differs by ${difference}`);
}
