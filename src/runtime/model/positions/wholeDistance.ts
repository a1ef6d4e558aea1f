import { Problem } from "../../../protocol/problem";

/** A distance that is asked for, if it is a whole number from `least` to `most`. Throws `input-invalid`. */
export function wholeDistance(distance: number, least: number, most: number): number {
  if (Number.isInteger(distance) && distance >= least && distance <= most) return distance;
  throw new Problem("input-invalid", `The distance must be a whole number from ${least} to ${most.toLocaleString("en")}.`, { remedy: "Give another distance." });
}
