import { oklabOf, type Rgb, rgbOf } from "./color";
import { isDark } from "./ramp";

/** Directions of the two ends in Oklab's plane of a and b: blue below zero, orange above. */
const BELOW = [-0.06, -0.17] as const;
const ABOVE = [0.08, 0.13] as const;
const STEPS = 255;

/** Colours of the strengths −1 … 1 in 511 steps: [strength, rgba]; 0 is the background, and both ends stand out from it alike. */
export type SignedRamp = Uint8ClampedArray;

/** The ramp for values of both signs on `background`. */
export function signedRampOn(background: Rgb, highContrast: boolean): SignedRamp {
  const [from, ownA, ownB] = oklabOf(background);
  const to = isDark(background) ? (highContrast ? 0.9 : 0.8) : highContrast ? 0.4 : 0.5;
  const ramp = new Uint8ClampedArray((2 * STEPS + 1) * 4);
  for (let step = -STEPS; step <= STEPS; step++) {
    const share = Math.abs(step) / STEPS;
    const [a, b] = step < 0 ? BELOW : ABOVE;
    const rgb = step === 0 ? background : rgbOf([from + (to - from) * share, ownA + (a - ownA) * share, ownB + (b - ownB) * share]);
    ramp.set([...rgb, 255], (step + STEPS) * 4);
  }
  return ramp;
}

/** Where the colour of a strength −1 … 1 begins in a ramp. */
export const signedAt = (strength: number): number => 4 * (STEPS + Math.round(STEPS * Math.min(1, Math.max(-1, strength))));

/** The colour of a strength −1 … 1. */
export function signedColor(ramp: SignedRamp, strength: number): Rgb {
  const at = signedAt(strength);
  return [ramp[at] ?? 0, ramp[at + 1] ?? 0, ramp[at + 2] ?? 0];
}
