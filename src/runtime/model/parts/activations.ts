import { Problem } from "../../../protocol/problem";
import type { Part } from "../../graph/graph";
import type { Described } from "../recipe";

export interface Activation extends Described {
  readonly apply: Part;
}

/** Gaussian error linear unit (Hendrycks & Gimpel 2016), x Φ(x). */
export const gelu: Activation = { about: "GELU", apply: (g, x) => g.op("Gelu", [x], x.axes) };
/** The tanh approximation of GELU, as GPT and GPT-2 use it. */
export const geluTanh: Activation = { about: "GELU (tanh)", apply: (g, x) => g.op("Gelu", [x], x.axes, { approximate: "tanh" }) };
export const relu: Activation = { about: "ReLU", apply: (g, x) => g.op("Relu", [x], x.axes) };
export const tanh: Activation = { about: "tanh", apply: (g, x) => g.op("Tanh", [x], x.axes) };
/** x σ(x) (Elfwing et al. 2017; "swish"). */
export const silu: Activation = { about: "SiLU", apply: (g, x) => g.multiply(x, g.op("Sigmoid", [x], x.axes)) };

/** Activations under the names that config.json files give them. */
const NAMED: Readonly<Record<string, Activation>> = {
  gelu,
  gelu_new: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_fast: geluTanh,
  relu,
  silu,
  swish: silu,
};

/** The activation of this name; a Problem names those that are known. */
export function activationNamed(name: string): Activation {
  const known = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (known) return known;
  throw new Problem("unsupported-config", `The activation "${name}" is unknown; known are ${Object.keys(NAMED).join(", ")}.`, {
    remedy: "Choose a checkpoint with one of these activations.",
  });
}
