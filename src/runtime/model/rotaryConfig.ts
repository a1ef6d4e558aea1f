import type { ConfigReader } from "./config";

/** What config.json says of rotary positions. */
export interface RotarySettings {
  readonly theta: number;
  /** `rope_scaling`, or what takes its place: null where positions are not scaled. */
  readonly scaling: ConfigReader | null;
}

/**
 * θ and scaling of rotary positions: from `rope_theta` and `rope_scaling`, or from `rope_parameters`, which newer files have
 * instead; a θ in both places that differs is a Problem.
 */
export function rotarySettings(read: ConfigReader, theta: number): RotarySettings {
  const parameters = read.object("rope_parameters");
  if (!parameters) return { theta: read.number("rope_theta", theta), scaling: read.object("rope_scaling") };
  const found = parameters.number("rope_theta", read.has("rope_theta") ? read.number("rope_theta") : undefined);
  if (read.has("rope_theta") && read.number("rope_theta") !== found) throw read.wrong("rope_theta", `${found}, as in rope_parameters`);
  return { theta: found, scaling: parameters };
}
