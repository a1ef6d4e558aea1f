import { type FileHandle, open, rename, rm } from "node:fs/promises";

/** How weights lie in a GGUF file: float32, or in blocks of 32 with a scale in half precision each. */
export type GgufType = "F32" | "Q8_0" | "Q4_0";

/** A value of a GGUF file's metadata. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly floats: readonly number[] }
  | { readonly integers: readonly number[] };

/** A tensor whose bytes are made while they are written. */
export interface GgufTensor {
  readonly name: string;
  /** As they lie in memory, the last one running fastest: [out, in]. */
  readonly shape: readonly number[];
  readonly type: GgufType;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Weights per block of the quantised types. */
const BLOCK = 32;
/** The format's number of each type, and the bytes of one block. */
const TYPES = { F32: { id: 0, bytes: 4 * BLOCK }, Q4_0: { id: 2, bytes: 2 + BLOCK / 2 }, Q8_0: { id: 8, bytes: 2 + BLOCK } } as const satisfies Record<GgufType, object>;
/** The format's numbers of the types of metadata. */
const UINT32 = 4;
const INT32 = 5;
const FLOAT32 = 6;
const STRING = 8;
const ARRAY = 9;
const VERSION = 3;
/** Every tensor begins at a multiple of this, counted from the first. */
const ALIGNMENT = 32;

/** Writes a GGUF file (version 3): what llama.cpp reads. It appears under its name only when it is whole. */
export async function writeGguf(file: string, metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Promise<void> {
  const partial = `${file}.unfinished`;
  const handle = await open(partial, "w");
  try {
    const header = ggufHeader(metadata, tensors);
    await whole(handle, header);
    for (const tensor of tensors) {
      const bytes = await tensor.bytes();
      if (bytes.byteLength !== bytesOf(tensor)) throw new RangeError(`${tensor.name} has ${bytes.byteLength} bytes, not ${bytesOf(tensor)}.`);
      await whole(handle, bytes);
      await whole(handle, new Uint8Array(padding(bytes.byteLength)));
    }
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** What stands before the tensors: metadata, then each tensor's name, axes (fastest first), type and place; filled up to the alignment. */
export function ggufHeader(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Uint8Array {
  const out = new Bytes();
  out.raw(new TextEncoder().encode("GGUF"));
  out.uint32(VERSION);
  out.uint64(tensors.length);
  out.uint64(Object.keys(metadata).length);
  for (const [key, value] of Object.entries(metadata)) {
    out.string(key);
    put(out, value);
  }
  let offset = 0;
  for (const tensor of tensors) {
    out.string(tensor.name);
    out.uint32(tensor.shape.length);
    for (const size of tensor.shape.toReversed()) out.uint64(size);
    out.uint32(TYPES[tensor.type].id);
    out.uint64(offset);
    const bytes = bytesOf(tensor);
    offset += bytes + padding(bytes);
  }
  out.raw(new Uint8Array(padding(out.length)));
  return out.joined();
}

function put(out: Bytes, value: GgufValue): void {
  const list = <T>(type: number, values: readonly T[], one: (value: T) => void): void => {
    out.uint32(ARRAY);
    out.uint32(type);
    out.uint64(values.length);
    values.forEach(one);
  };
  if ("uint32" in value) {
    out.uint32(UINT32);
    out.uint32(value.uint32);
  } else if ("float32" in value) {
    out.uint32(FLOAT32);
    out.float32(value.float32);
  } else if ("string" in value) {
    out.uint32(STRING);
    out.string(value.string);
  } else if ("strings" in value) list(STRING, value.strings, text => out.string(text));
  else if ("floats" in value) list(FLOAT32, value.floats, number => out.float32(number));
  else list(INT32, value.integers, number => out.uint32(number));
}

const padding = (bytes: number): number => (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;

function bytesOf({ shape, type }: Pick<GgufTensor, "shape" | "type">): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (type !== "F32" && (shape.at(-1) ?? 0) % BLOCK !== 0) throw new RangeError(`Rows of ${shape.at(-1)} are no whole blocks of ${BLOCK}.`);
  return (elements / BLOCK) * TYPES[type].bytes;
}

async function whole(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) at += (await handle.write(bytes, at)).bytesWritten;
}

/** Little-endian numbers, one after the other. */
class Bytes {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  raw(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.byteLength;
  }

  uint32(value: number): void {
    this.raw(new Uint8Array(Uint32Array.of(value).buffer));
  }

  uint64(value: number): void {
    this.raw(new Uint8Array(BigUint64Array.of(BigInt(value)).buffer));
  }

  float32(value: number): void {
    this.raw(new Uint8Array(Float32Array.of(value).buffer));
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.uint64(bytes.byteLength);
    this.raw(bytes);
  }

  joined(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#parts));
  }
}
