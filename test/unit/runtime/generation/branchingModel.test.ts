import assert from "node:assert/strict";
import { Cancelled } from "../../../../src/protocol/problem";
import type { Scores } from "../../../../src/runtime/decoding/scores";
import { BranchingModel, type BranchingOptions } from "../../../../src/runtime/generation/branchingModel";
import { LoadedModel } from "../../../../src/runtime/model/loadedModel";
import { openModel } from "../../../../src/runtime/model/openModel";
import { prefix, slidingWindow } from "../../../../src/runtime/model/parts/masks";
import { matrixOfLayer } from "../../../../src/runtime/traces/patterns";
import { TracedRun, type TraceInput } from "../../../../src/runtime/traces/tracedRun";
import { readGolden } from "../../../golden/goldens";
import { cpuOnly, never } from "../starter";

/** One of each way to know position: a table, a rotation, a bias by distance, vectors by distance. */
const KINDS = ["gpt2", "llama-gqa", "mistral", "bloom", "openai-gpt"];
const LIMIT = 2e-5;
const text = [5, 9, 31, 7, 44, 12, 60, 3, 18, 25, 77, 41];

describe("Many texts over one cache", () => {
  for (const name of KINDS) {
    it(`${name}: beams, branches and drafts say what one pass over each text says`, async () => {
      const model = await loaded(name);
      const branching = new BranchingModel(model);
      const beams = [0, 1, 2].map(i => [...text.slice(0, 6), 20 + i]);
      await check(branching, model, [text.slice(0, 6)]);
      await check(branching, model, beams);
      // Two children of one beam, a beam that died, and a branch from the middle.
      await check(branching, model, [[...(beams[1] as number[]), 8], [...(beams[1] as number[]), 9], [...text.slice(0, 3), 50]]);
      const computed = branching.computed;
      assert.equal(branching.known([...text.slice(0, 6), 99]), 6);
      await check(branching, model, [text.slice(0, 6)]);
      assert.equal(branching.computed, computed, "nothing is computed twice");
      const along = await branching.along(text, 4, never);
      assert.equal(along.length, text.length - 4);
      const { logits } = await new TracedRun(model, { ids: text }).unembed(text.map((_, i) => i).slice(4));
      along.forEach((next, i) => near(next.logits, logits.subarray(i * next.logits.length, (i + 1) * next.logits.length)));
      await model.dispose();
    });
  }

  it("rows that no text needs any more are cleared away, and what stays is right", async () => {
    const model = await loaded("gpt2-long");
    const branching = new BranchingModel(model);
    const own = (i: number): number[] => [...text, ...Array.from({ length: 60 }, (_, k) => (7 * i + 3 * k) % 100)];
    for (let i = 0; i < 8; i++) await branching.next([own(i)], never);
    await check(branching, model, [own(7)]);
    // 8 × 60 tokens were computed beside the shared 12.
    assert.equal(branching.computed, text.length + 8 * 60);
    assert.equal(branching.known(own(7)), own(7).length);
    assert.equal(branching.known(own(0)), text.length);
    await model.dispose();
  });

  it("the finished states are those of one pass", async () => {
    const model = await loaded("llama");
    const branching = new BranchingModel(model, { keepsStates: true });
    const [states = []] = await branching.states([text], 0, never);
    const { final } = await new TracedRun(model, { ids: text }).unembed([0]);
    assert.equal(states.length, text.length);
    states.forEach((state, i) => near(state, final.subarray(i * state.length, (i + 1) * state.length)));
    await model.dispose();
  });

  for (const name of ["gpt2", "llama-gqa", "openai-gpt"]) {
    it(`${name}: the inside of a step is the last row of a traced run`, async () => {
      const model = await loaded(name);
      const { layers, heads, dModel } = model.open.recipe.config;
      const branching = new BranchingModel(model);
      await branching.next([[...text.slice(0, 5), 90], [...text.slice(0, 5), 91]], never);
      const inside = await branching.inside(text, never);
      const run = new TracedRun(model, { ids: text });
      await run.finished;
      for (let layer = 0; layer <= layers; layer++) near(inside.streams.subarray(layer * dModel, (layer + 1) * dModel), (run.stream[layer] as Float32Array).subarray((text.length - 1) * dModel));
      for (let layer = 0; layer < layers; layer++) {
        const whole = await matrixOfLayer({ run, kind: "self" }, layer, never);
        for (let head = 0; head < heads; head++) {
          const row = (head * text.length + text.length - 1) * text.length;
          near(inside.pattern.subarray((layer * heads + head) * text.length, (layer * heads + head + 1) * text.length), whole.subarray(row, row + text.length));
        }
      }
      // What the last layer would say is what the model says.
      const [[said]] = (await branching.lens([text], [layers], never)) as [[Scores]];
      near(said, (await branching.next([text], never))[0]?.logits as Scores);
      await model.dispose();
    });
  }
});

