import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { crossEntropy } from "../../commands/loss";
import { seededRandom } from "../../decoding/random";
import { withDropout, type DropoutPass } from "../../experiments/dropout";
import type { LoadedModel } from "../../model/loadedModel";
import { encodeSource } from "../../traces/encoderRun";
import { matrixOfLayer } from "../../traces/patterns";
import type { TracedRun } from "../../traces/tracedRun";
import { bothStacks } from "../bothStacks";
import { deviation, mean as meanOf } from "../spread";
import { numberOf, type Given, type Outcome, type Statement } from "../statement";
import { finishedRun, tokensOf } from "../textRun";

/** All patterns are compared: more tokens say no more. */
const MOST_TOKENS = 64;

/** Vaswani et al. 2017, section 5.4; Srivastava et al. 2014: the whole network stands for the mean of the thinned ones. */
export const dropout: Statement = {
  applies: ({ recipe: { head } }) => (head.labels === undefined ? null : `This model predicts no tokens: its head has ${head.labels} labels.`),
  run: async given => {
    const { model } = given.loaded;
    const [rate, runs, seed] = ["rate", "runs", "seed"].map(name => numberOf(given, name)) as [number, number, number];
    const texts = await textsOf(given);
    const whole = await passOf(given, model, texts);
    if (whole.probabilities.length === 0) throw new Problem("input-invalid", "One token predicts none behind it.", { remedy: "Select more text." });
    const random = seededRandom(seed);
    let pass: DropoutPass = { rate, random };
    const { sibling, dispose } = thinned(model, () => pass);
    try {
      const found: ThinnedPass[] = [];
      for (let run = 0; run < runs; run++) {
        const [meanApart, mostApart, ...probabilities] = await given.point(`pass ${run}`, async () => {
          pass = { rate, random: random.fork(run) };
          const thin = await passOf(given, sibling, texts);
          return [...apartFrom(whole, thin), ...thin.probabilities];
        });
        found.push({ meanApart: meanApart as number, mostApart: mostApart as number, probabilities });
        given.progress((run + 1) / runs);
        given.show([picture(whole.probabilities, found)]);
      }
      return outcome(given, whole, found, texts);
    } finally {
      await dispose();
    }
  },
};

interface Texts {
  readonly ids: readonly number[];
  /** What a decoder that reads the text has written, its start token first; null where the text itself is predicted. */
  readonly target: readonly number[] | null;
}

interface Pass {
  /** Of each token that is predicted. */
  readonly probabilities: readonly number[];
  /** [head query key] of every layer, of the encoder first. */
  readonly patterns: readonly Float32Array[];
}

interface ThinnedPass extends Pick<Pass, "probabilities"> {
  /** How far attention weights lie from those without dropout. */
  readonly meanApart: number;
  readonly mostApart: number;
}

async function textsOf(given: Given): Promise<Texts> {
  if (given.loaded.model.open.encoder) {
    const { run, target } = await bothStacks(given, MOST_TOKENS);
    return { ids: run.ids, target: target.map(token => token.id) };
  }
  return { ids: (await tokensOf(given, MOST_TOKENS)).map(token => token.id), target: null };
}

/** The same weights with dropout in every stack. */
function thinned(model: LoadedModel, pass: () => DropoutPass): { readonly sibling: LoadedModel; readonly dispose: () => Promise<void> } {
  const { encoder, recipe } = model.open;
  const inEncoder = encoder ? model.sibling("encoder", withDropout(encoder, pass)) : model;
  const sibling = inEncoder.sibling("main", withDropout(recipe, pass));
  return { sibling, dispose: () => sibling.dispose() };
}

