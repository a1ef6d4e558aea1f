import type { Ranges } from "./characterRanges";

/** One byte from … to for each byte of a character. */
export type ByteRanges = readonly (readonly [from: number, to: number])[];

/** The greatest code points of one, two, three and four bytes; surrogates have none. */
const PARTS: readonly (readonly [number, number])[] = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/** UTF-8 of a set of characters: sequences of byte ranges such that a character is in the set exactly when one sequence holds its bytes. */
export function byteSequences(ranges: Ranges): readonly ByteRanges[] {
  const made = known.get(ranges) ?? ranges.flatMap(([from, to]) => PARTS.flatMap(part => split(Math.max(from, part[0]), Math.min(to, part[1]))));
  known.set(ranges, made);
  return made;
}

/** A repetition asks for the same set a thousand times. */
const known = new WeakMap<Ranges, readonly ByteRanges[]>();

/** Cuts a range, all of one length, until its bytes vary independently of each other. */
function split(from: number, to: number): ByteRanges[] {
  if (from > to) return [];
  const length = utf8(from).length;
  for (let i = 1; i < length; i++) {
    const low = 2 ** (6 * i) - 1;
    if ((from & ~low) === (to & ~low)) continue;
    if ((from & low) !== 0) return [...split(from, from | low), ...split((from | low) + 1, to)];
    if ((to & low) !== low) return [...split(from, (to & ~low) - 1), ...split(to & ~low, to)];
  }
  const last = utf8(to);
  return [Array.from(utf8(from), (byte, i) => [byte, last[i] as number] as const)];
}

const encoder = new TextEncoder();

function utf8(codePoint: number): Uint8Array {
  return encoder.encode(String.fromCodePoint(codePoint));
}
