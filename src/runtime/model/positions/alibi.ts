import type { Position } from "./position";

/** Slope of each head: a geometric sequence from 2^(−8/n) on; heads beyond the last power of two take every other one of the next (Press et al. 2022). */
export function slopes(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const sequence = (count: number, step: number): number[] => Array.from({ length: count }, (_, i) => 2 ** (-(8 / power) * step * (i + 1)));
  const more = Array.from({ length: heads - power }, (_, i) => 2 ** (-(4 / power) * (2 * i + 1)));
  return [...sequence(power, 1), ...more];
}

/** Attention with linear biases (Press et al. 2022): a head's slope times the distance key − query joins the scores. */
export const alibi = (heads: number): Position => ({
  about: "ALiBi",
  scheme: { kind: "alibi", heads },
  score: (g, { heads: pick }) => {
    const perHead = pick(g.floats("alibi.slopes", slopes(heads), "head"));
    const apart = g.input("alibi.distances", "query key");
    return g.op("Mul", [g.reshape(perHead, `${perHead.axes} one one`), apart], `${perHead.axes} query key`);
  },
  feeds: ({ at, keys }) => {
    const data = new Float32Array(at.length * keys.length);
    at.forEach((query, row) => keys.forEach((key, column) => (data[row * keys.length + column] = key - query)));
    return { "alibi.distances": { data, shape: [at.length, keys.length] } };
  },
});
