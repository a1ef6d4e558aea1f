import { narrowFloat16 } from "../../src/runtime/checkpoints/halfPrecision";
import type { GgufType } from "./gguf";

const BLOCK = 32;

/** Numbers as GGUF keeps them, rows being whole blocks of 32. */
export function ggufBytes(numbers: Float32Array, type: GgufType): Uint8Array {
  if (type === "F32") return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return type === "Q8_0" ? eightBits(numbers) : fourBits(numbers);
}

/** Per block a scale in half precision, then 32 multiples as signed bytes: the greatest magnitude is 127 of them. */
function eightBits(numbers: Float32Array): Uint8Array {
  const [blocks, width] = [numbers.length / BLOCK, 2 + BLOCK];
  const bytes = new Uint8Array(blocks * width);
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block++) {
    let most = 0;
    for (let i = 0; i < BLOCK; i++) most = Math.max(most, Math.abs(numbers[block * BLOCK + i]!));
    scales[block] = most / 127;
    const inverse = most === 0 ? 0 : 127 / most;
    for (let i = 0; i < BLOCK; i++) bytes[block * width + 2 + i] = Math.round(numbers[block * BLOCK + i]! * inverse);
  }
  return withScales(bytes, scales, width);
}

/** Per block a scale, then 16 bytes: multiple + 8 of the first 16 numbers in the lower halves, of the others in the upper. */
function fourBits(numbers: Float32Array): Uint8Array {
  const [blocks, width] = [numbers.length / BLOCK, 2 + BLOCK / 2];
  const bytes = new Uint8Array(blocks * width);
  const scales = new Float32Array(blocks);
  for (let block = 0; block < blocks; block++) {
    let extreme = 0;
    for (let i = 0; i < BLOCK; i++) {
      const value = numbers[block * BLOCK + i]!;
      if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    }
    // The side of the greatest magnitude has one multiple more.
    const scale = extreme / -8;
    scales[block] = scale;
    const inverse = scale === 0 ? 0 : 1 / scale;
    for (let i = 0; i < BLOCK; i++) {
      const multiple = Math.min(15, Math.floor(numbers[block * BLOCK + i]! * inverse + 8.5));
      bytes[block * width + 2 + (i % (BLOCK / 2))]! |= multiple << (i < BLOCK / 2 ? 0 : 4);
    }
  }
  return withScales(bytes, scales, width);
}

function withScales(bytes: Uint8Array, scales: Float32Array, width: number): Uint8Array {
  const halves = narrowFloat16(scales);
  for (let block = 0; block < halves.length; block++) {
    bytes[block * width] = halves[block]! & 0xff;
    bytes[block * width + 1] = halves[block]! >> 8;
  }
  return bytes;
}
