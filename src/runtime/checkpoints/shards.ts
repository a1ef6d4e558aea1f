import path from "node:path";

import { Problem } from "../../protocol/problem";
import { readJsonObject } from "./jsonFile";
import { openReadable } from "./readableFile";
import { readHeader, type StoredTensor } from "./safetensors";

const REMEDY = "Download the model again: its files do not belong together.";

/**
 * The tensors of a checkpoint in several files, by its index (`model.safetensors.index.json`). The index and the shards must
 * agree both ways: throws `tensor-missing`, `tensor-unexpected` or `checkpoint-damaged` where they do not.
 */
export async function readShards(index: string): Promise<ReadonlyMap<string, StoredTensor>> {
  const shardOf = await readIndex(index);
  const tensors = new Map<string, StoredTensor>();
  for (const shard of new Set(shardOf.values())) {
    const file = path.join(path.dirname(index), shard);
    for (const tensor of await readShard(file, index)) {
      const listed = shardOf.get(tensor.name);
      if (listed !== shard) {
        const where = listed === undefined ? "does not list" : `has in ${listed}`;
        throw new Problem("tensor-unexpected", `${file} holds the tensor ${JSON.stringify(tensor.name)}, which ${path.basename(index)} ${where}.`, { remedy: REMEDY });
      }
      tensors.set(tensor.name, tensor);
    }
    const missing = [...shardOf].filter(([name, of]) => of === shard && !tensors.has(name)).map(([name]) => JSON.stringify(name));
    if (missing.length > 0) {
      const names = missing.slice(0, 5).join(", ") + (missing.length > 5 ? ` and ${missing.length - 5} more` : "");
      throw new Problem("tensor-missing", `${file} lacks ${names}, which ${path.basename(index)} says it holds.`, { remedy: REMEDY });
    }
  }
  return tensors;
}

async function readIndex(index: string): Promise<ReadonlyMap<string, string>> {
  const { weight_map: map } = await readJsonObject(index, "checkpoint-damaged");
  if (typeof map !== "object" || map === null || Array.isArray(map)) throw new Problem("checkpoint-damaged", `${index} has no weight_map.`, { remedy: REMEDY });
  const shardOf = new Map<string, string>();
  for (const [name, shard] of Object.entries(map) as [string, unknown][]) {
    // A shard lies beside its index: a path could lead anywhere on the disk.
    if (typeof shard !== "string" || !/^[^/\\:\0]+\.safetensors$/.test(shard))
      throw new Problem("checkpoint-damaged", `${index} gives ${JSON.stringify(shard)?.slice(0, 200)} as the file of ${JSON.stringify(name)}: it must be the name of a .safetensors file in the same folder.`, { remedy: REMEDY });
    shardOf.set(name, shard);
  }
  if (shardOf.size === 0) throw new Problem("checkpoint-damaged", `${index} lists no tensors.`, { remedy: REMEDY });
  return shardOf;
}

async function readShard(file: string, index: string): Promise<readonly StoredTensor[]> {
  try {
    return (await readHeader(file)).tensors;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "model-gone") throw error;
    throw new Problem("checkpoint-damaged", `${file} is missing, which ${path.basename(index)} names.`, { remedy: "Download the missing file.", cause: error });
  }
}

/** Bytes on disk of the files in which `tensors` lie, each counted once. */
export async function bytesOfFiles(tensors: Iterable<StoredTensor>): Promise<number> {
  let bytes = 0;
  for (const file of new Set(Array.from(tensors, tensor => tensor.file))) {
    const opened = await openReadable(file);
    bytes += opened.bytes;
    await opened.handle.close();
  }
  return bytes;
}
