import { writeFile } from "node:fs/promises";

/** An entry of a safetensors header. */
export const entry = (dtype: string, shape: unknown, begin: unknown, end: unknown): Record<string, unknown> => ({ dtype, shape, data_offsets: [begin, end] });

/** The bytes of a safetensors file, right or wrong: a header (as text, bytes or an object) and as many zeros as data. */
export function safetensorsBytes(header: string | Uint8Array | object, dataBytes = 0, lengthSaid?: bigint): Buffer {
  const bytes = typeof header === "string" ? Buffer.from(header) : header instanceof Uint8Array ? Buffer.from(header) : Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(lengthSaid ?? BigInt(bytes.length));
  return Buffer.concat([length, bytes, Buffer.alloc(dataBytes)]);
}

/** Writes {@link safetensorsBytes} to `file`. */
export async function writeBytes(file: string, ...content: Parameters<typeof safetensorsBytes>): Promise<string> {
  await writeFile(file, safetensorsBytes(...content));
  return file;
}
