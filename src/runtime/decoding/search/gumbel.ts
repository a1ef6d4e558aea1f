import type { Random } from "../random";

/** A draw from the Gumbel distribution at a location: the greatest of several is one at the logarithm of the sum of their locations' exponentials. */
export function gumbel(location: number, uniform: Random["uniform"]): number {
  return location - Math.log(exponential(uniform));
}

/** A draw from the Gumbel distribution at a location, given that it is at most `bound`; worked out in logarithms, so that neither a far bound nor a tight one overflows. */
export function gumbelBelow(bound: number, location: number, uniform: Random["uniform"]): number {
  return -logSumOfTwo(-bound, Math.log(exponential(uniform)) - location);
}

/** A draw from the exponential distribution: above 0 and finite. */
const exponential = (uniform: Random["uniform"]): number => -Math.log(uniform() || Number.MIN_VALUE);

/** log(exp(one) + exp(other)) */
function logSumOfTwo(one: number, other: number): number {
  const most = Math.max(one, other);
  return most === -Infinity ? most : most + Math.log1p(Math.exp(-Math.abs(one - other)));
}
