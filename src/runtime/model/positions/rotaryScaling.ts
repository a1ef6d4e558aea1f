import { Problem } from "../../../protocol/problem";
import type { ConfigReader } from "../config";
import { frequencies } from "./rotary";

/** How a rotary model was stretched beyond the length it was trained on. */
export interface RotaryScaling {
  /** Follows "rotary, θ = …" on the card. */
  readonly about: string;
  /** Angular frequency of each pair; `longest` is one more than the greatest position of the run. */
  readonly frequencies: (theta: number, dims: number, longest: number) => Float32Array;
  /** Multiplies turned queries and keys, so that scores grow by its square: 1 but in YaRN. */
  readonly attention: number;
  /** Set where `frequencies` depends on `longest`. */
  readonly byLength?: boolean;
}

export const unscaled: RotaryScaling = { about: "", frequencies, attention: 1 };

/** Position interpolation (Chen et al. 2023): all positions are divided by `factor`. */
export const linear = (factor: number): RotaryScaling => ({
  about: `, positions ÷ ${factor}`,
  attention: 1,
  frequencies: (theta, dims) => frequencies(theta, dims).map(frequency => frequency / factor),
});

/** Dynamic NTK-aware scaling (bloc97, emozilla 2023): θ grows with the length once it passes `trained`. */
export const dynamic = (factor: number, trained: number): RotaryScaling => ({
  about: `, dynamic NTK × ${factor} above ${trained.toLocaleString("en")}`,
  attention: 1,
  byLength: true,
  frequencies: (theta, dims, longest) => {
    const length = Math.max(longest, trained);
    return frequencies(theta * ((factor * length) / trained - (factor - 1)) ** (dims / (dims - 2)), dims);
  },
});

/** Llama 3.1's scaling: long wavelengths are stretched by `factor`, short ones kept, those between blended. */
export const llama3 = (factor: number, low: number, high: number, trained: number): RotaryScaling => ({
  about: `, Llama 3 scaling × ${factor} above ${trained.toLocaleString("en")}`,
  attention: 1,
  frequencies: (theta, dims) =>
    frequencies(theta, dims).map(frequency => {
      // In float32 and by reciprocals as upstream: far positions multiply the last bit.
      const wavelength = Math.fround(2 * Math.PI * Math.fround(1 / frequency));
      const turns = Math.fround(trained * Math.fround(1 / wavelength));
      if (turns > high) return frequency;
      if (turns < low) return frequency / factor;
      const kept = Math.fround(Math.fround(turns - low) / (high - low));
      return Math.fround(Math.fround(Math.fround(1 - kept) * frequency) / factor) + Math.fround(kept * frequency);
    }),
});

/** Turns within the trained length above which YaRN keeps a pair as it is, and below which it stretches it by the whole factor. */
export interface YarnTurns {
  readonly fast: number;
  readonly slow: number;
}

/**
 * YaRN (Peng et al. 2023): pairs that turn often within the `trained` length are kept, slow ones stretched by `factor`, those between
 * blended by their index; scores grow by `attention`².
 */
export const yarn = (factor: number, trained: number, { fast, slow }: YarnTurns = { fast: 32, slow: 1 }, attention = 0.1 * Math.log(factor) + 1): RotaryScaling => ({
  about: `, YaRN × ${factor} above ${trained.toLocaleString("en")}`,
  attention,
  frequencies: (theta, dims) => {
    const pairThatTurns = (times: number): number => (dims * Math.log(trained / (times * 2 * Math.PI))) / (2 * Math.log(theta));
    const first = Math.max(Math.floor(pairThatTurns(fast)), 0);
    const last = Math.min(Math.ceil(pairThatTurns(slow)), dims - 1);
    const width = last === first ? 0.001 : last - first;
    return frequencies(theta, dims).map((frequency, pair) => {
      const stretched = Math.min(1, Math.max(0, Math.fround((pair - first) / width)));
      return Math.fround((frequency / factor) * stretched) + Math.fround(frequency * (1 - stretched));
    });
  },
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
    case "yarn": {
      for (const setting of ["mscale", "mscale_all_dim", "truncate"]) settings.refuse(setting, setting === "truncate" ? true : undefined);
      const factor = settings.number("factor");
      const trained = settings.count("original_max_position_embeddings", context);
      const turns = { fast: settings.number("beta_fast", 32), slow: settings.number("beta_slow", 1) };
      return yarn(factor, trained, turns, settings.has("attention_factor") ? settings.number("attention_factor") : undefined);
    }
    default:
      throw new Problem("unsupported-config", `The rotary scaling "${type}" is unknown; known are default, linear, dynamic, llama3 and yarn.`, {
        remedy: "Choose a checkpoint with one of these scalings.",
      });
  }
}
