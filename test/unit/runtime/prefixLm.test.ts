import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GenerationItem, GenerationOptionValues, GenerationRequest, GenerationStarted } from "../../../src/protocol/generation";
import type { Handlers } from "../../../src/protocol/rpc";
import type { runtimeContract } from "../../../src/protocol/runtimeContract";
import { generateCase } from "../../../src/runtime/commands/generate";
import type { Case } from "../../../src/runtime/commands/inputs";
import { traceCase } from "../../../src/runtime/commands/trace";
import { helperFor } from "../../../src/runtime/generation/helperFor";
import { BranchingModel } from "../../../src/runtime/generation/branchingModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { causal, prefix } from "../../../src/runtime/model/parts/masks";
import { openedMask } from "../../../src/runtime/model/parts/openedMask";
import { Models, type Loaded } from "../../../src/runtime/models";
import { runtimeHandlers } from "../../../src/runtime/runtime";
import { TracedRun } from "../../../src/runtime/traces/tracedRun";
import { readGolden } from "../../golden/goldens";
import { REQUEST } from "./completion/fakes";
import { cpuOnly, never, STARTER, TEXT } from "./starter";

const MODELS = path.join(STARTER, "..");
const PREFIX_LM = path.join(MODELS, "starter-prefix");
const asking = { signal: never, emit: (): void => undefined };

