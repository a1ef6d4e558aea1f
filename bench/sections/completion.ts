import { setTimeout } from "node:timers/promises";
import type { CompletionRequest } from "../../src/protocol/completion";
import type { WeightsName } from "../../src/protocol/weights";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import type { AnswerAlong } from "../../src/views/completion/answers";
import { systemClock } from "../../src/views/completion/clock";
import { Completions } from "../../src/views/completion/completions";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { longestGap } from "../measure/longestGap";
import { summaryOf, type Summary } from "../measure/summary";
import { spreadIds, textOf } from "../models/ids";
import { benchCache } from "../models/randomModel";
import type { Shape } from "../models/shapes";
import { untied, wordModel } from "../models/wordModel";
import type { Figure, Section } from "../report/figure";
import { endRuntime, forkedRuntime } from "../runtime/forkedRuntime";
import { type Measured, quantised, withModel } from "../runtime/loadedShapes";

/** Tokens before the cursor, and characters typed there. */
const CONTEXT = 2000;
const KEYSTROKES = 60;
/** Tokens of a line that is suggested: what lines of code have, by median. */
const LINE = 10;
/** Milliseconds that VS Code waits behind a keystroke before it asks. */
const EDITOR_WAITS = 50;
const TYPED = "and then it rests, for the day was long and the fox was quick";
const WEIGHTS = { exact: "", "8bit": ", 8 bit" } as const;

/** What stands between a keystroke and the text that it brings up. */
export async function measureCompletion(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  for (const shape of context.shapes.map(untied)) {
    const whole = await wholeTimes(shape, context);
    for (const weights of ["exact", "8bit"] as const) figures.push(...(await figuresOf(shape, weights, whole[weights], context)));
  }
  return {
    name: "completion",
    title: "Completion at the cursor",
    notes: [
      `${CONTEXT.toLocaleString("en")} tokens before the cursor, ${KEYSTROKES} characters typed one after the other, none of which the model foresaw. The runtime is forked; what asks it is what asks it in the extension, the ${EDITOR_WAITS} ms that VS Code waits first included.`,
      `The suggestion is a line of ${LINE} tokens, a word each, by random weights whose head says another word each time; the next one is asked for ahead, as by default. Text seen: the whole line, or its first words where that takes longer than 80 ms, as with a confidence of 0; with the usual one it is the whole line.`,
      "The goals of 150 and 300 ms are meant for weights of 8 bits.",
    ],
    figures,
  };
}

interface Keystroke {
  readonly first: number;
  readonly whole: number;
  readonly answer: AnswerAlong;
}

