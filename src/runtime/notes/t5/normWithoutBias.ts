import type { ListingPicture } from "../../../protocol/notes/note";
import { Problem } from "../../../protocol/problem";
import type { Recipe } from "../../model/recipe";
import { encodeSource } from "../../traces/encoderRun";
import type { Given, Statement } from "../statement";
import { finishedRun, tokensOf } from "../textRun";

/** What float32 may leave of the greatest value. */
const SAME = 1e-4;
/** Fewer tokens are explained by whatever gains. */
const FEWEST_TOKENS = 8;

/** Raffel et al. 2020, section 2.1: what comes out of the last norm, explained by what goes in. */
export const normWithoutBias: Statement = {
  applies: ({ recipe, encoder }) => ((encoder ?? recipe).final ? null : "This model's norms stand behind the residual sums: what goes into them is not kept by a pass."),
  run: async given => {
    const { model } = given.loaded;
    const { stream, final, recipe } = await lastNorm(given);
    const { dModel } = recipe.config;
    const scaled = fitted(stream, final, dModel, false, false);
    const fits = [
      { name: "size, gain", fit: scaled },
      { name: "size, gain, bias", fit: fitted(stream, final, dModel, false, true) },
      { name: "mean, size, gain", fit: fitted(stream, final, dModel, true, false) },
      { name: "mean, size, gain, bias (LayerNorm)", fit: fitted(stream, final, dModel, true, true) },
    ];
    given.progress(1);
    const stored = [...model.open.checkpoint.tensors.keys()].filter(name => /norm|ln_/i.test(name));
    const biases = stored.filter(name => /bias$/.test(name));
    return {
      holds: scaled.left <= SAME && biases.length === 0,
      figure: scaled.left,
      unit: "of the greatest value is left over",
      says: `The last norm (${recipe.final?.about ?? "none"}) divides ${(stream.length / dModel).toLocaleString("en")} tokens' vectors by their size and multiplies each channel by a gain: that leaves ${scaled.left.toExponential(1)} of the greatest value unexplained. Of ${stored.length} stored tensors of norms ${biases.length} are biases.`,
      settings: { tokens: stream.length / dModel },
      pictures: [listing(fits)],
    };
  },
};

/** The stream in front of and behind the last norm of the stack that reads the text: [token d_model]. */
async function lastNorm(given: Given): Promise<{ readonly stream: Float32Array; readonly final: Float32Array; readonly recipe: Recipe }> {
  const { model } = given.loaded;
  const tokens = await tokensOf(given);
  if (tokens.length < FEWEST_TOKENS) throw new Problem("text-empty", `${tokens.length} tokens are too few to tell a gain from a bias.`, { remedy: `Select at least ${FEWEST_TOKENS}.` });
  const ids = tokens.map(({ id }) => id);
  if (model.open.encoder) {
    const { run, final } = await encodeSource(model, { ids, tokens, signal: given.signal, onStep: given.progress });
    return { stream: run.stream.at(-1) as Float32Array, final, recipe: run.recipe };
  }
  const run = await finishedRun(given, { ids, tokens, onStep: given.progress });
  return { stream: run.stream.at(-1) as Float32Array, final: (await run.unembed([ids.length - 1])).final, recipe: run.recipe };
}

interface Fit {
  /** Greatest difference between the norm and what the formula gives, of the greatest value. */
  readonly left: number;
  /** Greatest bias, of the greatest value; 0 without one. */
  readonly bias: number;
}

/** What is left of a norm's output [token d_model] when each channel is a gain times the input, divided by its size, with the mean taken off or a bias added: least squares by channel. */
export function fitted(input: Float32Array, output: Float32Array, dModel: number, centred: boolean, biased: boolean): Fit {
  const tokens = input.length / dModel;
  const unit = new Float64Array(input.length);
  for (let token = 0; token < tokens; token++) {
    const row = input.subarray(token * dModel, (token + 1) * dModel);
    const mean = centred ? row.reduce((sum, value) => sum + value, 0) / dModel : 0;
    const size = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / dModel);
    for (let channel = 0; channel < dModel; channel++) unit[token * dModel + channel] = ((row[channel] as number) - mean) / size;
  }
  const greatest = output.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [left, bias] = [0, 0];
  for (let channel = 0; channel < dModel; channel++) {
    let [x, y, xx, xy] = [0, 0, 0, 0];
    for (let at = channel; at < input.length; at += dModel) {
      const [one, other] = [unit[at] as number, output[at] as number];
      [x, y, xx, xy] = [x + one, y + other, xx + one * one, xy + one * other];
    }
    const across = xx - (biased ? (x * x) / tokens : 0);
    const gain = across === 0 ? 0 : (xy - (biased ? (x * y) / tokens : 0)) / across;
    const offset = biased ? (y - gain * x) / tokens : 0;
    bias = Math.max(bias, Math.abs(offset));
    for (let at = channel; at < input.length; at += dModel) left = Math.max(left, Math.abs((output[at] as number) - gain * (unit[at] as number) - offset));
  }
  return { left: left / greatest, bias: bias / greatest };
}

function listing(fits: readonly { readonly name: string; readonly fit: Fit }[]): ListingPicture {
  return {
    kind: "listing",
    id: "norm-by-formula",
    title: "What the last norm is made of",
    about: "Its output by formulas that take the mean off or not, and add a bias or not, each fitted to this text channel by channel. The first that leaves nothing is what it does.",
    columns: [
      { name: "formula", unit: "" },
      { name: "left over", unit: "of the greatest value" },
      { name: "greatest bias", unit: "of the greatest value" },
    ],
    rows: fits.map(({ name, fit }) => [name, fit.left, fit.bias]),
  };
}
