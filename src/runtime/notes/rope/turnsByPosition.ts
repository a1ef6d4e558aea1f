import type { CurvesPicture } from "../../../protocol/positions";
import { headVectors, type Vectors } from "../../traces/headVectors";
import type { Statement } from "../statement";
import { textRun } from "../textRun";
import { turnsNothing } from "./turnsNothing";

/** Angle, in radians, that float32 may leave. */
const SAME = 1e-2;
/** Pairs of channels shorter than this share of a vector have an angle of rounding alone. */
const SHORT = 1e-2;

/** Su et al. 2021, equation 15: at position m, pair i is turned by m · θ_i. */
export const turnsByPosition: Statement = {
  applies: turnsNothing,
  run: async given => {
    const run = await textRun(given);
    const { layers, heads, dHead } = run.recipe.config;
    const { scheme } = run.recipe.position;
    if (scheme.kind !== "rotary") throw new Error("only rotary positions are measured here");
    const frequencies = scheme.scaling.frequencies(scheme.theta, scheme.dims, run.longest);
    let [most, count] = [0, 0];
    let first: Turned | null = null;
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const { still, q, k } = await headVectors(run, layer, head, given.signal);
        if (!still) throw new Error("rotary positions turn queries and keys");
        for (const side of ["q", "k"] as const) {
          const found = turnsOf(still[side], { q, k }[side], dHead, scheme.dims / 2);
          found.angles.forEach((angle, at) => {
            if (Number.isNaN(angle)) return;
            const [token, pair] = [Math.floor(at / found.pairs), at % found.pairs];
            most = Math.max(most, Math.abs(wrapped(angle - (run.positions[token] as number) * (frequencies[pair] as number))));
            count++;
          });
          first ??= found;
        }
        given.progress((layer * heads + head + 1) / (layers * heads));
      }
    }
    return {
      holds: count > 0 && most <= SAME,
      figure: most,
      unit: "radians from position × frequency",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens each of ${scheme.dims / 2} pairs of channels is turned by its frequency times the position, within ${most.toExponential(1)} radians (${count.toLocaleString("en")} pairs of queries and keys in ${layers * heads} heads). Nothing is added to the tokens.`,
      settings: { tokens: run.ids.length },
      pictures: first ? [picture(first, run.positions)] : [],
    };
  },
};

/** By how far pairs of channels were turned, −π … π: [token pair]; NaN where a pair is too short to tell. */
interface Turned {
  readonly pairs: number;
  readonly angles: Float64Array;
}

function turnsOf(still: Vectors["q"], turned: Vectors["q"], dHead: number, pairs: number): Turned {
  const angles = new Float64Array((still.length / dHead) * pairs);
  for (let token = 0; token < still.length / dHead; token++) {
    const start = token * dHead;
    const length = Math.hypot(...still.subarray(start, start + dHead));
    for (let pair = 0; pair < pairs; pair++) {
      const [x, y] = [still[start + pair] as number, still[start + pairs + pair] as number];
      const [u, v] = [turned[start + pair] as number, turned[start + pairs + pair] as number];
      angles[token * pairs + pair] = Math.hypot(x, y) < SHORT * length ? NaN : Math.atan2(x * v - y * u, x * u + y * v);
    }
  }
  return { pairs, angles };
}

/** The same angle between −π and π. */
const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));

function picture({ pairs, angles }: Turned, positions: readonly number[]): CurvesPicture {
  const shown = [...new Set([0, Math.floor(pairs / 8), Math.floor(pairs / 4), Math.floor(pairs / 2), pairs - 1])];
  return {
    kind: "curves",
    id: "angle-by-position",
    title: "How far each pair is turned",
    about: "Measured on the queries of the first head, between −π and π: faster for the first pairs, hardly at all for the last.",
    x: { name: "position", unit: "", at: Float32Array.from(positions) },
    value: { name: "angle", unit: "radians" },
    lines: shown.map(pair => ({ name: `pair ${pair}`, values: Float32Array.from(positions, (_, token) => angles[token * pairs + pair] as number) })),
    logarithmic: false,
    steps: false,
  };
}
