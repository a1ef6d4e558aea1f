import type { CurvesPicture } from "../../../protocol/positions";
import { headVectors, type Vectors } from "../../traces/headVectors";
import { visibleOf } from "../../traces/scaling";
import type { TracedRun } from "../../traces/tracedRun";
import { always, type Statement } from "../statement";
import { textRun } from "../textRun";

/** Pairs of all heads at every width: more tokens say no more. */
const MOST_TOKENS = 128;

/** Vaswani et al. 2017, section 3.2.1, footnote 4: of independent channels with unit variance, the variance of q·k is d_k. */
export const varianceByWidth: Statement = {
  applies: always,
  run: async given => {
    const run = await textRun(given, MOST_TOKENS);
    const { layers, heads, dHead } = run.recipe.config;
    const widths = widthsUpTo(dHead);
    const curves: Float64Array[] = [];
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        curves.push(variances(run, await headVectors(run, layer, head, given.signal), widths));
        given.progress(curves.length / (layers * heads));
      }
    }
    const slopes = curves.map(curve => slope(widths, curve)).sort((a, b) => a - b);
    const [steep, typical] = [slopes.filter(value => value >= 0.5).length, slopes[Math.floor(slopes.length / 2)] as number];
    return {
      holds: steep > slopes.length / 2,
      figure: typical,
      unit: "power of d_k",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens the variance of q·k grows like d_k to the power of ${typical.toFixed(2)} in the middle head; ${steep} of ${slopes.length} heads grow at least like its square root. Independent channels would give a power of 1.`,
      settings: { tokens: run.ids.length, channels: dHead },
      pictures: [picture(widths, curves)],
    };
  },
};

/** 1, 2, 4 … and the whole width. */
function widthsUpTo(most: number): number[] {
  const widths = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power);
  return [...widths, most];
}

/** The variance of q·k over the first channels, over all pairs that see each other: [width]. */
function variances(run: TracedRun, { q, k }: Vectors, widths: readonly number[]): Float64Array {
  const { dHead } = run.recipe.config;
  const [sums, squares] = [new Float64Array(widths.length), new Float64Array(widths.length)];
  let pairs = 0;
  for (let query = 0; query < run.ids.length; query++) {
    const seen = visibleOf({ run, kind: "self" }, query, run.ids.length);
    for (let key = seen.from; key < seen.to; key++) {
      let product = 0;
      let channel = 0;
      widths.forEach((width, at) => {
        for (; channel < width; channel++) product += (q[query * dHead + channel] as number) * (k[key * dHead + channel] as number);
        sums[at] = (sums[at] as number) + product;
        squares[at] = (squares[at] as number) + product * product;
      });
      pairs++;
    }
  }
  return squares.map((square, at) => square / pairs - ((sums[at] as number) / pairs) ** 2);
}

/** Least squares of log variance over log width. */
function slope(widths: readonly number[], curve: Float64Array): number {
  const points = widths.map((width, at) => [Math.log(width), Math.log(Math.max(curve[at] as number, 1e-30))] as const);
  const [x, y] = [0, 1].map(side => points.reduce((sum, point) => sum + (point[side] as number), 0) / points.length) as [number, number];
  const across = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return across === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / across;
}

function picture(widths: readonly number[], curves: readonly Float64Array[]): CurvesPicture {
  const own = widths.map((_, at) => curves.map(curve => curve[at] as number).sort((a, b) => a - b)[Math.floor(curves.length / 2)] as number);
  return {
    kind: "curves",
    id: "variance-by-width",
    title: "Variance of q·k by the channels that are summed",
    about: `The middle of ${curves.length} heads, and what independent channels like the first one would give.`,
    x: { name: "channels", unit: "", at: Float32Array.from(widths) },
    value: { name: "variance of q·k", unit: "" },
    lines: [
      { name: "measured", values: Float32Array.from(own) },
      { name: "independent channels", values: Float32Array.from(widths, width => width * (own[0] as number)) },
    ],
    logarithmic: true,
    steps: false,
  };
}
