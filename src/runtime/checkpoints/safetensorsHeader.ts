import { Problem } from "../../protocol/problem";
import { repeatedKey } from "./repeatedKey";
import { bytesOf, isStoredType, STORED_TYPES, type StoredType } from "./storedType";

/** A tensor as a safetensors header tells of it: where its bytes lie in the file and what they are. */
export interface HeaderEntry {
  readonly name: string;
  readonly type: StoredType;
  /** Outermost axis first; row-major. Empty for a scalar. */
  readonly shape: readonly number[];
  /** Of the data, from the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Header {
  readonly tensors: readonly HeaderEntry[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Longest header that the format allows, in bytes. */
export const LONGEST_HEADER = 100_000_000;

/**
 * Reads the JSON header of a safetensors file strictly by the format's rules. `fileBytes` is the size of the whole
 * file and `file` its name in messages. Throws a Problem: `checkpoint-damaged`, or `tensor-type` for an element type that
 * the format does not have.
 */
export function parseHeader(header: Uint8Array, fileBytes: number, file: string): Header {
  const top = parseObject(header, file);
  const start = 8 + header.length;
  const tensors: HeaderEntry[] = [];
  let metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(top)) {
    if (name === "__metadata__") metadata = parseMetadata(value, file);
    else tensors.push(parseEntry(name, value, start, file));
  }
  checkPlaces(tensors, start, fileBytes, file);
  return { tensors, metadata };
}

function parseObject(header: Uint8Array, file: string): Record<string, unknown> {
  let json: string;
  try {
    json = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(header);
  } catch (cause) {
    throw damaged(`The header of ${file} is not valid UTF-8.`, cause);
  }
  let top: unknown;
  try {
    top = JSON.parse(json);
  } catch (cause) {
    throw damaged(`The header of ${file} is not valid JSON.`, cause);
  }
  if (!json.startsWith("{") || !isObject(top)) throw damaged(`The header of ${file} is not a JSON object.`);
  const twice = repeatedKey(json);
  if (twice !== null) throw damaged(`The header of ${file} has the key ${quoted(twice)} twice.`);
  return top;
}

function parseMetadata(value: unknown, file: string): Record<string, string> {
  if (!isObject(value) || !Object.values(value).every(entry => typeof entry === "string"))
    throw damaged(`__metadata__ in the header of ${file} is not an object of strings.`);
  return value as Record<string, string>;
}

function parseEntry(name: string, value: unknown, start: number, file: string): HeaderEntry {
  const where = `tensor ${quoted(name)} in ${file}`;
  if (!isObject(value)) throw damaged(`The header's entry for ${where} is not an object.`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isStoredType(dtype)) {
    throw new Problem("tensor-type", `The ${where} has the type ${shown(dtype)}, which the safetensors format does not have: it has ${STORED_TYPES.join(", ")}.`, {
      remedy: "Convert the checkpoint to F32, F16 or BF16.",
    });
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) throw damaged(`The ${where} has the shape ${shown(shape)}, which is not a list of whole numbers from 0.`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw damaged(`The ${where} has the data offsets ${shown(offsets)}, which are not two whole numbers from 0.`);
  const [begin, end] = offsets as [number, number];
  const wanted = bytesOf(dtype, shape.reduce((product, size) => product * size, 1));
  if (!isCount(wanted)) throw damaged(`The ${where} would take ${wanted} bytes by its shape ${shown(shape)} and type ${dtype}.`);
  if (end - begin !== wanted)
    throw damaged(`The ${where} takes ${(end - begin).toLocaleString("en-US")} bytes by its offsets, but ${wanted.toLocaleString("en-US")} by its shape ${shown(shape)} and type ${dtype}.`);
  return { name, type: dtype, shape, offset: start + begin, bytes: wanted };
}

/** The data must be covered without holes, and no byte may belong to two tensors. */
function checkPlaces(tensors: readonly HeaderEntry[], start: number, fileBytes: number, file: string): void {
  const figure = (bytes: number): string => bytes.toLocaleString("en-US");
  const last = tensors.reduce((end, tensor) => Math.max(end, tensor.offset + tensor.bytes), start);
  if (last > fileBytes) {
    const beyond = tensors.find(tensor => tensor.offset + tensor.bytes > fileBytes);
    throw damaged(`${file} has ${figure(fileBytes)} bytes, but its header needs ${figure(last)}: the data of tensor ${quoted(beyond?.name ?? "")} lie beyond its end.`);
  }
  let end = start;
  let before = "";
  for (const tensor of tensors.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    if (tensor.offset < end) throw damaged(`In ${file} the tensors ${quoted(before)} and ${quoted(tensor.name)} overlap by ${figure(end - tensor.offset)} bytes.`);
    if (tensor.offset > end) throw damaged(`In ${file} the ${figure(tensor.offset - end)} bytes before tensor ${quoted(tensor.name)} belong to no tensor.`);
    end = tensor.offset + tensor.bytes;
    before = tensor.name;
  }
  if (end < fileBytes) throw damaged(`In ${file} the last ${figure(fileBytes - end)} bytes belong to no tensor.`);
}

function damaged(message: string, cause?: unknown): Problem {
  const detail = cause instanceof Error ? { detail: cause.message } : {};
  return new Problem("checkpoint-damaged", message, { remedy: "Download or export the checkpoint again.", cause, ...detail });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Names and values come from a file of unknown origin: cut, so that a message stays a message. */
function quoted(name: string): string {
  return JSON.stringify(name.length > 120 ? `${name.slice(0, 120)}…` : name);
}
function shown(value: unknown): string {
  if (value === undefined) return "missing";
  if (!Array.isArray(value)) return scalar(value);
  const few = value.slice(0, 8).map(scalar);
  return `[${few.join(", ")}${value.length > 8 ? ", …" : ""}]`;
}
function scalar(value: unknown): string {
  if (typeof value === "string") return quoted(value);
  return typeof value === "object" && value !== null ? "{…}" : JSON.stringify(value);
}
