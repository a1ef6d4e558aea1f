import type { CurvesPicture } from "../../../protocol/positions";
import type { SchemeOf } from "../../model/positions/scheme";
import { headVectors, type Vectors } from "../../traces/headVectors";
import { rankCorrelation } from "../rankCorrelation";
import type { Statement } from "../statement";
import { textRun } from "../textRun";
import { turnsNothing } from "./turnsNothing";

/** Every query meets every key at every distance: more tokens say no more. */
const MOST_TOKENS = 48;
/** Distances at which they meet, from 0 to the model's context. */
const MOST_DISTANCES = 128;

/** Su et al. 2021, section 3.4.3. */
export const decay: Statement = {
  applies: turnsNothing,
  run: async given => {
    const run = await textRun(given, MOST_TOKENS);
    const { layers, heads, dHead, context } = run.recipe.config;
    const { scheme } = run.recipe.position;
    if (scheme.kind !== "rotary") throw new Error("only rotary positions are measured here");
    const step = Math.max(1, Math.ceil(context / MOST_DISTANCES));
    const distances = Array.from({ length: Math.ceil(context / step) }, (_, index) => index * step);
    const frequencies = scheme.scaling.frequencies(scheme.theta, scheme.dims, context);
    const curves: Products[] = [];
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const { still } = await headVectors(run, layer, head, given.signal);
        if (!still) throw new Error("rotary positions turn queries and keys");
        curves.push(productsAt(distances, still, dHead, scheme, frequencies));
        given.progress(curves.length / (layers * heads));
      }
    }
    const size = meanOver(curves.map(({ size: own }) => relative(own)));
    const product = meanOver(curves.map(({ product: own, size: of }) => own.map(value => value / (of[0] as number))));
    const correlation = rankCorrelation(size, distances);
    const signed = rankCorrelation(product, distances);
    const falling = curves.filter(({ size: own }) => rankCorrelation(own, distances) < 0).length;
    const far = size.slice(size.length / 2).reduce((sum, value) => sum + value, 0) / (size.length - Math.floor(size.length / 2));
    return {
      holds: correlation < 0 && falling > curves.length / 2,
      figure: correlation,
      unit: "rank correlation of |q·k| with distance",
      says: `With all pairs of ${run.ids.length} tokens set 0 to ${distances.at(-1)} positions apart, |q·k| goes with distance by a rank correlation of ${correlation.toFixed(2)} in the mean over heads; it falls in ${falling} of ${curves.length} heads, and in the farther half is ${(100 * far).toFixed(0)} % of what it is at distance 0. With its sign the product goes with distance by ${signed.toFixed(2)}, from ${(product[0] as number).toFixed(2)} of |q·k| at distance 0 to ${(product.at(-1) as number).toFixed(2)}.`,
      settings: { tokens: run.ids.length, distances: distances.length },
      pictures: [picture(distances, size, product, boundAt(distances, frequencies))],
    };
  },
};

/** Means over all pairs of a query and a key: [distance]. */
export interface Products {
  /** Of |q·k|. */
  readonly size: Float64Array;
  /** Of q·k. */
  readonly product: Float64Array;
}

/** Means of q·k over the channels that turn, for queries and keys as they are before turning, as if each query stood so far behind each key. */
export function productsAt(distances: readonly number[], { q, k }: Vectors, dHead: number, { dims }: SchemeOf<"rotary">, frequencies: Float32Array): Products {
  const half = dims / 2;
  const [size, product] = [new Float64Array(distances.length), new Float64Array(distances.length)];
  const tokens = q.length / dHead;
  // Of a pair of channels: along, and across. Turned by an angle, their product is along · cos + across · sin.
  const [along, across] = [new Float64Array(half), new Float64Array(half)];
  const cos = distances.map(distance => frequencies.map(frequency => Math.cos(distance * frequency)));
  const sin = distances.map(distance => frequencies.map(frequency => Math.sin(distance * frequency)));
  for (let query = 0; query < tokens; query++) {
    for (let key = 0; key < tokens; key++) {
      for (let pair = 0; pair < half; pair++) {
        const [qx, qy] = [q[query * dHead + pair] as number, q[query * dHead + half + pair] as number];
        const [kx, ky] = [k[key * dHead + pair] as number, k[key * dHead + half + pair] as number];
        along[pair] = qx * kx + qy * ky;
        across[pair] = qx * ky - qy * kx;
      }
      for (let at = 0; at < distances.length; at++) {
        const [c, s] = [cos[at] as Float32Array, sin[at] as Float32Array];
        let sum = 0;
        for (let pair = 0; pair < half; pair++) sum += (along[pair] as number) * (c[pair] as number) + (across[pair] as number) * (s[pair] as number);
        product[at] = (product[at] as number) + sum / tokens ** 2;
        size[at] = (size[at] as number) + Math.abs(sum) / tokens ** 2;
      }
    }
  }
  return { size, product };
}

/** Equation 37's bound on what any q and k can keep, relative to distance 0: the mean of |sum of the first 1, 2, … pairs' turns|. */
function boundAt(distances: readonly number[], frequencies: Float32Array): Float64Array {
  const bound = Float64Array.from(distances, distance => {
    let [x, y, sum] = [0, 0, 0];
    for (const frequency of frequencies) {
      x += Math.cos(distance * frequency);
      y += Math.sin(distance * frequency);
      sum += Math.hypot(x, y);
    }
    return sum;
  });
  return relative(bound);
}

const relative = (values: Float64Array): Float64Array => values.map(value => value / (values[0] as number));

const meanOver = (curves: readonly Float64Array[]): Float64Array => (curves[0] as Float64Array).map((_, at) => curves.reduce((sum, curve) => sum + (curve[at] as number), 0) / curves.length);

function picture(distances: readonly number[], size: Float64Array, product: Float64Array, bound: Float64Array): CurvesPicture {
  return {
    kind: "curves",
    id: "product-by-distance",
    title: "q·k by distance",
    about: "All queries of the text with all its keys, as if they stood so far apart: mean over pairs and heads, relative to |q·k| at distance 0, beside the bound that the paper gives for any q and k.",
    x: { name: "distance", unit: "positions", at: Float32Array.from(distances) },
    value: { name: "relative to distance 0", unit: "" },
    lines: [
      { name: "|q·k|", values: Float32Array.from(size) },
      { name: "q·k", values: Float32Array.from(product) },
      { name: "bound", values: Float32Array.from(bound) },
    ],
    logarithmic: false,
    steps: false,
  };
}
