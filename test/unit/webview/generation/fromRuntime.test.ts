import assert from "node:assert/strict";
import path from "node:path";
import type { GenerationItem, GenerationRequest } from "../../../../src/protocol/generation";
import type { Handlers } from "../../../../src/protocol/rpc";
import type { runtimeContract } from "../../../../src/protocol/runtimeContract";
import { runtimeHandlers } from "../../../../src/runtime/runtime";
import { endOf } from "../../../../webview/generation/beamTree";
import { type Column, ended, newColumn, shownEnd, shownSteps, shownText, withItems } from "../../../../webview/generation/column";
import { pipelineOf } from "../../../../webview/generation/pipeline";
import { isRandom, presetOf, PRESETS, withPreset } from "../../../../webview/generation/presets";
import { tokensRead } from "../../../../webview/generation/runRows";
import { textOf } from "../../../../webview/generation/shownStep";
import { headAt, movedHead } from "../../../../webview/generation/playHead";
import { type GenerationState, initialState, placeIn, withBranch, withColumn, withRun } from "../../../../webview/generation/state";
import { keyTokens } from "../../../../webview/generation/stepAttention";
import { never, STARTER } from "../../runtime/starter";

const MARIAN = path.join(STARTER, "../starter-marian");
const PROMPT = "Once upon a time, there was a little girl. She had a ball. One day, the girl saw a";

describe("What the runtime tells, on the generation page", () => {
  let handlers: Handlers<typeof runtimeContract>;
  before(async () => {
    handlers = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not tried in this test" }), onDevice: () => undefined, shippedModels: path.join(STARTER, "..") });
    await handlers.chooseDevice({ wanted: "cpu" }, { signal: never, emit: () => undefined });
  });
  after(async () => {
    for (const folder of [STARTER, MARIAN]) await handlers.unload({ folder }, { signal: never, emit: () => undefined });
  });

  /** A state with one column, whose run is over. */
  const ran = async (request: Omit<GenerationRequest, "watched">, from: GenerationState = withRun(initialState(null), { ...request, watched: 8 }, false)): Promise<GenerationState> => {
    const items: GenerationItem[] = [];
    const finished = await handlers.generate({ ...request, watched: 8 }, { signal: never, emit: item => void items.push(item) });
    return withColumn(from, from.active, column => ended(withItems(column, items), { finished }));
  };
  const columnOf = ({ columns, active }: GenerationState): Column => columns.find(({ id }) => id === active) ?? newColumn(0, { folder: "", options: {}, watched: 1 });

  for (const preset of PRESETS) {
    it(`${preset.name}: runs with the form's options, and the page shows its best text`, async () => {
      const options = withPreset({ max_new_tokens: 12 }, preset);
      const state = await ran({ folder: STARTER, prompt: { text: PROMPT }, options, ...(preset.helper && { helper: { folder: STARTER, as: preset.helper } }) });
      const column = columnOf(state);
      const best = column.finished?.texts[0];
      assert.ok(best && best.tokens.length > 0);
      assert.equal(shownText(column), best);
      if (column.tree) assert.notEqual(endOf(column.tree, best), null, "the winner is found in the tree");
      const ends = best.tokens.length < shownSteps(column).length ? 1 : 0;
      assert.deepEqual(shownSteps(column).map(({ token }) => token.id).slice(0, best.tokens.length), best.tokens.map(({ id }) => id));
      assert.ok(shownSteps(column).length - best.tokens.length <= ends);
      assert.equal(textOf(shownSteps(column)).trimEnd(), best.text.trimEnd());
      for (const step of shownSteps(column)) {
        const pipeline = pipelineOf(step);
        assert.equal(pipeline?.stages.length, (column.started?.adapters.length ?? 0) + 1);
        assert.ok(step.surprisal >= -1e-6, `${step.surprisal}`);
      }
      assert.equal(presetOf(column.started?.options ?? {}, preset.helper ?? null).id, preset.id, "what the run tells of its options is the same method");
      assert.equal(typeof column.started?.options["seed"] === "number", isRandom(options));
    });
  }

  it("branches: the tokens given and those that follow are looked into where they belong", async () => {
    const state = movedHead(await ran({ folder: STARTER, prompt: { text: PROMPT }, options: { max_new_tokens: 8 } }), "last");
    const at = headAt(state, 3);
    const other = shownSteps(columnOf(at))[3]?.explained?.watched.find(({ token }) => token.id !== shownSteps(columnOf(at))[3]?.token.id)?.token;
    assert.ok(other);
    const branching = withBranch(at, other);
    assert.ok(branching);
    const { request } = columnOf(branching);
    const branched = await ran({ folder: request.folder, prompt: { ids: request.ids ?? [] }, options: request.options, ...(request.continues && { continues: request.continues }) }, branching);
    const column = columnOf(branched);
    const last = shownSteps(column).length - 1;
    for (const place of [1, 3, last]) {
      const asked = placeIn(branched, column, place);
      assert.ok(asked);
      const { layers } = await handlers.lens(asked, { signal: never, emit: () => undefined });
      assert.equal(layers.at(-1)?.divergence, 0);
      const step = shownSteps(column)[place];
      const told = step?.explained?.watched.find(({ token }) => token.id === step.token.id)?.probabilities[0] ?? NaN;
      assert.ok(Math.abs((layers.at(-1)?.probability ?? NaN) - told) < 1e-4, "the last layer says what the step was told to have");
      const { keys } = await handlers.stepAttention(asked, { signal: never, emit: () => undefined });
      assert.equal(keys, keyTokens(column, place).length);
      assert.equal(keys, tokensRead(column, place));
    }
  });

  it("knows what an encoder–decoder's steps read: its own tokens and the source's", async () => {
    const state = await ran({ folder: MARIAN, prompt: { text: "The dog is small." }, options: { max_new_tokens: 6 } });
    const column = columnOf(state);
    const asked = placeIn(state, column, 2);
    assert.ok(asked && column.started);
    const { keys, cross } = await handlers.stepAttention(asked, { signal: never, emit: () => undefined });
    assert.equal(keys, keyTokens(column, 2).length);
    assert.equal(keys, tokensRead(column, 2));
    assert.equal(cross?.keys, column.started.prompt.length);
    assert.equal(shownEnd(column), null);
  });
});
