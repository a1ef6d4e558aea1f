import type { TurnedLengths } from "../../protocol/attention";
import type { SchemeOf } from "../model/positions/scheme";
import type { Vectors } from "./headVectors";

/** How long a head's queries and keys [token d_head] are before and after positions turn them, over the channels that turn (Su et al. 2021: a turn changes no length). */
export function turnedLengths(before: Vectors, after: Vectors, width: number, { dims, scaling }: SchemeOf<"rotary">): TurnedLengths {
  const factor = scaling.attention;
  const sides = (side: keyof Vectors): TurnedLengths["q"] => ({ before: lengthsOf(before[side], width, dims), after: lengthsOf(after[side], width, dims) });
  const [q, k] = [sides("q"), sides("k")];
  const difference = [q, k].reduce((most, side) => side.before.reduce((worst, length, token) => Math.max(worst, apart(factor * length, side.after[token] as number)), most), 0);
  return { channels: dims, factor, q, k, difference };
}

/** Euclidean length of the first `dims` of each vector's channels. */
function lengthsOf(vectors: Float32Array, width: number, dims: number): Float32Array {
  return Float32Array.from({ length: vectors.length / width }, (_, token) => {
    let sum = 0;
    for (let channel = 0; channel < dims; channel++) sum += (vectors[token * width + channel] as number) ** 2;
    return Math.sqrt(sum);
  });
}

const apart = (wanted: number, length: number): number => (wanted === 0 ? Math.abs(length) : Math.abs(length / wanted - 1));
