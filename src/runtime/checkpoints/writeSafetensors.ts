import { randomUUID } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";

import type { StoredType } from "./storedType";

/** A tensor in memory, row-major, to be written as F32 or I64. */
export interface WritableTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** A tensor whose little-endian bytes are made while they are written; `pieces` must yield as many as shape and type say. */
export interface StreamedTensor {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly bytes: number;
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** Bytes given to one write: large enough to be fast, small enough to leave the event loop free. */
const PIECE = 16 << 20;

/**
 * Writes a safetensors file with the tensors in the order given. It appears under its name only when it is whole. Throws a
 * RangeError when a tensor's data do not fill its shape, or the file system's error.
 */
export async function writeSafetensors(file: string, tensors: ReadonlyMap<string, WritableTensor>, metadata?: Readonly<Record<string, string>>): Promise<void> {
  const streamed = [...tensors].map(([name, { shape, data }]): StreamedTensor => {
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements !== data.length) throw new RangeError(`Tensor ${name} has the shape [${shape.join(", ")}] but ${data.length} elements.`);
    return { name, type: data instanceof Float32Array ? "F32" : "I64", shape, bytes: data.byteLength, pieces: () => piecesOf(data) };
  });
  await streamSafetensors(file, streamed, metadata);
}

/** As {@link writeSafetensors}, for tensors of any type that need never be in memory as a whole. */
export async function streamSafetensors(file: string, tensors: readonly StreamedTensor[], metadata?: Readonly<Record<string, string>>): Promise<void> {
  const partial = `${file}.${randomUUID()}.partial`;
  const handle = await open(partial, "wx");
  try {
    await writeAll(handle, headerOf(tensors, metadata));
    for (const tensor of tensors) {
      let written = 0;
      for await (const piece of tensor.pieces()) {
        await writeAll(handle, piece);
        written += piece.byteLength;
      }
      if (written !== tensor.bytes) throw new RangeError(`Tensor ${tensor.name} has ${written} bytes, not ${tensor.bytes}.`);
    }
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

function headerOf(tensors: readonly StreamedTensor[], metadata: Readonly<Record<string, string>> | undefined): Uint8Array {
  let end = 0;
  const entries = tensors.map(({ name, type, shape, bytes }): [string, unknown] => {
    if (name === "__metadata__") throw new RangeError("A tensor cannot be called __metadata__.");
    return [name, { dtype: type, shape, data_offsets: [end, (end += bytes)] }];
  });
  const named = Object.fromEntries(metadata === undefined ? entries : [["__metadata__", metadata], ...entries]);
  const json = Buffer.from(JSON.stringify(named));
  // Spaces up to a multiple of 8, so that the data are aligned for whoever maps the file.
  const header = Buffer.alloc(Math.ceil(json.length / 8) * 8 + 8, " ");
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);
  return header;
}

function* piecesOf(data: Float32Array | BigInt64Array): Generator<Uint8Array> {
  for (let start = 0; start < data.byteLength; start += PIECE) yield new Uint8Array(data.buffer, data.byteOffset + start, Math.min(PIECE, data.byteLength - start));
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten;
}
