import type { PictureAxis } from "../../protocol/positions";

/** 0, 1, … `count` − 1. */
export const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** At most `most` of 0 … `count` − 1, equally far apart, from 0 on. */
export function sampled(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most));
  return counted(Math.ceil(count / step)).map(index => index * step);
}

/** How `sampled` chose, in words: "every position", "every 4th position". */
export function sampledWords(count: number, most: number, what: string): string {
  const step = Math.max(1, Math.ceil(count / most));
  const ending = step % 100 > 10 && step % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][step % 10] ?? "th");
  return step === 1 ? `every ${what}` : `every ${step}${ending} ${what}`;
}

/** An axis with these values. */
export const axis = (name: string, at: readonly number[], unit = ""): PictureAxis => ({ name, unit, at: Float32Array.from(at) });

/** A figure for reading: "1,024", "0.0884", "−6.283", "8.2e-8". */
export function figure(value: number): string {
  const size = Math.abs(value);
  const tiny = size !== 0 && size < 1e-3;
  const text = tiny ? value.toExponential(1) : Number.isInteger(value) || size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(4)));
  return text.replace(/^-/, "−");
}
