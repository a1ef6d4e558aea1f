import { Problem } from "../../protocol/problem";

/** Random numbers that a seed determines, the same on every machine. */
export interface Random {
  /** A number from 0 to below 1, of 53 random bits. */
  readonly uniform: () => number;
  /** A number of the standard Gumbel distribution. */
  readonly gumbel: () => number;
  /** A generator of its own for part `number` of the work: the same for the same seed and number, whatever was drawn before. */
  readonly fork: (number: number) => Random;
}

/**
 * The random numbers of a seed: xoshiro128** 1.1 (Blackman & Vigna 2018), its state filled by SplitMix64. Throws `input-invalid` unless
 * the seed is a whole number from 0 to 2⁵³ − 1.
 */
export function seededRandom(seed: number): Random {
  if (Number.isSafeInteger(seed) && seed >= 0) return randomOf(BigInt(seed));
  throw new Problem("input-invalid", `seed must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${seed}.`, { remedy: "Correct the seed, or leave it out." });
}

function randomOf(key: bigint): Random {
  const words = [splitMix64(key), splitMix64(key + GOLDEN)];
  const bits = xoshiro128(words.flatMap(word => [Number(word & 0xffffffffn), Number(word >> 32n)]));
  const uniform = (): number => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  const gumbel = (): number => {
    let between = uniform();
    while (between === 0) between = uniform();
    return -Math.log(-Math.log(between));
  };
  return { uniform, gumbel, fork: number => randomOf(splitMix64(splitMix64(key) + BigInt(number) * GOLDEN)) };
}

const GOLDEN = 0x9e3779b97f4a7c15n;

/** What SplitMix64 (Steele, Lea & Flood 2014) gives first when started at `state`; the n-th is what it gives at `state` + (n − 1) · 0x9e3779b97f4a7c15. */
export function splitMix64(state: bigint): bigint {
  let word = BigInt.asUintN(64, state + GOLDEN);
  word = BigInt.asUintN(64, (word ^ (word >> 30n)) * 0xbf58476d1ce4e5b9n);
  word = BigInt.asUintN(64, (word ^ (word >> 27n)) * 0x94d049bb133111ebn);
  return word ^ (word >> 31n);
}

/** xoshiro128** from a state of four 32-bit words that are not all 0: each call gives 32 random bits. */
export function xoshiro128(state: readonly number[]): () => number {
  let [a, b, c, d] = state as [number, number, number, number];
  return () => {
    const result = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return result;
  };
}

const rotated = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