async function passOf({ loaded, signal }: Given, model: LoadedModel, { ids, target }: Texts): Promise<Pass> {
  const on = { loaded: { ...loaded, model }, signal };
  const encoded = target && (await encodeSource(model, { ids, signal }));
  const main = await finishedRun(on, encoded && target ? { ids: target, memory: encoded.memory } : { ids });
  const patterns: Float32Array[] = [];
  for (const run of encoded ? [encoded.run, main] : [main]) {
    for (let layer = 0; layer < run.recipe.config.layers; layer++) patterns.push(await matrixOfLayer({ run, kind: "self" }, layer, signal));
  }
  return { probabilities: await probabilitiesOf(main), patterns };
}

/** Of each next token; of each token itself where a model fills in masked ones. */
async function probabilitiesOf(run: TracedRun): Promise<number[]> {
  const { vocabulary } = run.recipe.config;
  const wanted = run.recipe.head?.task === "masked language model" ? run.ids : run.ids.slice(1);
  const { logits } = await run.unembed(wanted.map((_, row) => row));
  return wanted.map((id, row) => Math.exp(-crossEntropy(logits.subarray(row * vocabulary, (row + 1) * vocabulary), id)));
}

/** Mean and greatest difference of attention weights. */
function apartFrom(whole: Pass, thin: Pass): [number, number] {
  let [sum, most, count] = [0, 0, 0];
  whole.patterns.forEach((pattern, layer) => {
    const other = thin.patterns[layer] as Float32Array;
    for (let at = 0; at < pattern.length; at++) {
      const apart = Math.abs((pattern[at] as number) - (other[at] as number));
      sum += apart;
      most = Math.max(most, apart);
    }
    count += pattern.length;
  });
  return [sum / count, most];
}

function outcome({ loaded, settings }: Given, whole: Pass, found: readonly ThinnedPass[], { ids, target }: Texts): Outcome {
  const { mean, spread } = overPasses(found);
  const rootMeanSquare = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  const [apart, scattered] = [rootMeanSquare(mean.map((value, at) => value - (whole.probabilities[at] as number))), rootMeanSquare(spread)];
  const attention = meanOf(found.map(({ meanApart }) => meanApart));
  const { residual } = loaded.model.open.recipe;
  return {
    holds: scattered > 0 && apart < scattered,
    figure: scattered === 0 ? 0 : apart / scattered,
    unit: "of the passes' own spread",
    says: `Over ${found.length} passes with ${(100 * Number(settings["rate"])).toFixed(0)} % dropped (the norms here stand ${residual.about}), a token's probability scatters by ${scattered.toFixed(3)} and attention weights move by ${attention.toFixed(4)} in the mean, ${Math.max(...found.map(({ mostApart }) => mostApart)).toFixed(2)} at most. The mean over passes lies ${apart.toFixed(3)} from the model without dropout: its tokens have ${meanOf(whole.probabilities).toFixed(3)} there, and ${meanOf(mean).toFixed(3)} with it.`,
    settings: { tokens: ids.length, ...(target && { "output tokens": target.length }) },
    pictures: [picture(whole.probabilities, found)],
  };
}

/** Mean and standard deviation (of a sample) of each token's probability. */
function overPasses(found: readonly ThinnedPass[]): { readonly mean: number[]; readonly spread: number[] } {
  const [first] = found as [ThinnedPass];
  const across = first.probabilities.map((_, at) => found.map(({ probabilities }) => probabilities[at] as number));
  return { mean: across.map(meanOf), spread: across.map(deviation) };
}

function picture(whole: readonly number[], found: readonly ThinnedPass[]): CurvesPicture {
  const { mean, spread } = overPasses(found);
  return {
    kind: "curves",
    id: "probability-under-dropout",
    title: "Probability of each token, with dropout and without",
    about: `Mean and one standard deviation over ${found.length} passes, and the model as it is.`,
    x: { name: "token", unit: "", at: Float32Array.from(whole.keys()) },
    value: { name: "probability", unit: "" },
    lines: [
      { name: "with dropout", values: Float32Array.from(mean), spread: Float32Array.from(spread) },
      { name: "without", values: Float32Array.from(whole) },
    ],
    logarithmic: false,
    steps: false,
  };
}
