import { greatestValue } from "../scores";

/** Bits of a value's key that each of the three rounds looks at, from the top: 11, 11 and 10. */
const ROUNDS = [
  { shift: 21, buckets: 2048 },
  { shift: 10, buckets: 2048 },
  { shift: 0, buckets: 1024 },
] as const;

/** Where a descending walk over values has gathered enough weight. */
export interface Reached {
  /** The first value at which the weight is enough; −∞ where all together is not. */
  readonly value: number;
  /** Weight of all greater values. */
  readonly before: number;
}

/**
 * Walks down the values [n] until the weights [n] passed, that of the last value included, reach `enough`. A radix selection: three
 * rounds of buckets, each over the bucket where the one before ended, so that nothing is sorted and equal values cost no more.
 */
export function walkDown(values: Float32Array, weights: Float64Array, enough: number): Reached {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let before = 0;
  let members: Int32Array | null = null;
  for (const { shift, buckets } of ROUNDS) {
    const mask = buckets - 1;
    const sums = new Float64Array(buckets);
    const counts = new Int32Array(buckets);
    const size: number = members === null ? values.length : members.length;
    for (let i = 0; i < size; i++) {
      const index: number = members === null ? i : (members[i] as number);
      const bucket = (keyOf(bits[index] as number) >>> shift) & mask;
      sums[bucket] = (sums[bucket] as number) + (weights[index] as number);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    let bucket = mask;
    while (bucket >= 0 && (counts[bucket] === 0 || before + (sums[bucket] as number) < enough)) before += sums[bucket--] as number;
    if (bucket < 0) return { value: -Infinity, before };
    const inside = new Int32Array(counts[bucket] as number);
    for (let i = 0, next = 0; i < size && next < inside.length; i++) {
      const index: number = members === null ? i : (members[i] as number);
      if (((keyOf(bits[index] as number) >>> shift) & mask) === bucket) inside[next++] = index;
    }
    members = inside;
  }
  return { value: values[(members as Int32Array)[0] as number] as number, before };
}

/** The `count`-th greatest of the values; −∞ where there are fewer. */
export function greatestOfRank(values: Float32Array, count: number): number {
  if (count === 1) return greatestValue(values);
  return count > values.length ? -Infinity : walkDown(values, new Float64Array(values.length).fill(1), count).value;
}

/** Bits of a float32 as a number that, unsigned, grows with it. */
const keyOf = (bits: number): number => bits ^ ((bits >> 31) | 0x80000000);
