import type { Mlp } from "../recipe";
import type { Activation } from "./activations";

interface Biases {
  readonly bias: boolean;
}

/** Widens, bends, narrows (Vaswani et al. 2017, section 3.3). */
export const dense = (bend: Activation, { bias }: Biases = { bias: true }): Mlp => ({
  about: bend.about,
  apply: (g, x) => {
    const [pre] = g.linear(x, [{ weight: "W_in", ...(bias && { bias: "b_in" }), to: "d_mlp" }]);
    const post = g.tap("post", bend.apply(g, g.tap("pre", pre!)));
    const [out] = g.linear(post, [{ weight: "W_out", ...(bias && { bias: "b_out" }), to: "d_model" }]);
    return out!;
  },
});

/** Widens twice, lets one bend gate the other, narrows (Shazeer 2020); with SiLU: SwiGLU. */
export const gated = (bend: Activation, { bias }: Biases = { bias: false }): Mlp => ({
  about: bend.about === "SiLU" ? "SwiGLU" : `gated ${bend.about}`,
  apply: (g, x) => {
    const [pre, up] = g.linear(x, [
      { weight: "W_gate", ...(bias && { bias: "b_gate" }), to: "d_mlp" },
      { weight: "W_in", ...(bias && { bias: "b_in" }), to: "d_mlp" },
    ]);
    const post = g.tap("post", g.multiply(bend.apply(g, g.tap("pre", pre!)), up!));
    const [out] = g.linear(post, [{ weight: "W_out", ...(bias && { bias: "b_out" }), to: "d_model" }]);
    return out!;
  },
});
