/** float32's bits for each of the 65,536 half-precision values: made on first use, 256 kB. */
let bitsOfHalf: Uint32Array | undefined;

/**
 * Widens IEEE 754 half precision (5 exponent bits, 10 of mantissa) to float32, exactly: subnormals, infinities and the
 * payloads of NaN included. `into` has as many elements as `from`.
 */
export function widenFloat16(from: Uint16Array, into: Float32Array): void {
  bitsOfHalf ??= Uint32Array.from({ length: 65_536 }, (_, half) => float32Bits(half));
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < from.length; i++) bits[i] = bitsOfHalf[from[i]!]!;
}

/** Widens bfloat16 (the upper half of a float32) to float32, exactly. `into` has as many elements as `from`. */
export function widenBfloat16(from: Uint16Array, into: Float32Array): void {
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  for (let i = 0; i < from.length; i++) bits[i] = from[i]! << 16;
}

function float32Bits(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const mantissa = half & 0x3ff;
  if (exponent === 0x1f) return (sign | 0x7f80_0000 | (mantissa << 13)) >>> 0;
  if (exponent > 0) return (sign | ((exponent + 112) << 23) | (mantissa << 13)) >>> 0;
  if (mantissa === 0) return sign >>> 0;
  // A subnormal half is a normal float32: its leading one becomes the implicit one.
  const shift = Math.clz32(mantissa) - 21;
  return (sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13)) >>> 0;
}
