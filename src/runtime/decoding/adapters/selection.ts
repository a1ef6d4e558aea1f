import { greatestValue } from "../scores";
import { scratchIntegers } from "./scratch";

/** Buckets of the first look: 64 to a unit below the greatest value, the last one for all that is further away. */
const PER_UNIT = 64;
const LAST = 4095;
/** Bits of a float32's key that the second look takes at a time, from the top. */
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
 * Walks down the values [n] until the weights [n] passed (1 each, without weights), that of the last value included, reach `enough`.
 * Nothing is sorted: values are put into buckets by their distance from the greatest, and those of the one bucket where the walk ends
 * by the bits of their float32s, so that equal or crowded values cost little more. `most`: the greatest value or a little more, where that is known.
 */
export function walkDown(values: Float32Array, weights: Float32Array | null, enough: number, most = greatestValue(values)): Reached {
  if (most === -Infinity) return { value: most, before: 0 };
  const sums = weights === null ? counted(values, most) : weighed(values, most, weights);
  let before = 0;
  let bucket = 0;
  while (bucket <= LAST && before + (sums[bucket] as number) < enough) before += sums[bucket++] as number;
  return bucket > LAST ? { value: -Infinity, before } : walkBits(values, weights, enough, before, membersOf(values, most, bucket));
}

/** Up to so many greatest values are found by a heap, in one pass. */
const HEAPED = 256;

/** The `count`-th greatest of the values; −∞ where there are fewer. */
export function greatestOfRank(values: Float32Array, count: number): number {
  if (count === 1) return greatestValue(values);
  if (count > values.length) return -Infinity;
  return count <= HEAPED ? (heapOfGreatest(values, count)[0] as number) : walkDown(values, null, count).value;
}

/** The `count` greatest values, in descending order; −∞ in place of those that there are not. */
export const greatestValues = (values: Float32Array, count: number): Float32Array => heapOfGreatest(values, count).sort().reverse();

/** The `count` greatest values as a heap with the least of them on top. */
function heapOfGreatest(values: Float32Array, count: number): Float32Array {
  const heap = new Float32Array(count).fill(-Infinity);
  fillHeap(heap, values);
  return heap;
}

function fillHeap(heap: Float32Array, values: Float32Array): void {
  let least = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (!((values[i] as number) > least)) continue;
    replaceLeast(heap, values[i] as number);
    least = heap[0] as number;
  }
}

function replaceLeast(heap: Float32Array, value: number): void {
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= value) break;
    heap[place] = heap[child] as number;
    place = child;
  }
  heap[place] = value;
}

/** Number of the bucket at a distance from the greatest value. */
function bucketAt(distance: number): number {
  const place = distance * PER_UNIT;
  return place < LAST ? place | 0 : LAST;
}

function counted(values: Float32Array, most: number): Float64Array {
  const counts = new Float64Array(LAST + 1);
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketAt(most - (values[i] as number));
    counts[bucket] = (counts[bucket] as number) + 1;
  }
  return counts;
}

function weighed(values: Float32Array, most: number, weights: Float32Array): Float64Array {
  const sums = new Float64Array(LAST + 1);
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketAt(most - (values[i] as number));
    sums[bucket] = (sums[bucket] as number) + (weights[i] as number);
  }
  return sums;
}

const room = scratchIntegers();

/** Indices of the values in a bucket. */
function membersOf(values: Float32Array, most: number, bucket: number): Int32Array {
  const members = room(values.length);
  return members.subarray(0, writeMembers(members, values, most, bucket));
}

function writeMembers(members: Int32Array, values: Float32Array, most: number, bucket: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (bucketAt(most - (values[i] as number)) === bucket) members[count++] = i;
  return count;
}

/** Goes on from `before` down values [n] with these weights [n], among which the walk is known to end. */
export const walkMembers = (values: Float32Array, weights: Float32Array, enough: number, before: number): Reached =>
  walkBits(values, weights, enough, before, Int32Array.from(values.keys()));

/** Goes on from `before` down the values of one bucket, in which the walk is known to end. */
function walkBits(values: Float32Array, weights: Float32Array | null, enough: number, begin: number, all: Int32Array): Reached {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let before = begin;
  let members = all;
  for (const { shift, buckets } of ROUNDS) {
    const sums = new Float64Array(buckets);
    const counts = new Int32Array(buckets);
    for (let i = 0; i < members.length; i++) {
      const index = members[i] as number;
      const bucket = (keyOf(bits[index] as number) >>> shift) & (buckets - 1);
      sums[bucket] = (sums[bucket] as number) + (weights === null ? 1 : (weights[index] as number));
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    const end = endOf(sums, counts, enough, before);
    before = end.before;
    members = members.filter(index => ((keyOf(bits[index] as number) >>> shift) & (buckets - 1)) === end.bucket);
  }
  return { value: values[members[0] as number] as number, before };
}

/** The bucket where the walk ends. Sums in another order differ by a trace: where they fall short by it, the last bucket that holds something. */
function endOf(sums: Float64Array, counts: Int32Array, enough: number, begin: number): { bucket: number; before: number } {
  let before = begin;
  let least = { bucket: 0, before };
  for (let bucket = sums.length - 1; bucket >= 0; bucket--) {
    if (counts[bucket] === 0) continue;
    least = { bucket, before };
    if (before + (sums[bucket] as number) >= enough) break;
    before += sums[bucket] as number;
  }
  return least;
}

/** Bits of a float32 as a number that, unsigned, grows with it. */
const keyOf = (bits: number): number => bits ^ ((bits >> 31) | 0x80000000);
