import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GenerationItem } from "../../../../src/protocol/generation";
import type { Progress } from "../../../../src/protocol/models";
import type { Handlers } from "../../../../src/protocol/rpc";
import type { runtimeContract } from "../../../../src/protocol/runtimeContract";
import { WeightCache } from "../../../../src/runtime/checkpoints/weightCache";
import { openModel } from "../../../../src/runtime/model/openModel";
import { quantisedWeights } from "../../../../src/runtime/model/quantisedModel";
import { runtimeHandlers } from "../../../../src/runtime/runtime";
import { rejectsWith } from "../../checkpoints/rejectsWith";
import { never, STARTER, TEXT } from "../starter";

const MODELS = path.join(STARTER, "..");
const asked = { signal: never, emit: () => undefined };

describe("Making tokens with quantised weights", () => {
  let handlers: Handlers<typeof runtimeContract>;
  let cache = "";
  let outside: string | undefined;
  before(async () => {
    outside = process.env["MODEL_LENS_CACHE"];
    cache = process.env["MODEL_LENS_CACHE"] = await mkdtemp(path.join(tmpdir(), "model-lens-cache-"));
    handlers = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not tried in this test" }), onDevice: () => undefined, shippedModels: MODELS });
    await handlers.chooseDevice({ wanted: "cpu" }, asked);
  });
  after(async () => {
    for (const folder of await handlers.loaded(null, asked)) await handlers.unload({ folder }, asked);
    if (outside === undefined) delete process.env["MODEL_LENS_CACHE"];
    else process.env["MODEL_LENS_CACHE"] = outside;
    await rm(cache, { recursive: true, force: true });
  });

  for (const name of ["starter-llama", "starter-gpt2", "starter-ul2"]) {
    for (const weights of ["8bit", "4bit"] as const) {
      it(`${name}, ${weights}: says so, chooses by what ran, and its steps are looked into as they ran`, async () => {
        const folder = path.join(MODELS, name);
        const items: GenerationItem[] = [];
        const request = { folder, prompt: { text: TEXT }, options: { max_new_tokens: 6 }, watched: 4, weights };
        await handlers.generate(request, { signal: never, emit: item => void items.push(item) });
        const [started, ...rest] = items;
        assert.ok(started?.kind === "started" && started.weights === weights);
        const steps = rest.filter(item => item.kind === "step");
        assert.ok(steps.length > 0);
        const tokens = steps.map(({ token }) => token.id);
        const place = { generation: started.generation, tokens };
        const { layers } = await handlers.lens(place, asked);
        const last = steps.at(-1)!;
        assert.equal(layers.at(-1)?.rank, last.explained.raw.rank);
        assert.ok(Math.abs((layers.at(-1)?.probability ?? NaN) - last.explained.raw.probability) < 1e-3);
        const { weights: pattern, keys, heads, layers: depth } = await handlers.stepAttention(place, asked);
        for (let row = 0; row < depth * heads; row++) {
          const sum = pattern.subarray(row * keys, (row + 1) * keys).reduce((a, b) => a + b, 0);
          assert.ok(Math.abs(sum - 1) < 1e-4, `a row of the pattern sums to ${sum}`);
        }
      });
    }
  }

  it("differs from the exact run by as much as is measured, and that is told on the card", async () => {
    const costs = [await handlers.measureWeights({ folder: STARTER, weights: "8bit", text: TEXT }, asked), await handlers.measureWeights({ folder: STARTER, weights: "4bit", text: TEXT }, asked)];
    const [eight, four] = costs as [(typeof costs)[0], (typeof costs)[0]];
    assert.ok(eight.divergence > 0 && eight.divergence < four.divergence && eight.agreement >= four.agreement && eight.tokens > 20, JSON.stringify(costs));
    // Each token of a Llama of 612 K parameters on the kind of text that it was trained on.
    assert.ok(eight.divergence < 0.01 && eight.agreement > 0.9, JSON.stringify(eight));
    const { costs: told } = await handlers.card({ folder: STARTER }, asked);
    assert.deepEqual(told, costs);
  });

  it("gives ghost text, and says with which weights", async () => {
    const request = { folder: STARTER, prefix: TEXT, suffix: "", language: "plaintext", neighbours: [], lines: "single" as const, contextTokens: 200, newTokens: 8, alternatives: 1, confidence: 0 };
    for (const weights of ["8bit", "exact"] as const) assert.equal((await handlers.complete({ ...request, weights }, asked)).weights, weights);
    assert.equal((await handlers.complete(request, asked)).weights, "exact");
  });

  it("loads with progress the first time, counts as one model, and is taken back without a trace", async () => {
    for (const folder of await handlers.loaded(null, asked)) await handlers.unload({ folder }, asked);
    await handlers.clearWeights(null, asked);
    const abort = new AbortController();
    const stop = ({ message }: Progress): void => {
      if (message.startsWith("Making")) abort.abort();
    };
    await assert.rejects(async () => handlers.load({ folder: STARTER, weights: "4bit" }, { signal: abort.signal, emit: stop }), { name: "Cancelled" });
    assert.deepEqual((await readdir(path.join(cache, "weights"))).filter(name => name !== "known"), []);
    const heard: Progress[] = [];
    await handlers.load({ folder: STARTER, weights: "4bit" }, { signal: never, emit: progress => void heard.push(progress) });
    assert.ok(heard.some(({ message, fraction }) => message === "Making 4-bit weights" && fraction === 1));
    assert.deepEqual(await handlers.loaded(null, asked), [STARTER]);
    await handlers.unload({ folder: STARTER }, asked);
    assert.deepEqual(await handlers.loaded(null, asked), []);
    const again: Progress[] = [];
    await handlers.load({ folder: STARTER, weights: "4bit" }, { signal: never, emit: progress => void again.push(progress) });
    assert.ok(again.length > 0 && !again.some(({ message }) => message.startsWith("Making")), "it was kept");
  });

  it("keeps what is loaded while others use, and mark as used, the same file", async () => {
    await handlers.load({ folder: STARTER, weights: "8bit" }, asked);
    await quantisedWeights(await openModel(STARTER), 8, new WeightCache(), never);
    const heard: Progress[] = [];
    await handlers.load({ folder: STARTER, weights: "8bit" }, { signal: never, emit: progress => void heard.push(progress) });
    assert.deepEqual(heard, []);
  });

  it("makes them again where the file went while the model was loaded", async () => {
    await handlers.load({ folder: STARTER, weights: "8bit" }, asked);
    await handlers.clearWeights(null, asked);
    const items: GenerationItem[] = [];
    await handlers.generate({ folder: STARTER, prompt: { text: TEXT }, options: { max_new_tokens: 2 }, watched: 1, weights: "8bit" }, { signal: never, emit: item => void items.push(item) });
    assert.equal(items.filter(({ kind }) => kind === "step").length, 2);
  });

  it("is refused for a model that makes no tokens", async () => {
    await rejectsWith(Promise.resolve().then(() => handlers.load({ folder: path.join(MODELS, "starter-bert-shaw"), weights: "8bit" }, asked)), "input-invalid", /makes no tokens/);
  });
});
