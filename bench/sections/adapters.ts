import { initialStates, stages, type Adapter, type StepContext } from "../../src/runtime/decoding/adapters/adapter";
import { allowedTokens } from "../../src/runtime/decoding/adapters/allowedTokens";
import { explain } from "../../src/runtime/decoding/explain";
import { adaptersOf, type AdapterPlace } from "../../src/runtime/decoding/options/adaptersOf";
import { readGenerationOptions } from "../../src/runtime/decoding/options/generationOptions";
import { seededRandom } from "../../src/runtime/decoding/random";
import type { Scores } from "../../src/runtime/decoding/scores";
import { sampled } from "../../src/runtime/decoding/search/sample";
import type { Context } from "../context";
import { interleaved, type Task } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import type { Figure, Section } from "../report/figure";

const VOCABULARY = 128_000;
const TEXT = 1000;
/** Applications per sample. */
const TIMES = 15;
/** Milliseconds that one adapter may take. */
const GOAL = 2;

/** Options that make one adapter each. */
const ALONE: readonly Readonly<Record<string, unknown>>[] = [
  { temperature: 0.8 }, { top_n_sigma: 1 }, { top_k: 50 }, { top_p: 0.9 }, { min_p: 0.05 }, { typical_p: 0.9 }, { epsilon_cutoff: 0.0003 }, { eta_cutoff: 0.0003 }, { mirostat: 1 }, { mirostat: 2 },
  { repetition_penalty: 1.2 }, { encoder_repetition_penalty: 1.2 }, { presence_penalty: 0.3 }, { frequency_penalty: 0.3 }, { no_repeat_ngram_size: 3 }, { encoder_no_repeat_ngram_size: 3 },
  { bad_words_ids: [[5], [6, 7]] }, { sequence_bias: [[[5], 1], [[6, 7], 2]] }, { token_bias: [[5, 1]] }, { suppress_tokens: [5] }, { begin_suppress_tokens: [5] }, { forced_bos_token_id: 5 }, { forced_eos_token_id: 5 },
  { min_length: 2000 }, { min_new_tokens: 2000 }, { exponential_decay_length_penalty: [5, 1.01] }, { remove_invalid_values: true }, { renormalize_logits: true }, { guidance_scale: 1.5 }, { dola_layers: [0] },
];
const PIPELINE = { temperature: 0.8, top_k: 50, top_p: 0.95, min_p: 0.02, repetition_penalty: 1.1 };

/** What each adapter takes of a step over a large vocabulary, and what a trace of the step does. */
export async function measureAdapters({ rounds }: Context): Promise<Section> {
  const scores = likeLogits(1);
  const text = Array.from({ length: TEXT }, (_, i) => (i * 7919) % 500);
  const context: StepContext = { text, promptLength: TEXT / 2, beside: { unconditional: likeLogits(2), amateur: likeLogits(3), "layer 0": likeLogits(4), "layer 2": likeLogits(5) } };
  const place: AdapterPlace = { promptLength: TEXT / 2, maxNewTokens: TEXT, endIds: new Set([2]), vocabulary: VOCABULARY, encoderIds: text, beams: 1, layers: [0] };
  const made = (asked: Readonly<Record<string, unknown>>, more: Partial<AdapterPlace> = {}): Adapter[] =>
    adaptersOf(readGenerationOptions(samplingOnly(asked) ? { do_sample: true, ...asked } : asked, { eos_token_id: 2 }), { ...place, ...more });

  const mask = new Uint32Array(VOCABULARY / 32).fill(0x55555555);
  const single = [
    ...ALONE.flatMap(asked => made(asked)),
    ...made({}, { amateur: true }),
    allowedTokens({ name: "allowed tokens, as a mask", about: "Every other one.", allowed: () => mask }),
  ];
  const [amongLayers] = made({ dola_layers: [0, 2] }, { layers: [0, 2] }) as [Adapter];
  const pipeline = made(PIPELINE);
  const traced = stages(scores, context, pipeline, initialStates(pipeline));
  const tasks: Record<string, Task> = Object.fromEntries(single.map(adapter => [adapter.name, repeated(() => adapter.apply(scores, context, adapter.memory?.initial))]));
  const choose = sampled(seededRandom(1));
  tasks[amongLayers.name] = repeated(() => amongLayers.apply(scores, context, undefined));
  tasks["drawing a token"] = repeated(() => choose(scores));
  const together = `all of ${pipeline.map(({ name }) => name).join(", ")}, and drawing`;
  tasks[together] = repeated(() => choose(stages(scores, context, pipeline, initialStates(pipeline)).at(-1) as Scores));
  tasks["the trace of those"] = repeated(() => explain({ scores: traced, token: 5 }, pipeline, 10));

  const samples = await interleaved(rounds(11), tasks);
  const figures = Object.entries(samples).map(([name, values]): Figure => ({ of: `${VOCABULARY.toLocaleString("en")} tokens`, what: name, unit: "ms", values: summaryOf(values), ...(single.some(adapter => adapter.name === name) && { goal: GOAL }) }));
  return { name: "adapters", title: "Adapters", notes: [`Median of ${TIMES} applications behind a text of ${TEXT} tokens. Logits are drawn from a normal distribution with a few tokens above the rest. A contrast with one of several layers weighs each of them, so it has no goal.`], figures };
}

const CUTS = ["temperature", "top_n_sigma", "top_k", "top_p", "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff", "mirostat"];
const samplingOnly = (asked: Readonly<Record<string, unknown>>): boolean => Object.keys(asked).some(name => CUTS.includes(name));

/** Milliseconds that `work` takes: the median of several times, so that what else the machine does in between does not count. */
function repeated(work: () => unknown): Task {
  return () => Promise.resolve(summaryOf(Array.from({ length: TIMES }, () => millisecondsOf(work))).median);
}

function millisecondsOf(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** Scores as models give them: most tokens far below a few. */
function likeLogits(seed: number): Scores {
  const { uniform } = seededRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return Float32Array.from({ length: VOCABULARY }, (_, token) => 2.5 * normal() - 4 + (token % 4000 === 17 ? 12 : 0));
}
