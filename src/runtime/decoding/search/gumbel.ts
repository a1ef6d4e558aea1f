import type { Uniform } from "./withoutReplacement";

/** A draw from the Gumbel distribution at a location: its maximum over many is that of the sum of their exponentials. */
export function gumbel(location: number, uniform: Uniform): number {
  return location - Math.log(-Math.log(1 - uniform()));
}

/** A draw from the Gumbel distribution at a location, given that it is at most `bound`; worked out in logarithms, so that neither a far bound nor a tight one overflows. */
export function gumbelBelow(bound: number, location: number, uniform: Uniform): number {
  return -logSumOfTwo(-bound, Math.log(-Math.log(1 - uniform())) - location);
}

/** log(exp(one) + exp(other)) */
function logSumOfTwo(one: number, other: number): number {
  const most = Math.max(one, other);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(-Math.abs(one - other)));
}
