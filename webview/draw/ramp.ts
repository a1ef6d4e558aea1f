import { type Oklab, oklabOf, type Rgb, rgbOf } from "./color";

/**
 * The one ramp of all pictures, as colour by lightness in Oklab: indigo in the dark, through blue and teal, to a pale
 * green in the light. Dark themes read it upwards, light themes downwards, so that strong always stands out.
 */
const RAMP: readonly Oklab[] = [
  [0.1, 0.006, -0.03],
  [0.22, 0.026, -0.1],
  [0.34, 0.018, -0.15],
  [0.45, -0.012, -0.158],
  [0.55, -0.045, -0.132],
  [0.65, -0.086, -0.085],
  [0.75, -0.115, -0.022],
  [0.85, -0.107, 0.052],
  [0.93, -0.066, 0.092],
  [1, 0, 0],
];

/** How far up the ramp the background's own tint has given way to the ramp's. */
const BLEND = 0.18;

/** Below this lightness a byte per channel is too coarse for even steps. */
const DARKEST = 0.13;

/** Colours of 256 strengths: [strength, rgba]; strength 0 is the background itself, and lightness rises or falls evenly. */
export type Ramp = Uint8ClampedArray;

/** The ramp on `background`; `highContrast` takes it further, to white or almost to black. */
export function rampOn(background: Rgb, highContrast: boolean): Ramp {
  const [own, a, b] = oklabOf(background);
  const from = Math.max(own, DARKEST);
  const to = isDark(background) ? (highContrast ? 1 : 0.965) : highContrast ? DARKEST : 0.2;
  const ramp = new Uint8ClampedArray(256 * 4);
  for (let strength = 0; strength < 256; strength++) {
    const share = strength / 255;
    const lightness = from + (to - from) * share;
    const [, rampA, rampB] = tableAt(lightness);
    const left = Math.max(0, 1 - share / BLEND);
    const rgb = strength === 0 ? background : rgbOf([lightness, rampA * (1 - left) + a * left, rampB * (1 - left) + b * left]);
    ramp.set([...rgb, 255], strength * 4);
  }
  return ramp;
}

/** Shares of the whole scale at which the ramp may reach its end: rows of many tokens have small weights only. */
export const ENDS = [1, 0.3, 0.1, 0.03, 0.01] as const;
export type End = (typeof ENDS)[number];

/** `ramp` reaching its end at a share `end` of the scale; all that is beyond has the end's colour. */
export function endingAt(ramp: Ramp, end: End): Ramp {
  const steep = new Uint8ClampedArray(256 * 4);
  for (let strength = 0; strength < 256; strength++) {
    const from = 4 * Math.min(255, Math.round(strength / Math.sqrt(end)));
    steep.set(ramp.subarray(from, from + 4), 4 * strength);
  }
  return steep;
}

/** The end that suits rows of so many tokens: the more there are, the less each gets. */
export function usualEnd(tokens: number): End {
  return tokens <= 48 ? 1 : tokens <= 320 ? 0.3 : tokens <= 1280 ? 0.1 : 0.03;
}

/** Whether text on `background` should be light. */
export function isDark(background: Rgb): boolean {
  return oklabOf(background)[0] < 0.6;
}

/** The colour of a strength 0…1. */
export function rampColor(ramp: Ramp, strength: number): Rgb {
  const at = 4 * Math.round(255 * Math.min(1, Math.max(0, strength)));
  return [ramp[at] ?? 0, ramp[at + 1] ?? 0, ramp[at + 2] ?? 0];
}

/** How strongly a value is shown, 0…1: the square root, as in tiles and thumbnails, so that small weights can be told apart. */
export function strengthOf(value: number, scale: number): number {
  return scale <= 0 ? 0 : Math.sqrt(Math.min(1, Math.max(0, value / scale)));
}

/** The value that a byte of a tile stands for. */
export function valueOf(byte: number, scale: number): number {
  return scale * (byte / 255) ** 2;
}

function tableAt(lightness: number): Oklab {
  const next = RAMP.findIndex(stop => stop[0] >= lightness);
  const high = RAMP[next === -1 ? RAMP.length - 1 : next] as Oklab;
  const low = RAMP[next <= 0 ? (next === 0 ? 0 : RAMP.length - 1) : next - 1] as Oklab;
  const share = high[0] === low[0] ? 0 : (lightness - low[0]) / (high[0] - low[0]);
  return [lightness, low[1] + (high[1] - low[1]) * share, low[2] + (high[2] - low[2]) * share];
}
