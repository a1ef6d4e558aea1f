import { greatestValue, type Scores } from "../scores";
import { exponentialOfMinus } from "./exponential";
import { valuesOf } from "./fewKept";

// Not taken from a module: an imported constant is looked up at each turn of a loop, which makes it ten times as slow.
/** Buckets to a unit of distance. */
const PER_UNIT = 64;
/** All that is further away has no weight in float32. */
const END = 104 * PER_UNIT;

/** A distribution by how far its scores are below the greatest one. */
export interface WeightsByDistance {
  readonly most: number;
  /** Σ exp(score − most) of the scores whose distance is from b / 64 to below (b + 1) / 64 [b]. Written anew by the next call. */
  readonly sums: Float64Array;
  /** Σ exp(score − most); 0 where every token is ruled out. */
  readonly total: number;
  /** Σ exp(score − most) · distance. */
  readonly moment: number;
}

const sums = new Float64Array(END + 1);

/** Number of the bucket at a distance. */
export const bucketOf = (distance: number): number => Math.min(distance * PER_UNIT, END) | 0;

/** Weighs the scores of a whole vocabulary in one go, and keeps nothing of its size. */
export function weightsByDistance(scores: Scores): WeightsByDistance {
  const values = valuesOf(scores);
  const most = greatestValue(values);
  sums.fill(0);
  const moment = most === -Infinity ? 0 : addWeights(values, most);
  let total = 0;
  for (const sum of sums) total += sum;
  return { most, sums, total, moment };
}

/** Adds the weights to the sums; gives back their moment. */
function addWeights(values: Float32Array, most: number): number {
  let moment = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = most - (values[i] as number);
    const place = distance * PER_UNIT;
    if (!(place < END)) continue;
    const weight = exponentialOfMinus(distance);
    sums[place | 0] = (sums[place | 0] as number) + weight;
    moment += weight * distance;
  }
  return moment;
}

/** Values within some buckets, with their weights. */
export interface Members {
  readonly values: Float32Array;
  readonly weights: Float32Array;
}

/** The values whose bucket is from `from` to `to` or from `second.from` to `second.to`, the ends included. */
export function membersOf(values: Float32Array, most: number, from: number, to: number, second: { readonly from: number; readonly to: number } = { from, to }): Members {
  const found: number[] = [];
  findMembers(found, values, most, from, to, second.from, second.to);
  const members = Float32Array.from(found);
  return { values: members, weights: members.map(value => exponentialOfMinus(most - value)) };
}

function findMembers(found: number[], values: Float32Array, most: number, from: number, to: number, from2: number, to2: number): void {
  for (let i = 0; i < values.length; i++) {
    const bucket = bucketOf(most - (values[i] as number));
    if ((bucket >= from && bucket <= to) || (bucket >= from2 && bucket <= to2)) found.push(values[i] as number);
  }
}
