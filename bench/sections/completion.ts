import type { CompletionRequest, CompletionResult } from "../../src/protocol/completion";
import { complete } from "../../src/runtime/completion/complete";
import { Completions } from "../../src/runtime/completion/completions";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { TextCaches } from "../../src/runtime/generation/textCaches";
import { cardOf } from "../../src/runtime/model/card";
import { openTokenizer } from "../../src/runtime/tokens/openTokenizer";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { summaryOf, type Summary } from "../measure/summary";
import { spreadIds, textOf } from "../models/ids";
import type { Figure, Section } from "../report/figure";
import type { LoadedModel } from "../../src/runtime/model/loadedModel";
import { type Measured, quantised, withEach } from "../runtime/loadedShapes";

/** Tokens before the cursor, and characters typed there. */
const CONTEXT = 2000;
const KEYSTROKES = 60;
const QUICK_KEYSTROKES = 50;
const NEW_TOKENS = 8;

/** What stands between a keystroke and the text that it brings up. */
export async function measureCompletion(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async measured => {
    figures.push(...(await figuresOf(measured, measured.model, context)));
    figures.push(...(await quantised(measured, 8, model => figuresOf(measured, model, context))));
  });
  return {
    name: "completion",
    title: "Completion at the cursor",
    notes: [
      `${CONTEXT.toLocaleString("en")} tokens before the cursor, one after the other of at least ${QUICK_KEYSTROKES} characters typed, each a request from its text to the first token chosen.`,
      "The goals of 150 and 300 ms are meant for weights of 8 bits. Random weights write no sensible text: what counts here is when the first token is there.",
    ],
    figures,
  };
}

async function figuresOf({ name: shape, costs, vocabulary }: Measured, model: LoadedModel, context: Context): Promise<Figure[]> {
  const bits = model.quantised?.bits ?? null;
  const name = bits === null ? shape : `${shape}, ${bits} bit`;
  const goals = bits === null ? [{}, {}] : [{ goal: 150 }, { goal: 300 }];
  const tokenizer = await openTokenizer(model.open.checkpoint);
  const loaded = { model, card: cardOf(model.open, tokenizer.about), tokenizer: () => tokenizer };
  const services = { loaded, caches: new TextCaches(), completions: new Completions(), device: context.options.device };
  const asked = (prefix: string): CompletionRequest => ({ folder: model.open.checkpoint.folder, prefix, suffix: "", language: "typescript", neighbours: [], lines: "single", contextTokens: CONTEXT, newTokens: NEW_TOKENS, alternatives: 1, confidence: 0 });
  const keystrokes = context.options.quick ? QUICK_KEYSTROKES : KEYSTROKES;
  // Bytes are this model's tokens: so many characters before the cursor find room, and so do those that are typed.
  const [before, typed] = [textOf(CONTEXT - KEYSTROKES), "and then it rests, for the day was long and the fox was quick"];
  const ask = (characters: number): Promise<CompletionResult> => complete(asked(before + typed.slice(0, characters)), services, never, () => undefined);
  await ask(0);
  const results: CompletionResult[] = [];
  for (let i = 1; i <= keystrokes; i++) results.push(await ask(i));
  const first = results.map(({ firstMilliseconds }) => firstMilliseconds);
  const work = results.map(({ computed, promptTokens }) => computed / promptTokens);

  const ids = spreadIds(CONTEXT, vocabulary);
  const { whole } = await interleaved(context.rounds(3), { whole: async () => void (await new BranchingModel(model).next([ids], never)) });
  return [
    { of: name, what: "from a keystroke to the first token", unit: "ms", values: summaryOf(first), cost: costs.token(CONTEXT, bits), ...goals[0] },
    { of: name, what: `the same, of the slowest of ${Math.round(1 / SLOWEST)}`, unit: "ms", values: slowest(first), cost: costs.token(CONTEXT, bits), ...goals[1] },
    { of: name, what: `to the whole suggestion of ${NEW_TOKENS} tokens`, unit: "ms", values: summaryOf(results.map(({ milliseconds }) => milliseconds)) },
    { of: name, what: "computing the whole prefix anew", unit: "ms", values: summaryOf(whole), cost: costs.pass(CONTEXT, 1) },
    { of: name, what: "a keystroke to that, in time", unit: "×", values: summaryOf(first.map(one => one / summaryOf(whole).median)), goal: 0.1 },
    { of: name, what: "a keystroke's tokens to the prompt's", unit: "×", values: summaryOf(work), goal: 0.1 },
  ];
}

const SLOWEST = 0.05;

/** The time that one request of twenty takes or exceeds. */
function slowest(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((one, other) => one - other);
  return { ...summaryOf([sorted[Math.ceil((1 - SLOWEST) * sorted.length) - 1] ?? NaN]), rounds: samples.length };
}
