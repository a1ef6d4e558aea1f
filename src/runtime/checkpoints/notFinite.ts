import type { StoredType } from "./storedType";

/**
 * The index of the first element of `piece` that is NaN or infinite as float32 (-1: none) and the bytes of one element, or
 * null when `type` holds no floating-point numbers that can be so. `piece` begins at its buffer's start.
 */
export function notFiniteIn(type: StoredType, piece: Uint8Array): { index: number; size: number } | null {
  switch (type) {
    case "F32":
      return { index: firstWithAll(new Uint32Array(piece.buffer), 0x7f80_0000), size: 4 };
    case "F16":
      return { index: firstWithAll(new Uint16Array(piece.buffer), 0x7c00), size: 2 };
    case "BF16":
      return { index: firstWithAll(new Uint16Array(piece.buffer), 0x7f80), size: 2 };
    case "F64":
      return { index: new Float64Array(piece.buffer).findIndex(value => !Number.isFinite(Math.fround(value))), size: 8 };
    default:
      return null;
  }
}

/** An exponent of ones alone marks infinities and NaN. */
function firstWithAll(bits: Uint16Array | Uint32Array, exponent: number): number {
  for (let i = 0; i < bits.length; i++) if ((bits[i]! & exponent) === exponent) return i;
  return -1;
}
