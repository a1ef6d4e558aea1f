import type { Random } from "../../decoding/random";
import { randomSpans } from "../spans/spanNoise";

/** Regular: short spans, little of the text; sequential: the end of the text; extreme: long spans, or much of it. */
export type DenoiserKind = "R" | "S" | "X";

/** One of the tasks that UL2 mixes. */
export interface Denoiser {
  readonly kind: DenoiserKind;
  readonly name: string;
  /** Share of the tokens that are taken out. */
  readonly density: number;
  /** Mean length of a span, in tokens; null: one span at the end. */
  readonly span: number | null;
}

/** The published seven (Tay et al. 2022, table 1). */
export const DENOISERS: readonly Denoiser[] = [
  { kind: "R", name: "15 % in spans of 3", density: 0.15, span: 3 },
  { kind: "R", name: "15 % in spans of 8", density: 0.15, span: 8 },
  { kind: "S", name: "the last 25 %", density: 0.25, span: null },
  { kind: "X", name: "50 % in spans of 3", density: 0.5, span: 3 },
  { kind: "X", name: "50 % in spans of 8", density: 0.5, span: 8 },
  { kind: "X", name: "15 % in spans of 64", density: 0.15, span: 64 },
  { kind: "X", name: "50 % in spans of 64", density: 0.5, span: 64 },
];

/** Which of `length` tokens, two at least, a denoiser takes out. */
export function noiseOf({ density, span }: Denoiser, length: number, random: Random): readonly boolean[] {
  if (span !== null) return randomSpans(length, density, span, random);
  const kept = Math.min(length - 1, Math.max(1, length - Math.round(length * density)));
  return Array.from({ length }, (_, index) => index >= kept);
}
