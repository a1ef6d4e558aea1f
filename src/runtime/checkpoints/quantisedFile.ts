import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { Cancelled, Problem } from "../../protocol/problem";
import { blocksIn, bytesOfBlock, quantiseRows, type WeightBits } from "./blockQuantised";
import { openReadable } from "./readableFile";
import { readFloats, readHeader, type StoredTensor } from "./safetensors";
import { bytesOf } from "./storedType";
import { streamSafetensors, type StreamedTensor } from "./writeSafetensors";

/** A matrix of a checkpoint, by how it lies there: [out, in] or [in, out]. */
export interface StoredMatrix {
  readonly tensor: StoredTensor;
  readonly layout: "in out" | "out in";
}

/** A matrix [out, in] in blocks along its inputs, in a file of its own: nothing of it is in memory. */
export interface QuantisedMatrix {
  readonly bits: WeightBits;
  readonly inputs: number;
  readonly outputs: number;
  /** [output block byte] */
  readonly values: StoredTensor;
  /** [output block], float32. */
  readonly scales: StoredTensor;
}

/** How far making a file has come: 0…1. */
export type OnFraction = (fraction: number) => void;

/** Weights that are read, rounded and written at a time: some milliseconds' work. */
const PIECE = 1 << 20;
/** The last tensor: SHA-256 of all the bytes of the others. */
const DIGEST = "sha256";

export const inputsOf = ({ tensor, layout }: StoredMatrix): number => tensor.shape[layout === "in out" ? 0 : 1] as number;
export const outputsOf = ({ tensor, layout }: StoredMatrix): number => tensor.shape[layout === "in out" ? 1 : 0] as number;

/**
 * Writes these matrices, quantised, as a safetensors file that appears under its name only when it is whole. Between pieces of some
 * milliseconds the process listens. Throws `Cancelled`, `weights-not-finite`, or what is wrong with the checkpoint or the disk.
 */
export async function writeQuantised(file: string, matrices: readonly StoredMatrix[], bits: WeightBits, signal: AbortSignal, onFraction: OnFraction): Promise<void> {
  const whole = matrices.reduce((sum, matrix) => sum + inputsOf(matrix) * outputsOf(matrix), 0);
  const hash = createHash("sha256");
  let done = 0;
  const tensors = matrices.flatMap((matrix): StreamedTensor[] => {
    const { name } = matrix.tensor;
    const [rows, blocks] = [outputsOf(matrix), blocksIn(bits, inputsOf(matrix))];
    const scales: Uint8Array[] = [];
    const values = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of rowsOf(matrix)) {
        await setImmediate();
        Cancelled.check(signal);
        const quantised = roundedOf(name, piece, inputsOf(matrix), bits);
        scales.push(bytesIn(quantised.scales));
        hash.update(quantised.values);
        onFraction((done += piece.length) / whole);
        yield quantised.values;
      }
    };
    const scaled = function* (): Generator<Uint8Array> {
      for (const piece of scales) {
        hash.update(piece);
        yield piece;
      }
    };
    return [
      { name: `${name}.values`, type: "U8", shape: [rows, blocks, bytesOfBlock(bits, inputsOf(matrix))], bytes: rows * blocks * bytesOfBlock(bits, inputsOf(matrix)), pieces: values },
      { name: `${name}.scales`, type: "F32", shape: [rows, blocks], bytes: rows * blocks * Float32Array.BYTES_PER_ELEMENT, pieces: scaled },
    ];
  });
  const digest: StreamedTensor = { name: DIGEST, type: "U8", shape: [32], bytes: 32, pieces: () => [hash.digest()] };
  await streamSafetensors(file, [...tensors, digest], { format: `${bits} bits, in blocks` });
}

/** The matrices in a file that {@link writeQuantised} made of these, by their tensors' names; null where it is not there, or not as it was written. */
export async function readQuantised(file: string, matrices: readonly StoredMatrix[], bits: WeightBits, signal: AbortSignal): Promise<ReadonlyMap<string, QuantisedMatrix> | null> {
  try {
    const { tensors } = await readHeader(file);
    const found = new Map(tensors.map(tensor => [tensor.name, tensor]));
    if (!(await isWhole(file, tensors, signal))) return null;
    const read = new Map<string, QuantisedMatrix>();
    for (const matrix of matrices) {
      const [inputs, outputs] = [inputsOf(matrix), outputsOf(matrix)];
      const [values, scales] = [found.get(`${matrix.tensor.name}.values`), found.get(`${matrix.tensor.name}.scales`)];
      if (values?.shape.join() !== [outputs, blocksIn(bits, inputs), bytesOfBlock(bits, inputs)].join() || scales?.shape.join() !== [outputs, blocksIn(bits, inputs)].join()) return null;
      read.set(matrix.tensor.name, { bits, inputs, outputs, values, scales });
    }
    return read;
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    return null;
  }
}

/** Whether the bytes are those that were written. */
async function isWhole(file: string, tensors: readonly StoredTensor[], signal: AbortSignal): Promise<boolean> {
  const digest = tensors.find(({ name }) => name === DIGEST);
  const start = Math.min(...tensors.map(({ offset }) => offset));
  if (!digest || digest.bytes !== 32 || digest.offset === start) return false;
  const { handle } = await openReadable(file);
  try {
    const hash = createHash("sha256");
    for await (const piece of handle.createReadStream({ autoClose: false, start, end: digest.offset - 1, highWaterMark: PIECE })) {
      Cancelled.check(signal);
      hash.update(piece as Buffer);
    }
    const { buffer } = await handle.read(new Uint8Array(32), 0, 32, digest.offset);
    return hash.digest().equals(buffer);
  } finally {
    await handle.close();
  }
}

/** The matrix [out, in] in float32, some whole rows at a time. */
async function* rowsOf(matrix: StoredMatrix): AsyncGenerator<Float32Array> {
  const { tensor, layout } = matrix;
  const [inputs, outputs] = [inputsOf(matrix), outputsOf(matrix)];
  const step = Math.max(1, Math.floor(PIECE / inputs));
  const transposed = layout === "in out" ? await readFloats(tensor) : null;
  for (let from = 0; from < outputs; from += step) {
    const rows = Math.min(step, outputs - from);
    if (transposed) yield columnsOf(transposed, outputs, from, rows);
    else yield await readFloats({ ...tensor, offset: tensor.offset + bytesOf(tensor.type, from * inputs), bytes: bytesOf(tensor.type, rows * inputs), shape: [rows, inputs] });
  }
}

/** Columns `from` … of [row `width`], each as a row. */
function columnsOf(matrix: Float32Array, width: number, from: number, count: number): Float32Array {
  const height = matrix.length / width;
  const columns = new Float32Array(count * height);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < count; i++) columns[i * height + row] = matrix[row * width + from + i]!;
  }
  return columns;
}

function roundedOf(name: string, rows: Float32Array, columns: number, bits: WeightBits): ReturnType<typeof quantiseRows> {
  try {
    return quantiseRows(rows, columns, bits);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `${name}: ${error.message}`, { cause: error, ...(error.remedy !== undefined && { remedy: error.remedy }) });
  }
}

const bytesIn = (floats: Float32Array): Uint8Array => new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength);
