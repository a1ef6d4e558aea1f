import { Cancelled, Problem } from "../../protocol/problem";
import { widenBfloat16, widenFloat16 } from "./halfPrecision";
import { notFiniteIn } from "./notFinite";
import { openReadable, type ReadableFile, whyUnreadable } from "./readableFile";
import { type HeaderEntry, LONGEST_HEADER, parseHeader } from "./safetensorsHeader";

/** A tensor that lies in a safetensors file: nothing of it is in memory. */
export interface StoredTensor extends HeaderEntry {
  /** Absolute, links resolved. */
  readonly file: string;
}

/** Bytes read at a time; a multiple of every element's size. */
const PIECE = 4 << 20;

/**
 * The tensors of a safetensors file, by its header alone. Throws a Problem (`checkpoint-damaged`, `tensor-type`,
 * `model-gone`) that names what breaks which rule of the format.
 */
export async function readHeader(file: string): Promise<{ tensors: StoredTensor[]; metadata: Record<string, string> }> {
  const opened = await openReadable(file);
  try {
    const { path, bytes } = opened;
    const short = bytes < 8;
    const first = await readBytes(opened, 0, short ? bytes : 8);
    const length = short ? 0n : new DataView(first.buffer).getBigUint64(0, true);
    const figure = (count: number | bigint): string => count.toLocaleString("en-US");
    if (!short && length > LONGEST_HEADER) await refusePointer(opened, file);
    if (short) throw damaged(`${file} has ${bytes} bytes, too few for the length of a safetensors header.`);
    if (length > LONGEST_HEADER) throw damaged(`${file} says that its header has ${figure(length)} bytes; the safetensors format allows ${figure(LONGEST_HEADER)}. It may not be a safetensors file.`);
    if (length > bytes - 8) throw damaged(`${file} has ${figure(bytes)} bytes, fewer than the ${figure(length + 8n)} that its header needs.`);
    const header = parseHeader(await readBytes(opened, 8, Number(length)), bytes, file);
    return { tensors: header.tensors.map(tensor => ({ ...tensor, file: path })), metadata: { ...header.metadata } };
  } catch (error) {
    throw await whyUnreadable(file, error);
  } finally {
    await opened.handle.close();
  }
}

/**
 * All elements of a tensor as float32, row-major. Exact for F32, F16 and BF16; F64 is rounded to nearest. Throws a Problem:
 * `tensor-type` for other types, `out-of-memory`, or what is wrong with the file.
 */
export async function readFloats(tensor: StoredTensor): Promise<Float32Array> {
  if (tensor.type !== "F32" && tensor.type !== "F16" && tensor.type !== "BF16" && tensor.type !== "F64")
    throw new Problem("tensor-type", `The tensor ${JSON.stringify(tensor.name)} is stored as ${tensor.type}, not as floating-point numbers that can be read.`, { remedy: "Convert the checkpoint to F32, F16 or BF16." });
  const opened = await openReadable(tensor.file);
  try {
    const bytes = await readBytes(opened, tensor.offset, tensor.bytes);
    if (tensor.type === "F32") return new Float32Array(bytes.buffer);
    if (tensor.type === "F64") return Float32Array.from(new Float64Array(bytes.buffer));
    const halves = new Uint16Array(bytes.buffer);
    const floats = new Float32Array(halves.length);
    (tensor.type === "F16" ? widenFloat16 : widenBfloat16)(halves, floats);
    return floats;
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Problem("out-of-memory", `There is no room for the tensor ${JSON.stringify(tensor.name)} of ${tensor.bytes.toLocaleString("en-US")} bytes.`, { cause: error, remedy: "Unload other models, or choose a smaller one." });
    }
    throw await whyUnreadable(tensor.file, error);
  } finally {
    await opened.handle.close();
  }
}

/**
 * The first element that is NaN or infinite (in F64 also: too large for float32), or null. Reads piece by piece, so that
 * memory stays small and the event loop free; tensors that hold no floating-point numbers are passed over.
 */
export async function findNotFinite(tensors: Iterable<StoredTensor>, signal?: AbortSignal): Promise<{ tensor: string; index: number } | null> {
  for (const tensor of tensors) {
    const opened = await openReadable(tensor.file);
    try {
      for (let done = 0; done < tensor.bytes; done += PIECE) {
        if (signal?.aborted) throw new Cancelled();
        const piece = await readBytes(opened, tensor.offset + done, Math.min(PIECE, tensor.bytes - done));
        const found = notFiniteIn(tensor.type, piece);
        if (found === null) break;
        if (found.index >= 0) return { tensor: tensor.name, index: done / found.size + found.index };
      }
    } catch (error) {
      throw error instanceof Cancelled ? error : await whyUnreadable(tensor.file, error);
    } finally {
      await opened.handle.close();
    }
  }
  return null;
}

/** Exactly `length` bytes from `offset`, in a buffer of their own (aligned for every element type). */
async function readBytes(opened: ReadableFile, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length; ) {
    // One read call takes less than 2 GiB, and may return less than it was asked for.
    const { bytesRead } = await opened.handle.read(bytes, done, Math.min(length - done, 1 << 30), offset + done);
    if (bytesRead === 0) throw damaged(`${opened.path} ends before byte ${(offset + length).toLocaleString("en-US")}: it was cut while it was in use.`);
    done += bytesRead;
  }
  return bytes;
}

/** A clone without Git LFS has small text files in place of the weights: a frequent cause, with a cure of its own. */
async function refusePointer(opened: ReadableFile, file: string): Promise<void> {
  const start = Buffer.from(await readBytes(opened, 0, Math.min(opened.bytes, 40))).toString("latin1");
  if (start.startsWith("version https://git-lfs"))
    throw new Problem("checkpoint-damaged", `${file} is a Git LFS pointer (${opened.bytes} bytes), not the weights themselves.`, { remedy: "Run `git lfs pull` in the model's folder." });
}

function damaged(message: string): Problem {
  return new Problem("checkpoint-damaged", message, { remedy: "Download or export the checkpoint again." });
}