async function figuresOf(shape: Shape, weights: keyof typeof WEIGHTS, whole: { readonly times: readonly number[]; readonly measured: Pick<Measured, "costs"> }, context: Context): Promise<Figure[]> {
  const folder = await wordModel(shape);
  const runtime = await forkedRuntime(context.script, context.options.device, { ...process.env, XDG_CACHE_HOME: benchCache("weights") });
  const completions = new Completions({ runtime: runtime.client, clock: systemClock, load: () => Promise.resolve() });
  try {
    await runtime.client.load({ folder, weights });
    const before = textOf(CONTEXT - KEYSTROKES);
    const typed = (characters: number): Promise<Keystroke> => keystroke(completions, requestOf(folder, weights, before + TYPED.slice(0, characters)));
    await typed(0);
    const keystrokes: Keystroke[] = [];
    const gaps: number[] = [];
    for (let i = 1; i <= KEYSTROKES; i++) gaps.push(await longestGap(async () => void keystrokes.push(await typed(i))));
    // Should random weights go round in a circle, that would end a line early.
    const all = keystrokes.filter(({ answer }) => answer.result.newTokens === LINE);
    if (all.length < KEYSTROKES / 2) throw new Error(`Only ${all.length} of ${KEYSTROKES} keystrokes brought up a whole line.`);
    const idle: number[] = [];
    for (let i = 0; i < KEYSTROKES; i++) idle.push(await longestGap(() => setTimeout(100)));
    const of = `${shape.name}${WEIGHTS[weights]}`;
    const bits = weights === "exact" ? null : 8;
    const [median, slow] = bits === null ? [{}, {}] : [{ goal: 150 }, { goal: 300 }];
    const first = all.map(one => one.first);
    const results = all.map(({ answer }) => answer.result);
    const cost = whole.measured.costs.token(CONTEXT, bits);
    return [
      { of, what: "from a keystroke to the first text seen", unit: "ms", values: summaryOf(first), cost, ...median },
      { of, what: `the same, of the slowest of ${Math.round(1 / SLOWEST)}`, unit: "ms", values: slowest(first), cost, ...slow },
      { of, what: `to the whole line of ${LINE} tokens`, unit: "ms", values: summaryOf(all.map(one => one.whole)) },
      { of, what: "of these, until the model has chosen a token", unit: "ms", values: summaryOf(results.map(({ firstMilliseconds }) => firstMilliseconds)), cost },
      { of, what: "computing the whole prefix anew", unit: "ms", values: summaryOf(whole.times) },
      { of, what: "a keystroke's tokens to the prompt's", unit: "×", values: summaryOf(results.map(({ computed, promptTokens }) => computed / promptTokens)), goal: 0.1 },
      { of, what: "a keystroke's first token to that, in time", unit: "×", values: summaryOf(results.map(({ firstMilliseconds }) => firstMilliseconds / summaryOf(whole.times).median)), goal: 0.1 },
      { of, what: "longest standstill of the host in a keystroke", unit: "ms", values: summaryOf(gaps), goal: 8 },
      { of, what: "the same with nothing to do, for comparison", unit: "ms", values: summaryOf(idle) },
    ];
  } finally {
    completions.dispose();
    await endRuntime(runtime);
  }
}

const requestOf = (folder: string, weights: WeightsName, prefix: string): CompletionRequest => ({ folder, prefix, suffix: "", language: "typescript", neighbours: [], lines: "single", contextTokens: CONTEXT, newTokens: LINE, alternatives: 1, confidence: 0, weights });

/** One keystroke, until the whole line is there. */
async function keystroke(completions: Completions, request: CompletionRequest): Promise<Keystroke> {
  const began = performance.now();
  await setTimeout(EDITOR_WAITS);
  const first = await completions.first({ document: "a.ts", offset: request.prefix.length, request, invoked: false, ahead: true, signal: never });
  const seen = performance.now() - began;
  const answer = first !== null && "words" in first ? await first.whole : first;
  if (answer === null) throw new Error("A keystroke was superseded, though none came after it.");
  return { first: seen, whole: performance.now() - began, answer };
}

/** How long the whole prefix takes, by weights. */
async function wholeTimes(shape: Shape, context: Context): Promise<Record<keyof typeof WEIGHTS, { readonly times: readonly number[]; readonly measured: Measured }>> {
  let found: Record<keyof typeof WEIGHTS, { readonly times: readonly number[]; readonly measured: Measured }> | null = null;
  await withModel(shape, context.devices, async measured => {
    const ids = spreadIds(CONTEXT, measured.vocabulary);
    const pass = (model: Measured["model"]) => async (): Promise<void> => void (await new BranchingModel(model).next([ids], never));
    await quantised(measured, 8, async model => {
      const { exact, "8bit": rounded } = await interleaved(context.rounds(3), { exact: pass(measured.model), "8bit": pass(model) });
      found = { exact: { times: exact, measured }, "8bit": { times: rounded, measured } };
    });
  });
  if (found === null) throw new Error("nothing was measured");
  return found;
}

const SLOWEST = 0.05;

/** The time that one request of twenty takes or exceeds. */
function slowest(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((one, other) => one - other);
  return { ...summaryOf([sorted[Math.ceil((1 - SLOWEST) * sorted.length) - 1] ?? NaN]), rounds: samples.length };
}
