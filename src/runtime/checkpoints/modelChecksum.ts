import { createHash } from "node:crypto";
import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { CONFIG, openCheckpoint } from "./checkpoint";

/** Bytes that are read in the middle of each tensor. */
const SAMPLE = 1024;
/** What decides which tokens a text has, beside the weights. */
const TOKENIZERS = /^(tokenizer\.json|vocab\.(json|txt)|merges\.txt|.*\.(model|spm))$/;

/**
 * What tells a model from all others without reading all of it (SHA-256, in hexadecimal): its config and tokenizer, names,
 * types and shapes of its tensors, and a kilobyte from the middle of each. Throws what {@link openCheckpoint} throws.
 */
export async function modelChecksum(folder: string): Promise<string> {
  const { folder: home, tensors, files } = await openCheckpoint(folder);
  const hash = createHash("sha256");
  for (const name of [CONFIG, ...[...files].filter(file => TOKENIZERS.test(file)).sort()]) hash.update(`${name}\n`).update(await readFile(path.join(home, name)));
  const handles = new Map<string, Awaited<ReturnType<typeof open>>>();
  try {
    for (const { name, type, shape, offset, bytes, file } of [...tensors.values()].sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const handle = handles.get(file) ?? (await open(file));
      handles.set(file, handle);
      const sample = Buffer.alloc(Math.min(SAMPLE, bytes));
      await handle.read(sample, 0, sample.length, offset + Math.floor((bytes - sample.length) / 2));
      hash.update(`${name} ${type} ${shape.join("×")}\n`).update(sample);
    }
  } finally {
    await Promise.all([...handles.values()].map(handle => handle.close()));
  }
  return hash.digest("hex");
}