describe("Caches that forget", () => {
  for (const name of ["llama-gqa", "gpt2", "bloom"]) {
    it(`${name}: a window is a sliding mask, token by token and in one piece`, async () => {
      const model = await loaded(name);
      const policy = { window: 5, sinks: 0 };
      const expected = await lastLogits(model, { ids: text, mask: slidingWindow(5) });
      const branching = new BranchingModel(model, { policy });
      for (let length = 1; length < text.length; length++) await branching.next([text.slice(0, length)], never);
      near(await said(branching, text), expected);
      near(await said(new BranchingModel(model, { policy }), text), expected);
      await model.dispose();
    });
  }

  for (const name of ["llama-gqa", "gpt_neox", "bloom"]) {
    it(`${name}: sinks and a window are a text of just these tokens, positions counted inside the cache`, async () => {
      // In one layer keys and values depend on nothing but their token: the shortened text is the definition.
      const deep = await loaded(name);
      const { recipe } = deep.open;
      const model = deep.sibling("main", { ...recipe, config: { ...recipe.config, layers: 1 } });
      const policy = { window: 6, sinks: 2 };
      const branching = new BranchingModel(model, { policy });
      for (let length = 1; length <= text.length; length++) {
        const held = length <= 6 ? text.slice(0, length) : [...text.slice(0, 2), ...text.slice(length - 4, length)];
        near(await said(branching, text.slice(0, length)), await lastLogits(model, { ids: held }));
      }
      near(await said(new BranchingModel(model, { policy }), text), await lastLogits(model, { ids: [...text.slice(0, 2), ...text.slice(-4)] }));
      await model.dispose();
      await deep.dispose();
    });
  }

  it("going back to where tokens have left the cache computes them again", async () => {
    const model = await loaded("llama-long");
    const policy = { window: 40, sinks: 4 };
    const long = Array.from({ length: 200 }, (_, i) => (11 * i + 5) % 120);
    const branching = new BranchingModel(model, { policy });
    const whole = await said(branching, long);
    const earlier = [...long.slice(0, 100), 17];
    near(await said(branching, earlier), await said(new BranchingModel(model, { policy }), earlier));
    near(await said(branching, long), whole);
    await model.dispose();
  });

  it("refuses sinks where positions are in the tokens' vectors, and a window without room", async () => {
    const model = await loaded("gpt2");
    assert.throws(() => new BranchingModel(model, { policy: { window: 8, sinks: 2 } }), { code: "input-invalid", message: /learned/ });
    assert.throws(() => new BranchingModel(model, { policy: { window: 2, sinks: 2 } }), { code: "input-invalid", message: /no room/ });
    assert.throws(() => new BranchingModel(model, { policy: { window: null, sinks: 2 } }), { code: "input-invalid", message: /go with a window/ });
    await model.dispose();
  });
});