describe("A model that was trained as a prefix LM", () => {
  let runtime: Handlers<typeof runtimeContract>;
  let models: Models;
  let loaded: Loaded;
  let ids: readonly number[];
  before(async () => {
    runtime = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not tried in this test" }), onDevice: () => undefined, shippedModels: MODELS });
    await runtime.chooseDevice({ wanted: "cpu" }, asking);
    models = new Models(await cpuOnly(), () => undefined, MODELS);
    loaded = await models.load(PREFIX_LM, never);
    ids = (await loaded.tokenizer().encode(TEXT)).map(({ id }) => id);
  });
  after(async () => {
    await runtime.unload({ folder: PREFIX_LM }, asking);
    for (const folder of [PREFIX_LM, STARTER]) await models.unload(folder);
  });

  const generated = async (options: GenerationOptionValues, more: Partial<GenerationRequest> = {}): Promise<{ readonly started: GenerationStarted; readonly tokens: readonly number[] }> => {
    const items: GenerationItem[] = [];
    const { texts } = await runtime.generate({ folder: PREFIX_LM, prompt: { ids }, watched: 1, options: { max_new_tokens: 8, ...options }, ...more }, { signal: never, emit: item => void items.push(item) });
    const [started] = items;
    assert.ok(started?.kind === "started");
    return { started, tokens: texts[0]?.tokens.map(({ id }) => id) ?? [] };
  };
  /** The next tokens, one after the other, of passes over the whole text under one mask. */
  const expected = async (length: number, count: number, text = ids): Promise<number[]> => {
    const all = [...text];
    const { vocabulary } = loaded.model.open.recipe.config;
    while (all.length < text.length + count) {
      const { logits } = await new TracedRun(loaded.model, { ids: all, mask: length > 0 ? prefix(length) : causal }).unembed([all.length - 1]);
      all.push(logits.subarray(0, vocabulary).reduce((best, value, id) => (value > (logits[best] as number) ? id : best), 0));
    }
    return all.slice(text.length);
  };

  it("says so on its card, and a model that was not says nothing of it", async () => {
    const [card, other] = [await runtime.card({ folder: PREFIX_LM }, asking), await runtime.card({ folder: STARTER }, asking)];
    assert.deepEqual([card.mask, card.prefixLm], ["causal behind a full prefix: all that is given", true]);
    assert.deepEqual([other.mask, other.prefixLm], ["causal", false]);
  });

  it("is opened over all that is given where nobody says otherwise, which is not the same as none", () => {
    const { mask } = loaded.model.open.recipe;
    assert.deepEqual([null, 0, 3].map(asked => openedMask(mask, asked, 9).prefix), [9, undefined, 3]);
    assert.deepEqual([null, 0, 3].map(asked => openedMask(causal, asked, 9).prefix), [undefined, undefined, 3]);
    assert.equal(openedMask(mask, 0, 9), causal);
    assert.deepEqual([mask.visible(4), mask.prefix], [causal.visible(4), undefined], "of texts that are scored token by token it stays causal");
  });

  it("is traced with its whole text as the prefix, or as the user says", async () => {
    const panes = [];
    for (const more of [{}, { prefix: 0 }, { prefix: 5 }]) panes.push(...(await runtime.trace({ folder: PREFIX_LM, text: TEXT, ...more }, asking)).panes);
    assert.deepEqual(panes.map(({ prefix: length, prefixLm }) => [length, prefixLm]), [[ids.length, true], [0, true], [5, true]]);
    assert.deepEqual(panes.map(({ mask }) => mask), [`causal behind a full prefix of ${ids.length} tokens`, "causal", "causal behind a full prefix of 5 tokens"]);
    const { from, to } = await runtime.mask({ run: panes[0]?.run ?? "" }, asking);
    assert.ok(from.every(key => key === 0) && to.every(key => key === ids.length), "every token sees every other");
  });

  it("continues a prompt behind a prefix of all of it, told at the start; a branch's tokens are no part of it", async () => {
    const { started, tokens } = await generated({});
    assert.deepEqual([started.prefix, tokens], [ids.length, await expected(ids.length, 8)]);
    const none = await generated({}, { prefix: 0 });
    assert.deepEqual([none.started.prefix, none.tokens], [0, await expected(0, 8)]);
    assert.notDeepEqual(tokens, none.tokens, "the text shows the difference");
    const branch = await generated({ max_new_tokens: 5 }, { continues: tokens.slice(0, 3) });
    assert.deepEqual([branch.started.prefix, branch.tokens], [ids.length, tokens.slice(3)]);
    const { started: plain } = await generated({}, { folder: STARTER });
    assert.equal(plain.prefix, 0);
    await runtime.unload({ folder: STARTER }, asking);
  });

  it("keeps no window of the cache behind its prefix, and says what would help", async () => {
    await assert.rejects(generated({ attention_window: 8 }), { code: "input-invalid", message: /prefix whose tokens see each other/ });
    assert.equal((await generated({ attention_window: 8 }, { prefix: 0 })).tokens.length, 8);
  });

  it("what its steps read is what ran, also where nothing of the prefix was computed before", async () => {
    const { pattern, held } = await new BranchingModel(loaded.model, { mask: prefix(ids.length) }).inside(ids, never);
    const traced = await traceCase(loaded.model, { name: "case", choices: 1, ids: [ids] }, { only: ["attentions"], taps: [], signal: never });
    const { heads, layers } = loaded.model.open.recipe.config;
    const last = Array.from({ length: layers }, (_, layer) => {
      const whole = traced.get(`case.attentions.${layer}`)?.data as Float32Array;
      return Array.from({ length: heads }, (__, head) => [...whole.subarray(((head + 1) * ids.length - 1) * ids.length, (head + 1) * ids.length * ids.length)]);
    }).flat(2);
    assert.ok(held.every(seen => seen === 1));
    near(pattern, last);
  });

  it("guidance reads what stands in the prompt's place behind a prefix of its own", async () => {
    const negative = ids.slice(0, 6);
    const { tokens } = await generated({ guidance_scale: 1.5, negative_prompt_ids: [negative], max_new_tokens: 4 });
    const logitsOf = async (text: readonly number[], length: number): Promise<Float32Array> => (await new TracedRun(loaded.model, { ids: text, mask: prefix(length) }).unembed([text.length - 1])).logits;
    const told: number[] = [];
    while (told.length < 4) {
      const [own, other] = [logProbabilities(await logitsOf([...ids, ...told], ids.length)), logProbabilities(await logitsOf([...negative, ...told], negative.length))];
      const guided = own.map((value, id) => (other[id] as number) + 1.5 * (value - (other[id] as number)));
      told.push(guided.reduce((best, value, id) => (value > (guided[best] as number) ? id : best), 0));
    }
    assert.deepEqual(tokens, told);
  });

  it("as a second model opens what the first was asked to; one that was not trained so stays as it is", async () => {
    const other = await models.load(STARTER, never);
    const opened = async (helper: Loaded, asked: number | null): Promise<number> => {
      const { model } = await helperFor(helper, "draft", loaded, { source: null, tokens: 9, prefix: asked }, never);
      assert.ok(model instanceof BranchingModel);
      return model.prefix;
    };
    assert.deepEqual([await opened(loaded, null), await opened(loaded, 0), await opened(loaded, 4)], [9, 0, 4]);
    assert.deepEqual([await opened(other, null), await opened(other, 4)], [0, 0]);
  });

  it("the command line's cases open it too: of a trace what is given before the first scored token, of a generation the prompt", async () => {
    const given: Case = { name: "case", choices: 1, ids: [ids] };
    const logits = async (more: Partial<Case>): Promise<Float32Array> => (await traceCase(loaded.model, { ...given, ...more }, { only: ["logits"], taps: [], signal: never })).get("case.logits")?.data as Float32Array;
    near(await logits({}), await logits({ prefixLengths: [ids.length] }));
    const labels = [ids.map((id, at) => (at < 6 ? -100 : id))];
    near(await logits({ labels }), await logits({ prefixLengths: [6] }));
    near(await logits({ labels: [ids] }), await logits({ prefixLengths: [0] }));
    assert.ok(distance(await logits({}), await logits({ prefixLengths: [0] })) > 0.1, "the two are told apart");
    const tokensOf = async (inputs: object): Promise<unknown> => {
      const { sequences, prefix_lengths } = await generateCase({ ...loaded, signal: never }, { inputs: { input_ids: [ids], ...inputs }, options: { max_new_tokens: 4 } });
      return [prefix_lengths, sequences[0]?.slice(ids.length)];
    };
    assert.deepEqual(await tokensOf({}), [[ids.length], await expected(ids.length, 4)]);
    assert.deepEqual(await tokensOf({ prefix_length: 0 }), [undefined, await expected(0, 4)]);
    await assert.rejects(tokensOf({ prefix_length: ids.length + 1 }), { code: "input-invalid", message: /does not fit/ });
  });

  it("suggests at the cursor behind a prefix of the whole prompt", async () => {
    const request = { ...REQUEST, folder: PREFIX_LM, prefix: "Once upon a time, there was a ", language: "plaintext", newTokens: 6 };
    const first = await runtime.complete(request, asking);
    const again = await runtime.complete(request, asking);
    const [one, other] = [first.suggestions[0], again.suggestions[0]];
    assert.ok(one && other && one.text !== "");
    assert.deepEqual([other.text, again.computed], [one.text, 0], "asked again, its prompt is known");
    const { items, finished } = await runtime.explainCompletion({ id: one.id }, asking);
    const [started] = items;
    assert.ok(started?.kind === "started");
    assert.equal(started.prefix, first.promptTokens);
    // What was typed of a word constrains the first token, and is no part of the prompt.
    const prompt = started.prompt.map(({ id }) => id);
    assert.equal(prompt.length, first.promptTokens);
    const { tokens } = finished.texts[0] ?? {};
    assert.ok(tokens && tokens.length > 1);
    const [begun, ...said] = tokens.map(({ id }) => id);
    assert.deepEqual(said, await expected(prompt.length, said.length, [...prompt, begun as number]));
    const longer = await runtime.complete({ ...request, prefix: `${request.prefix}little girl and ` }, asking);
    assert.equal(longer.computed, longer.promptTokens, "a longer prompt is read whole: each of its tokens sees the new ones");
  });

  it("is told by config.json, of a causal language model alone", async () => {
    const scratch = await mkdtemp(path.join(tmpdir(), "model-lens-prefix-"));
    const opened = async (golden: string, value: unknown): Promise<string> => {
      const folder = path.join(scratch, golden);
      const { folder: from } = await readGolden(golden);
      await cp(from, folder, { recursive: true });
      const config = JSON.parse(await readFile(path.join(from, "config.json"), "utf8")) as object;
      await writeFile(path.join(folder, "config.json"), JSON.stringify({ ...config, prefix_lm: value }));
      return (await openModel(folder)).recipe.mask.about;
    };
    try {
      for (const golden of ["gpt2", "llama", "bloom", "gpt_neox", "openai-gpt"]) assert.equal(await opened(golden, true), "causal behind a full prefix: all that is given", golden);
      assert.equal(await opened("llama", false), "causal");
      for (const golden of ["mistral", "bert", "t5", "gpt2-cls"]) await assert.rejects(opened(golden, true), { code: "unsupported-config", message: /prefix_lm/ }, golden);
      await assert.rejects(opened("gpt2", "yes"), { code: "unsupported-config", message: /prefix_lm must be true or false/ });
    } finally {
      await rm(scratch, { recursive: true });
    }
  });
});

function logProbabilities(logits: Float32Array): number[] {
  const most = logits.reduce((a, b) => Math.max(a, b));
  const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value - most), 0));
  return Array.from(logits, value => value - most - total);
}

const distance = (one: ArrayLike<number>, other: ArrayLike<number>): number => Array.from(one).reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] as number))), 0);

function near(one: ArrayLike<number>, other: ArrayLike<number>): void {
  assert.ok(one.length > 0 && one.length === other.length, `${one.length} and ${other.length}`);
  assert.ok(distance(one, other) < 1e-4, `${distance(one, other)}`);
}
