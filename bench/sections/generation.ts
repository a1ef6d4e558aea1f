import { initialStates, stages } from "../../src/runtime/decoding/adapters/adapter";
import { adaptersOf } from "../../src/runtime/decoding/options/adaptersOf";
import { readGenerationOptions } from "../../src/runtime/decoding/options/generationOptions";
import { seededRandom } from "../../src/runtime/decoding/random";
import { followPath } from "../../src/runtime/decoding/search/followPath";
import { sampled } from "../../src/runtime/decoding/search/sample";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { Telling } from "../../src/runtime/generation/telling";
import { openTokenizerOf } from "../../src/runtime/tokens/openTokenizer";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import type { Figure, Section } from "../report/figure";
import { withEach } from "../runtime/loadedShapes";

const PROMPT = 128;
/** New tokens per sample. */
const STEPS = 24;
const WATCHED = 12;
const BEAMS = 8;
/** What people sample with. */
const PIPELINE = { do_sample: true, temperature: 0.8, top_k: 50, top_p: 0.95, min_p: 0.02, repetition_penalty: 1.1 };

/** What tracing adds to generation, what the adapters take of a step, and what beams cost beside single texts. */
export async function measureGeneration(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async ({ name, model, costs, vocabulary }) => {
    const prompt = spreadIds(PROMPT, vocabulary);
    const place = { promptLength: PROMPT, maxNewTokens: STEPS, endIds: new Set<number>(), vocabulary, beams: 1 };
    const adapters = adaptersOf(readGenerationOptions(PIPELINE), place);
    const tokenizer = await openTokenizerOf(model.open.checkpoint.folder);

    /** Milliseconds per token behind a prompt that is read already. */
    const generating = (traced: boolean) => async (): Promise<number> => {
      const branching = new BranchingModel(model);
      await branching.next([prompt], never);
      const telling = new Telling({ tokenizer, prompt, begins: false, adapters, watched: WATCHED, emit: item => void structuredClone(item) });
      const started = performance.now();
      await followPath(branching, prompt, { adapters, maxNewTokens: STEPS, endIds: new Set(), signal: never, ...(traced && { observe: telling.observe }) }, sampled(seededRandom(1)));
      return (performance.now() - started) / STEPS;
    };
    const { plain, traced } = await interleaved(context.rounds(9), { plain: generating(false), traced: generating(true) });
    figures.push(
      { of: name, what: "a sampled token", unit: "ms", values: summaryOf(plain), cost: costs.token(PROMPT) },
      { of: name, what: "the same with its step told in whole", unit: "ms", values: summaryOf(traced), cost: costs.token(PROMPT) },
      // A speed of 0.95 of the untraced one.
      { of: name, what: "traced to untraced", unit: "×", values: summaryOf(ratios(traced, plain)), goal: 1.053 },
    );

    const [next] = await new BranchingModel(model).next([prompt], never);
    const logits = next?.logits ?? new Float32Array(vocabulary);
    const pipeline = async (): Promise<number> => {
      const started = performance.now();
      for (let i = 0; i < STEPS; i++) stages(logits, { text: prompt, promptLength: PROMPT }, adapters, initialStates(adapters));
      return Promise.resolve((performance.now() - started) / STEPS);
    };
    const { of, step } = await interleaved(context.rounds(9), { of: pipeline, step: generating(false) });
    figures.push(
      { of: name, what: `five adapters over ${vocabulary.toLocaleString("en")} tokens`, unit: "ms", values: summaryOf(of) },
      { of: name, what: "their share of a step", unit: "×", values: summaryOf(ratios(of, step)), goal: 0.1 },
    );

    /** Milliseconds per step of so many texts side by side, which all begin with the prompt. */
    const beside = (texts: number) => async (): Promise<number> => {
      const branching = new BranchingModel(model);
      await branching.next([prompt], never);
      let beams = Array.from({ length: texts }, (_, i) => [...prompt, i + 1]);
      const started = performance.now();
      for (let i = 0; i < STEPS; i++) {
        await branching.next(beams, never);
        beams = beams.map((beam, k) => [...beam, (31 * i + k) % vocabulary]);
      }
      return (performance.now() - started) / STEPS;
    };
    const { one, all } = await interleaved(context.rounds(5), { one: beside(1), all: beside(BEAMS) });
    figures.push(
      { of: name, what: `a step of ${BEAMS} beams`, unit: "ms", values: summaryOf(all), cost: costs.token(PROMPT) },
      { of: name, what: `${BEAMS} beams to a single text`, unit: "×", values: summaryOf(ratios(all, one)), goal: BEAMS / 2 },
    );
  });
  return {
    name: "generation",
    title: "Generation",
    notes: [
      `Behind ${PROMPT} tokens, ${STEPS} new ones a sample: temperature, top-k, top-p, min-p and repetition penalty, drawn with a seed. Told: every stage's sums, entropy and cuts, ${WATCHED} candidates before and after, copied as for another process.`,
      "Beams are computed in one pass over one cache; a beam that forks copies nothing.",
    ],
    figures,
  };
}