describe("Decoding's view of a model", () => {
  it("a prefix whose tokens see each other is computed whole, whatever came before", async () => {
    const model = await loaded("gpt2");
    const mask = prefix(5);
    const branching = new BranchingModel(model, { mask });
    for (const ids of [text, text.slice(0, 7), [1, 2, ...text], text.slice(0, 3)]) near(await said(branching, ids), await lastLogits(model, { ids, mask }));
    await model.dispose();
  });

  it("stops within a step, and goes on as if nothing had been", async () => {
    const model = await loaded("gpt2-long");
    const branching = new BranchingModel(model);
    const long = Array.from({ length: 280 }, (_, i) => (13 * i + 1) % 130);
    const abort = new AbortController();
    abort.abort();
    await assert.rejects(branching.next([long], abort.signal), Cancelled);
    assert.equal(branching.known(long), 0);
    await check(branching, model, [long]);
    await model.dispose();
  });

  it("in smaller pieces stops sooner, and says the same", async () => {
    const model = await loaded("gpt2-long");
    const branching = new BranchingModel(model, { piece: 32 });
    const long = Array.from({ length: 280 }, (_, i) => (13 * i + 1) % 130);
    // Aborted between the third piece and the fourth.
    let asked = 0;
    const aborting = { get aborted() { return ++asked > 3; } } as AbortSignal;
    await assert.rejects(branching.next([long], aborting), Cancelled);
    assert.equal(branching.known(long), 3 * 32);
    near(await said(branching, long), await said(new BranchingModel(model), long));
    await model.dispose();
  });

  it("lets texts of a few hundred tokens take turns without computing any of them again", async () => {
    const model = await loaded("gpt2-long");
    const branching = new BranchingModel(model);
    const [one, other] = [3, 5].map(step => Array.from({ length: 300 }, (_, i) => (step * i + 1) % 130));
    assert.ok(one && other);
    for (let length = 296; length <= 300; length++) for (const ids of [one, other]) await branching.next([ids.slice(0, length)], never);
    // They begin with the same token.
    assert.equal(branching.computed, 300 + 299);
    await model.dispose();
  });

  it("told that none comes back, clears away what no text needs before it is more than a few hundred tokens", async () => {
    const model = await loaded("gpt2-long");
    const branching = new BranchingModel(model, { others: 0 });
    const start = Array.from({ length: 250 }, (_, i) => (7 * i + 3) % 130);
    const { kvHeads, dHead } = model.open.recipe.config;
    for (let end = 0; end < 60; end++) {
      await branching.next([[...start, ...Array.from({ length: 10 }, (_, i) => (end + 31 * i) % 130)]], never);
      const { keys } = await branching.cached(0);
      assert.ok(keys.length / (kvHeads * dHead) <= 260 + 256);
    }
    await check(branching, model, [[...start, 5, 6]]);
    await model.dispose();
  });

  it("asked from two sides at once, answers both", async () => {
    const model = await loaded("llama");
    const branching = new BranchingModel(model);
    const [one, other] = await Promise.all([said(branching, text), branching.inside(text.slice(0, 8), never)]);
    near(one, await lastLogits(model, { ids: text }));
    assert.equal(other.held.length, 8);
    await model.dispose();
  });
});

async function loaded(name: string): Promise<LoadedModel> {
  const { folder } = await readGolden(name);
  return LoadedModel.load(await openModel(folder), await cpuOnly());
}

const said = async (branching: BranchingModel, ids: readonly number[]): Promise<Scores> => (await branching.next([ids], never))[0]?.logits as Scores;

async function lastLogits(model: LoadedModel, input: TraceInput): Promise<Float32Array> {
  const { logits } = await new TracedRun(model, input).unembed([input.ids.length - 1]);
  return logits;
}

async function check(branching: BranchingModel, model: LoadedModel, texts: readonly (readonly number[])[], options: BranchingOptions = {}): Promise<void> {
  const next = await branching.next(texts, never);
  for (const [i, ids] of texts.entries()) near(next[i]?.logits as Scores, await lastLogits(model, { ids, ...options }));
}

function near(found: Float32Array, expected: Float32Array): void {
  assert.equal(found.length, expected.length);
  let most = 0;
  found.forEach((value, i) => (most = Math.max(most, Math.abs(value - (expected[i] as number)))));
  assert.ok(most <= LIMIT, `${most}`);
}
