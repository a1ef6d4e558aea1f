/** Samples of one quantity. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** Median, least and greatest of the samples; NaN where there are none. */
export function summaryOf(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, rounds: sorted.length };
}

/** The ratio within each round: what else the machine did then weighs on both sides. */
export const ratios = (of: readonly number[], to: readonly number[]): number[] => of.map((sample, round) => sample / (to[round] ?? NaN));
