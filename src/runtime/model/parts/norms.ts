import { axesOf, type Value } from "../../graph/value";
import type { Norm } from "../recipe";

const last = (x: Value): string => axesOf(x.axes).at(-1) as string;

/** Layer normalisation (Ba et al. 2016): mean 0 and variance 1 per token, then gain and shift. */
export const layerNorm = (eps: number): Norm => ({
  about: "LayerNorm",
  apply: (g, x) => g.op("LayerNormalization", [x, g.weight("w", last(x)), g.weight("b", last(x))], x.axes, { axis: -1, epsilon: eps }),
});

/** Root-mean-square normalisation (Zhang & Sennrich 2019): no mean, no shift. */
export const rmsNorm = (eps: number): Norm => ({
  about: "RMSNorm",
  apply: (g, x) => g.op("RMSNormalization", [x, g.weight("w", last(x))], x.axes, { axis: -1, epsilon: eps }),
});
