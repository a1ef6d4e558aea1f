import type { NotePicture, NotePoint } from "../../../protocol/notes/note";
import type { CurvesPicture, TablePicture } from "../../../protocol/positions";
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
        const point = await given.point(`pass ${run}`, async () => {
          pass = { rate, random: random.fork(run) };
          const thin = await passOf(given, sibling, texts);
          const { most, byHead } = apartFrom(whole, thin);
          return [most, ...byHead, ...thin.probabilities];
        });
        found.push(thinnedPass(point, whole));
        given.progress((run + 1) / runs);
        given.show(pictures(whole, found));
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
  readonly patterns: readonly { readonly heads: number; readonly weights: Float32Array }[];
}

interface ThinnedPass extends Pick<Pass, "probabilities"> {
  /** How far an attention weight lies from what it is without dropout, at most. */
  readonly most: number;
  /** In the mean, head after head, layer after layer. */
  readonly byHead: readonly number[];
}

/** A pass as a point tells it. */
function thinnedPass([most, ...rest]: NotePoint, { patterns }: Pass): ThinnedPass {
  const heads = patterns.reduce((sum, pattern) => sum + pattern.heads, 0);
  return { most: most as number, byHead: rest.slice(0, heads), probabilities: rest.slice(heads) };
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
  const patterns: Pass["patterns"][number][] = [];
  for (const run of encoded ? [encoded.run, main] : [main]) {
    for (let layer = 0; layer < run.recipe.config.layers; layer++) patterns.push({ heads: run.recipe.config.heads, weights: await matrixOfLayer({ run, kind: "self" }, layer, signal) });
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

/** Differences of attention weights. */
function apartFrom(whole: Pass, thin: Pass): Pick<ThinnedPass, "most" | "byHead"> {
  let most = 0;
  const byHead = whole.patterns.flatMap(({ heads, weights }, layer) => {
    const other = thin.patterns[layer]?.weights as Float32Array;
    const size = weights.length / heads;
    return Array.from({ length: heads }, (_, head) => {
      let sum = 0;
      for (let at = head * size; at < (head + 1) * size; at++) {
        const apart = Math.abs((weights[at] as number) - (other[at] as number));
        sum += apart;
        most = Math.max(most, apart);
      }
      return sum / size;
    });
  });
  return { most, byHead };
}

function outcome({ loaded, settings }: Given, whole: Pass, found: readonly ThinnedPass[], { ids, target }: Texts): Outcome {
  const { mean, spread } = overPasses(found);
  const rootMeanSquare = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
  const [apart, scattered] = [rootMeanSquare(mean.map((value, at) => value - (whole.probabilities[at] as number))), rootMeanSquare(spread)];
  const attention = meanOf(found.map(({ byHead }) => meanOf(byHead)));
  const { residual } = loaded.model.open.recipe;
  return {
    holds: scattered > 0 && apart < scattered,
    figure: scattered === 0 ? 0 : apart / scattered,
    unit: "of the passes' own spread",
    says: `Over ${found.length} passes with ${(100 * Number(settings["rate"])).toFixed(0)} % dropped (the norms here stand ${residual.about}), a token's probability scatters by ${scattered.toFixed(3)} and attention weights move by ${attention.toFixed(4)} in the mean, ${Math.max(...found.map(({ most }) => most)).toFixed(2)} at most. The mean over passes lies ${apart.toFixed(3)} from the model without dropout: its tokens have ${meanOf(whole.probabilities).toFixed(3)} there, and ${meanOf(mean).toFixed(3)} with it.`,
    settings: { tokens: ids.length, ...(target && { "output tokens": target.length }) },
    pictures: pictures(whole, found),
  };
}

/** Mean and standard deviation (of a sample) of each token's probability. */
function overPasses(found: readonly ThinnedPass[]): { readonly mean: number[]; readonly spread: number[] } {
  const [first] = found as [ThinnedPass];
  const across = first.probabilities.map((_, at) => found.map(({ probabilities }) => probabilities[at] as number));
  return { mean: across.map(meanOf), spread: across.map(deviation) };
}

const pictures = (whole: Pass, found: readonly ThinnedPass[]): NotePicture[] => [curves(whole.probabilities, found), table(whole, found)];

/** Where attention moves. */
function table({ patterns }: Pass, found: readonly ThinnedPass[]): TablePicture {
  const width = Math.max(...patterns.map(({ heads }) => heads));
  const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);
  const values = new Float32Array(patterns.length * width).fill(NaN);
  let first = 0;
  patterns.forEach(({ heads }, row) => {
    for (let head = 0; head < heads; head++) values[row * width + head] = meanOf(found.map(({ byHead }) => byHead[first + head] as number));
    first += heads;
  });
  return {
    kind: "table",
    id: "attention-under-dropout",
    title: "How far dropout moves attention",
    about: "Mean difference of a weight from what it is without, by layer and head, over all passes; an encoder's layers come before the decoder's.",
    rows: { name: "layer", unit: "", at: counted(patterns.length) },
    columns: { name: "head", unit: "", at: counted(width) },
    value: { name: "difference of a weight", unit: "" },
    sheets: [{ name: "all passes", values }],
  };
}

function curves(whole: readonly number[], found: readonly ThinnedPass[]): CurvesPicture {
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
