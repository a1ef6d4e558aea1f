import type { Norm } from "../recipe";

/** Layer normalisation (Ba et al. 2016): mean 0 and variance 1 per token, then gain and shift. */
export const layerNorm = (eps: number): Norm => ({
  about: "LayerNorm",
  apply: (g, x) => g.op("LayerNormalization", [x, g.weight("w", "d_model"), g.weight("b", "d_model")], x.axes, { axis: -1, epsilon: eps }),
});

/** Root-mean-square normalisation (Zhang & Sennrich 2019): no mean, no shift. */
export const rmsNorm = (eps: number): Norm => ({
  about: "RMSNorm",
  apply: (g, x) => g.op("RMSNormalization", [x, g.weight("w", "d_model")], x.axes, { axis: -1, epsilon: eps }),
});
