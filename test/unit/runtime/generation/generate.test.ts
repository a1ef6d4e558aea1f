import assert from "node:assert/strict";
import path from "node:path";
import type { GenerationFinished, GenerationItem, GenerationOptionValues, GenerationRequest, GenerationStarted, GenerationStep } from "../../../../src/protocol/generation";
import { Cancelled } from "../../../../src/protocol/problem";
import type { Handlers } from "../../../../src/protocol/rpc";
import type { runtimeContract } from "../../../../src/protocol/runtimeContract";
import { runtimeHandlers } from "../../../../src/runtime/runtime";
import { never, STARTER } from "../starter";

const MARIAN = path.join(STARTER, "../starter-marian");
const PROMPT = "Once upon a time, there was a little";

interface Ran {
  readonly items: readonly GenerationItem[];
  readonly started: GenerationStarted;
  readonly steps: readonly GenerationStep[];
  readonly finished: GenerationFinished;
}

describe("A generation as views see it", () => {
  let handlers: Handlers<typeof runtimeContract>;
  before(async () => {
    handlers = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not tried in this test" }), onDevice: () => undefined, shippedModels: path.join(STARTER, "..") });
    await handlers.chooseDevice({ wanted: "cpu" }, { signal: never, emit: () => undefined });
  });
  after(async () => {
    for (const folder of [STARTER, MARIAN]) await handlers.unload({ folder }, { signal: never, emit: () => undefined });
  });

  const run = async (options: GenerationOptionValues, request: Partial<GenerationRequest> = {}): Promise<Ran> => {
    const items: GenerationItem[] = [];
    const whole = { folder: STARTER, prompt: { text: PROMPT }, watched: 8, ...request, options: { max_new_tokens: 12, ...options } };
    const finished = await handlers.generate(whole, { signal: never, emit: item => void items.push(item) });
    const [started] = items;
    assert.ok(started?.kind === "started");
    return { items, started, steps: items.filter((item): item is GenerationStep => item.kind === "step"), finished };
  };
  const idsOf = ({ finished }: Ran): number[] => (finished.texts[0]?.tokens ?? []).map(({ id }) => id);

  const METHODS: Readonly<Record<string, GenerationOptionValues>> = {
    greedy: {},
    sampling: { do_sample: true, seed: 7, temperature: 1.3, top_k: 40, top_p: 0.9, typical_p: 0.95 },
    mirostat: { do_sample: true, seed: 7, mirostat: 2, mirostat_tau: 3 },
    "three samples": { do_sample: true, seed: 7, num_return_sequences: 3 },
    penalties: { repetition_penalty: 1.3, no_repeat_ngram_size: 2, presence_penalty: 0.5, frequency_penalty: 0.2, bad_words_ids: [[10]] },
    contrastive: { penalty_alpha: 0.6, top_k: 4 },
    speculation: { prompt_lookup_num_tokens: 6, do_sample: true, seed: 7 },
    "minimum risk": { mbr_samples: 4, seed: 7 },
    "best of": { best_of: 3, seed: 7 },
    "layers contrasted": { dola_layers: "high" },
    guidance: { guidance_scale: 1.4 },
    expression: { regex: " (cat|dog) named [A-Z][a-z]{2,5}\\." },
    window: { attention_window: 8, attention_sinks: 2 },
  };
  for (const [name, options] of Object.entries(METHODS)) {
    it(`${name}: each step's stages are whole distributions, and steps spell the text`, async () => {
      const ran = await run(options);
      assert.ok(ran.steps.length > 0);
      for (const { explained, token } of ran.steps) {
        assert.equal(explained.stages.length, ran.started.adapters.length);
        for (const { sum } of [explained.raw, ...explained.stages]) assert.ok(Math.abs(sum - 1) < 1e-6, `${sum}`);
        const chosen = explained.watched.find(watched => watched.token.id === token.id);
        assert.equal(chosen?.ruledOutBy, null, "what was chosen was allowed");
        assert.ok(Math.abs((chosen?.probabilities[0] as number) - explained.raw.probability) < 1e-6);
        assert.ok(Math.abs((chosen?.probabilities.at(-1) as number) - explained.final.probability) < 1e-6);
        for (const { probabilities, ruledOutBy } of explained.watched) assert.equal((probabilities.at(-1) as number) > 0, ruledOutBy === null);
      }
      for (const { path: own, text, tokens } of ran.finished.texts) {
        const steps = ran.steps.filter(step => step.path === own);
        assert.deepEqual(steps.map(({ token }) => token.id), tokens.map(({ id }) => id));
        assert.equal(steps.map(step => step.text).join(""), text);
      }
    });

    it(`${name}: replayed from the recorded options, it is the same`, async () => {
      const first = await run(options);
      const again = await run(first.started.options);
      assert.deepEqual(again.finished.texts, first.finished.texts);
      assert.deepEqual(again.started.adapters, first.started.adapters);
    });
  }

  it("draws a seed where none is given, and tells it", async () => {
    const first = await run({ do_sample: true, temperature: 2 });
    assert.ok(Number.isInteger(first.started.options["seed"]));
    assert.deepEqual(idsOf(await run(first.started.options)), idsOf(first));
  });

  it("beams tell a whole tree, and their texts end with the scores of its leaves", async () => {
    const { items, finished, started } = await run({ num_beams: 4, num_beam_groups: 2, diversity_penalty: 1, num_return_sequences: 4 });
    assert.deepEqual(started.adapters.map(({ name }) => name), ["diversity 1"]);
    const steps = items.filter(item => item.kind === "beams");
    assert.equal(steps.length, 12);
    for (const [i, { beams, candidates }] of steps.entries()) {
      assert.ok(candidates.every(({ parent }) => parent < beams.length));
      const kept = candidates.filter(({ fate }) => fate === "kept");
      assert.deepEqual(kept.map(({ beam }) => beam).sort(), i === 11 ? [] : [0, 1, 2, 3]);
      for (const { explained } of beams) assert.ok(explained === null || explained.stages.length === 1);
    }
    const finals = steps.at(-1)?.candidates.flatMap(({ final }) => (final === null ? [] : [final])) ?? [];
    for (const { score, path: own } of finished.texts) {
      assert.equal(own, null);
      assert.ok(finals.includes(score as number));
    }
  });

  it("a branch equals a fresh run with the same beginning, and costs only its own tokens", async () => {
    const whole = await run({});
    const [prompt, ids] = [whole.started.prompt.map(({ id }) => id), idsOf(whole)];
    const other = whole.steps[4]?.explained.watched.find(({ token }) => token.id !== ids[4])?.token.id as number;
    const continues = [...ids.slice(0, 4), other];
    const branch = await run({}, { prompt: { ids: prompt }, continues });
    assert.equal(branch.finished.reused, prompt.length + 4);
    assert.deepEqual(branch.started.given.map(({ id }) => id), continues);
    const fresh = await run({ use_cache: false }, { prompt: { ids: [...prompt, ...continues] } });
    assert.equal(fresh.finished.reused, 0);
    assert.deepEqual(idsOf(branch), idsOf(fresh));
  });

  it("the lens ends with what the model said, and begins far from it", async () => {
    const ran = await run({});
    const lens = await handlers.lens({ generation: ran.started.generation, tokens: idsOf(ran).slice(0, 6) }, { signal: never, emit: () => undefined });
    assert.equal(lens.layers.length, 5);
    const [first, last] = [lens.layers[0], lens.layers.at(-1)];
    const { raw } = (ran.steps[5] as GenerationStep).explained;
    assert.equal(last?.rank, raw.rank);
    assert.ok(Math.abs((last?.probability) - raw.probability) < 1e-5);
    assert.ok(Math.abs((last?.entropy) - raw.entropy) < 1e-4);
    assert.equal(last?.divergence, 0);
    assert.ok((first?.divergence as number) > 1);
    for (const { best } of lens.layers) assert.equal(best.length, 5);
  });

  it("the attention of a step is rows that sum to 1, over what the cache holds", async () => {
    const ran = await run({ attention_window: 8, attention_sinks: 2 });
    const tokens = idsOf(ran).slice(0, 10);
    const { layers, heads, keys, weights, held, cross } = await handlers.stepAttention({ generation: ran.started.generation, tokens }, { signal: never, emit: () => undefined });
    assert.equal(cross, null);
    assert.equal(keys, ran.started.prompt.length + 9);
    assert.equal(held.reduce((sum, bit) => sum + bit, 0), 8);
    assert.deepEqual([...held.subarray(0, 3)], [1, 1, 0]);
    for (let row = 0; row < layers * heads; row++) {
      const own = weights.subarray(row * keys, (row + 1) * keys);
      assert.ok(Math.abs(own.reduce((sum, weight) => sum + weight, 0) - 1) < 1e-5);
      own.forEach((weight, key) => held[key] === 0 && assert.equal(weight, 0));
    }
  });

  it("an encoder–decoder's words read the source: the one that each translates most of all", async () => {
    const ran = await run({ max_new_tokens: 40 }, { folder: MARIAN, prompt: { text: "the brave fox sees every door" } });
    assert.equal(ran.finished.texts[0]?.text.trim(), "mabar tenos ve vilor ku pemus");
    const [first] = idsOf(ran) as [number];
    const { cross, layers, heads, keys } = await handlers.stepAttention({ generation: ran.started.generation, tokens: [first] }, { signal: never, emit: () => undefined });
    assert.deepEqual([keys, cross?.keys], [1, ran.started.prompt.length]);
    const mean = ran.started.prompt.map((_, key) => {
      let sum = 0;
      for (let head = (layers - 1) * heads; head < layers * heads; head++) sum += cross?.weights[head * (cross?.keys ?? 0) + key] as number;
      return sum / heads;
    });
    const most = ran.started.prompt[mean.indexOf(Math.max(...mean))];
    assert.ok(" fox".includes(most?.text ?? "?"), `${most?.text}`);
  });

  it("a draft by another model changes nothing, and a model of other tokens is refused", async () => {
    const alone = await run({});
    const drafted = await run({ num_assistant_tokens: 4 }, { helper: { folder: STARTER, as: "draft" } });
    assert.deepEqual(idsOf(drafted), idsOf(alone));
    const drafts = drafted.items.filter(item => item.kind === "draft");
    assert.ok(drafts.length > 0 && drafts.every(({ draft, accepted }) => draft.length === accepted), "the same model accepts all of its own drafts");
    await assert.rejects(run({}, { helper: { folder: MARIAN, as: "draft" } }), { code: "input-invalid", message: /encoder/ });
  });

  it("stops within a step, keeps what it told, and goes on as if nothing had been", async () => {
    const abort = new AbortController();
    const items: GenerationItem[] = [];
    const emit = (item: GenerationItem): void => {
      items.push(item);
      if (item.kind === "step" && item.step === 3) abort.abort();
    };
    const request = { folder: STARTER, prompt: { text: PROMPT }, watched: 2, options: { max_new_tokens: 200 } };
    await assert.rejects(async () => handlers.generate(request, { signal: abort.signal, emit }), Cancelled);
    const steps = items.filter(item => item.kind === "step");
    assert.ok(steps.length >= 4 && steps.length <= 6, `${steps.length} steps`);
    const whole = await run({});
    assert.deepEqual(steps.map(({ token }) => token.id), idsOf(whole).slice(0, steps.length));
  });

  it("a long prompt loses its beginning, so that new tokens find room", async () => {
    const ran = await run({ max_new_tokens: 40 }, { prompt: { text: `${PROMPT} dog. `.repeat(60) } });
    assert.ok(ran.started.cut > 0);
    assert.equal(ran.started.prompt.length, 256 - 40);
    assert.equal(ran.started.prompt[0]?.special, true, "the token that begins every text stays");
    assert.equal(ran.steps.length, 40);
  });

  it("says what is wrong with a request", async () => {
    const emit = (): void => undefined;
    const ask = async (request: Partial<GenerationRequest>): Promise<unknown> => handlers.generate({ folder: STARTER, prompt: { text: PROMPT }, watched: 2, options: {}, ...request }, { signal: never, emit });
    await assert.rejects(ask({ options: { temprature: 1 } }), { code: "input-unknown", message: /temprature/, remedy: /temperature/ });
    await assert.rejects(ask({ options: { num_beams: 4, penalty_alpha: 0.5, top_k: 4 } }), { code: "input-invalid", message: /single texts/ });
    await assert.rejects(ask({ options: { temperature: 0.7 } }), { code: "input-invalid", message: /temperature/ });
    await assert.rejects(ask({ options: { decoder_start_token_id: 3 } }), { code: "input-unknown", message: /no encoder/ });
    await assert.rejects(ask({ options: { contrastive_beta: 0.2 } }), { code: "input-invalid", message: /amateur/ });
    await assert.rejects(ask({ folder: MARIAN, options: { guidance_scale: 2 } }), { code: "input-invalid", message: /takes the prompt away/ });
    await assert.rejects(ask({ options: { attention_sinks: 4 } }), { code: "input-invalid", message: /attention_sinks/ });
    await assert.rejects(ask({ options: { regex: "(" } }), { code: "input-invalid" });
    await assert.rejects(ask({ options: { json_schema: "{" } }), { code: "input-invalid", message: /no JSON/ });
    await assert.rejects(ask({ prompt: { ids: [] } }), { code: "text-empty" });
    await assert.rejects(ask({ prompt: { ids: [1, 99_999] } }), { code: "input-invalid", message: /99999/ });
    await assert.rejects(async () => handlers.lens({ generation: "generation 0", tokens: [1] }, { signal: never, emit }), { code: "run-gone" });
  });
});
