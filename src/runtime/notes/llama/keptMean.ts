import type { TablePicture } from "../../../protocol/positions";
import type { TracedRun } from "../../traces/tracedRun";
import type { Given, Statement } from "../statement";
import { finishedRun, readingStack, tokensOf } from "../textRun";

/** Mean left, relative to the vector's size, that counts as left. */
const LEFT = 0.01;
/** Every block's stream is held twice: more tokens say no more. */
const MOST_TOKENS = 256;

/** Zhang & Sennrich 2019: LayerNorm without its subtraction of the mean. */
export const keptMean: Statement = {
  applies: ({ recipe, encoder }) => ((encoder ?? recipe).norm.about === "RMSNorm" ? null : `This model's norms subtract the mean (${(encoder ?? recipe).norm.about}).`),
  run: async given => {
    const { run, middle } = await passWithMiddles(given);
    const { config, final } = run.recipe;
    const inFront = [
      ...middle.flatMap((rows, layer) => [
        { name: `block ${layer}, attention`, rows: run.stream[layer] as Float32Array },
        { name: `block ${layer}, MLP`, rows },
      ]),
      ...(final ? [{ name: "behind the last block", rows: run.stream[config.layers] as Float32Array }] : []),
    ];
    const left = inFront.map(({ name, rows }) => ({ name, share: meanShare(rows, config.dModel) }));
    const mean = left.reduce((sum, { share }) => sum + share, 0) / left.length;
    const most = left.reduce((one, other) => (other.share > one.share ? other : one));
    return {
      holds: mean > LEFT,
      figure: mean,
      unit: "of a vector's root mean square is its mean",
      says: `Behind ${left.length} norms the mean over channels is ${(100 * mean).toFixed(1)} % of the root mean square, over ${run.ids.length.toLocaleString("en")} tokens, before the gains; the most is left by the norm ${most.name} (${(100 * most.share).toFixed(1)} %). LayerNorm would leave none.`,
      settings: { tokens: run.ids.length },
      pictures: [picture(left)],
    };
  },
};

/** The reading stack's pass, and the stream in front of each block's MLP. */
async function passWithMiddles(given: Given): Promise<{ readonly run: TracedRun; readonly middle: readonly Float32Array[] }> {
  const tokens = await tokensOf(given, MOST_TOKENS);
  const stack = readingStack(given);
  const { config, scope } = given.loaded.model.recipeOf(stack);
  const taps = Array.from({ length: config.layers }, (_, layer) => `${scope === "" ? "" : `${scope}.`}blocks.${layer}.resid_mid`);
  const middle = taps.map(() => new Float32Array(tokens.length * config.dModel));
  const run = await finishedRun(given, {
    stack,
    ids: tokens.map(token => token.id),
    onStep: given.progress,
    taps,
    receive: (tap, from, rows) => (middle[taps.indexOf(tap)] as Float32Array).set(rows, from * config.dModel),
  });
  return { run, middle };
}

/** Mean over tokens of |mean| / root mean square over channels, of rows [token d_model]; dividing by the root mean square does not change it. */
function meanShare(rows: Float32Array, dModel: number): number {
  let shares = 0;
  for (let start = 0; start < rows.length; start += dModel) {
    let [sum, squares] = [0, 0];
    for (let channel = start; channel < start + dModel; channel++) {
      const value = rows[channel] as number;
      sum += value;
      squares += value ** 2;
    }
    shares += squares === 0 ? 0 : Math.abs(sum / dModel) / Math.sqrt(squares / dModel);
  }
  return (shares * dModel) / rows.length;
}

function picture(left: readonly { readonly name: string; readonly share: number }[]): TablePicture {
  const blocks = Math.floor(left.length / 2);
  const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);
  const cells = left.slice(0, 2 * blocks).map(({ share }) => share);
  return {
    kind: "table",
    id: "mean-left",
    title: "Mean that RMSNorm leaves",
    about: "Mean over channels relative to the root mean square, mean over tokens: in front of each block's attention (0) and MLP (1).",
    rows: { name: "block", unit: "", at: counted(blocks) },
    columns: { name: "sublayer", unit: "", at: counted(2) },
    value: { name: "mean / root mean square", unit: "" },
    sheets: [{ name: "all tokens", values: Float32Array.from(cells) }],
  };
}
