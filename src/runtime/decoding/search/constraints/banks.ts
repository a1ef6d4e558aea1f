import type { Extension } from "../extensions";

/** An extension with the bank of the text it makes. */
export interface Banked {
  readonly extension: Extension;
  readonly bank: number;
}

/**
 * Shares `count` places among banks in turn (Post & Vilar 2018): the best of each bank, the fullest bank first, then the second best
 * of each, and so on. Upstream orders by 100 × bank + score in float32, and counts a bank anew where another has come between.
 */
export function shareAmongBanks(candidates: readonly Banked[], count: number): Extension[] {
  const key = ({ bank, extension }: Banked): number => Math.fround(bank * 100 + extension.score);
  let round = 0;
  return candidates
    .toSorted((one, other) => key(other) - key(one))
    .map(({ bank, extension }, i, sorted) => {
      round = i > 0 && bank === (sorted[i - 1] as Banked).bank ? round + 1 : 0;
      return { extension, round };
    })
    .sort((one, other) => one.round - other.round)
    .slice(0, count)
    .map(({ extension }) => extension);
}
