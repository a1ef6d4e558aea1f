import assert from "node:assert/strict";

import { narrowBfloat16, narrowFloat16, widenBfloat16, widenFloat16 } from "../../../src/runtime/checkpoints/halfPrecision";

const ALL = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** A number by the definition of IEEE 754 formats, in double arithmetic, which holds every half and bfloat16 exactly. */
function valueOf(bits: number, exponentBits: number, mantissaBits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> mantissaBits) & (2 ** exponentBits - 1);
  const mantissa = bits & (2 ** mantissaBits - 1);
  const bias = 2 ** (exponentBits - 1) - 1;
  if (exponent === 2 ** exponentBits - 1) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / 2 ** mantissaBits) * 2 ** (exponent - bias);
}

function widened(widen: (from: Uint16Array, into: Float32Array) => void): Float32Array {
  const floats = new Float32Array(ALL.length);
  widen(ALL, floats);
  return floats;
}

for (const [name, widen, narrow, exponentBits, mantissaBits] of [
  ["half precision", widenFloat16, narrowFloat16, 5, 10],
  ["bfloat16", widenBfloat16, narrowBfloat16, 8, 7],
] as const) {
  describe(name, () => {
    it("is exact in float32 for all 65,536 values", () => {
      const floats = widened(widen);
      for (let bits = 0; bits < 65_536; bits++) {
        const wanted = valueOf(bits, exponentBits, mantissaBits);
        if (!Object.is(floats[bits], wanted)) assert.fail(`0x${bits.toString(16)}: ${floats[bits]}, not ${wanted}`);
      }
    });

    it("keeps the payload and the sign of NaN", () => {
      const bits = new Uint32Array(widened(widen).buffer);
      for (let half = 0; half < 65_536; half++) {
        if (!Number.isNaN(valueOf(half, exponentBits, mantissaBits))) continue;
        const payload = half & (2 ** mantissaBits - 1);
        assert.equal(bits[half]! & 0x7f_ffff, payload << (23 - mantissaBits));
        assert.equal(bits[half]! >>> 31, half >> 15);
      }
    });

    it("comes back from float32 unchanged, but for signalling NaN", () => {
      const back = narrow(widened(widen));
      for (let bits = 0; bits < 65_536; bits++) {
        if (Number.isNaN(valueOf(bits, exponentBits, mantissaBits))) assert.ok(Number.isNaN(valueOf(back[bits]!, exponentBits, mantissaBits)));
        else if (back[bits] !== bits) assert.fail(`0x${bits.toString(16)} came back as 0x${back[bits]!.toString(16)}`);
      }
    });

    it("rounds to the nearest value, and to the even one of two", () => {
      for (let bits = 0; bits < 2 ** 15; bits++) {
        const below = valueOf(bits, exponentBits, mantissaBits);
        const above = valueOf(bits + 1, exponentBits, mantissaBits);
        if (!Number.isFinite(above)) break;
        const middle = (below + above) / 2;
        // Only where float32 has room between two neighbours: bfloat16's subnormals share float32's exponents.
        const tie = Math.fround(middle);
        assert.equal(tie, middle);
        const step = Math.max((above - below) / 1024, 2 ** -149);
        const [lower, even, upper] = narrow(Float32Array.of(middle - step, tie, middle + step));
        assert.equal(lower, bits);
        assert.equal(even, bits % 2 === 0 ? bits : bits + 1);
        assert.equal(upper, bits + 1);
      }
    });
  });
}

it("what is too large for half precision becomes infinite", () => {
  assert.deepEqual([...narrowFloat16(Float32Array.of(65_519.99, 65_520, -1e30, Infinity, 1e-8, -(2 ** -25)))], [0x7bff, 0x7c00, 0xfc00, 0x7c00, 0, 0x8000]);
});
