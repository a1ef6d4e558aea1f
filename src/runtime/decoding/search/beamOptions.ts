import { Problem } from "../../../protocol/problem";
import type { EarlyStopping } from "./beamHypotheses";

/** What all kinds of beam search are told, beyond {@link Decoding}. */
export interface BeamOptions {
  readonly beams: number;
  /** How many texts are returned; at most `beams`. */
  readonly returned: number;
  /** Ended texts are ranked by sum of log-probabilities / length^penalty: above 0 favours long ones, below 0 short ones. */
  readonly lengthPenalty: number;
  readonly earlyStopping: EarlyStopping;
}

/** Throws a problem for options that cannot be honoured. */
export function checkBeamOptions({ beams, returned, lengthPenalty }: BeamOptions): void {
  checkCount(beams, "Beams (num_beams)");
  checkCount(returned, "Texts returned (num_return_sequences)");
  if (returned > beams) {
    throw new Problem("input-invalid", `${returned} texts (num_return_sequences) cannot come from ${beams} beams (num_beams).`, {
      remedy: "Ask for at most as many texts as there are beams.",
    });
  }
  if (!Number.isFinite(lengthPenalty)) {
    throw new Problem("input-invalid", `length_penalty is ${lengthPenalty}; it must be a number.`, { remedy: "Set length_penalty to a number, 1 by default." });
  }
}

/** Throws unless a number counts something: whole, from 1. */
export function checkCount(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new Problem("input-invalid", `${what}: ${value} is not a whole number from 1.`, { remedy: "Correct the option." });
}
