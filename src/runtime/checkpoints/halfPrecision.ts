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

/** Rounds float32 to half precision, to nearest and ties to even. Returns the bits of each half. */
export function narrowFloat16(from: Float32Array): Uint16Array<ArrayBuffer> {
  return narrow(from, halfBits);
}

/** Rounds float32 to bfloat16, to nearest and ties to even. Returns the bits of each. */
export function narrowBfloat16(from: Float32Array): Uint16Array<ArrayBuffer> {
  return narrow(from, bfloatBits);
}

function narrow(from: Float32Array, bitsOf: (float: number) => number): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(from.buffer, from.byteOffset, from.length);
  const narrowed = new Uint16Array(bits.length);
  for (let i = 0; i < bits.length; i++) narrowed[i] = bitsOf(bits[i]!);
  return narrowed;
}

function bfloatBits(float: number): number {
  if ((float & 0x7fff_ffff) > 0x7f80_0000) return (float >>> 16) | 0x40;
  return (float + 0x7fff + ((float >>> 16) & 1)) >>> 16;
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

function halfBits(float: number): number {
  const sign = (float >>> 16) & 0x8000;
  const magnitude = float & 0x7fff_ffff;
  if (magnitude > 0x7f80_0000) return sign | 0x7e00 | ((magnitude >>> 13) & 0x3ff);
  // From 65,520 on the nearest half is infinity.
  if (magnitude >= 0x477f_f000) return sign | 0x7c00;
  if (magnitude >= 0x3880_0000) return sign | ((magnitude - 0x3800_0000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
  // Subnormal halves count in steps of 2⁻²⁴: bring the mantissa, its leading one included, to that step.
  const shift = 126 - (magnitude >>> 23);
  if (shift > 24) return sign;
  const mantissa = (magnitude & 0x7f_ffff) | 0x80_0000;
  const floor = mantissa >>> shift;
  const rest = mantissa - floor * 2 ** shift;
  const half = 2 ** (shift - 1);
  return sign | (floor + (rest > half || (rest === half && (floor & 1) === 1) ? 1 : 0));
}
