import { Problem } from "../../../protocol/problem";
import type { ConfigReader } from "../config";
import { frequencies } from "./rotary";

/** How a rotary model was stretched beyond the length it was trained on. */
export interface RotaryScaling {
  /** Follows "rotary, θ = …" on the card. */
  readonly about: string;
  /** Angular frequency of each pair; `longest` is one more than the greatest position of the run. */
  readonly frequencies: (theta: number, dims: number, longest: number) => Float32Array;
}

export const unscaled: RotaryScaling = { about: "", frequencies };

/** Position interpolation (Chen et al. 2023): all positions are divided by `factor`. */
export const linear = (factor: number): RotaryScaling => ({
  about: `, positions ÷ ${factor}`,
  frequencies: (theta, dims) => frequencies(theta, dims).map(frequency => frequency / factor),
});

/** Dynamic NTK-aware scaling (bloc97, emozilla 2023): θ grows with the length once it passes `trained`. */
export const dynamic = (factor: number, trained: number): RotaryScaling => ({
  about: `, dynamic NTK × ${factor} above ${trained.toLocaleString("en")}`,
  frequencies: (theta, dims, longest) => {
    const length = Math.max(longest, trained);
    return frequencies(theta * ((factor * length) / trained - (factor - 1)) ** (dims / (dims - 2)), dims);
  },
});

/** Llama 3.1's scaling: long wavelengths are stretched by `factor`, short ones kept, those between blended. */
export const llama3 = (factor: number, low: number, high: number, trained: number): RotaryScaling => ({
  about: `, Llama 3 scaling × ${factor} above ${trained.toLocaleString("en")}`,
  frequencies: (theta, dims) =>
    frequencies(theta, dims).map(frequency => {
      const turns = (trained * frequency) / (2 * Math.PI);
      if (turns > high) return frequency;
      if (turns < low) return frequency / factor;
      const kept = (turns - low) / (high - low);
      return (1 - kept) * (frequency / factor) + kept * frequency;
    }),
});

/** The scaling that config.json asks for in `rope_scaling` (or `rope_parameters`), with either spelling of its type. */
export function scalingOf(settings: ConfigReader | null, context: number): RotaryScaling {
  if (!settings) return unscaled;
  const type = settings.text(settings.has("rope_type") ? "rope_type" : "type", "default");
  switch (type) {
    case "default":
      return unscaled;
    case "linear":
      return linear(settings.number("factor"));
    case "dynamic":
      return dynamic(settings.number("factor"), context);
    case "llama3":
      return llama3(
        settings.number("factor"),
        settings.number("low_freq_factor"),
        settings.number("high_freq_factor"),
        settings.count("original_max_position_embeddings"),
      );
    default:
      throw new Problem("unsupported-config", `The rotary scaling "${type}" is unknown; known are default, linear, dynamic and llama3.`, {
        remedy: "Choose a checkpoint with one of these scalings.",
      });
  }
}
