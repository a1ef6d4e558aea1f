import { readdir, realpath, stat } from "node:fs/promises";
import path from "node:path";

import { Problem } from "../../protocol/problem";
import { repositoryOfSnapshot, snapshotOf } from "./hubCache";
import { readJsonObject } from "./jsonFile";
import { whyUnreadable } from "./readableFile";
import { readHeader, type StoredTensor } from "./safetensors";
import { bytesOfFiles, readShards } from "./shards";

/** A model folder in Hugging Face's layout: what its files say, with no weights in memory. */
export interface Checkpoint {
  /** Absolute; the snapshot's folder for a model of the hub's cache. */
  readonly folder: string;
  /** The repository's name (`ORG/NAME`) in a hub cache, else the folder's. */
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly generationConfig: Readonly<Record<string, unknown>> | null;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Names of what lies in the folder: its tokenizer is opened from them. */
  readonly files: ReadonlySet<string>;
  /** Of the files that hold the weights. */
  readonly bytesOnDisk: number;
}

/** The files that make a folder a model's: its config, and its weights in one file or, by an index, in several. */
export const CONFIG = "config.json";
export const WEIGHTS = "model.safetensors";
export const INDEX = "model.safetensors.index.json";

/** Weights in other formats, and how each becomes safetensors. */
const OTHER_FORMATS: readonly { readonly matches: RegExp; readonly what: string; readonly remedy: string }[] = [
  { matches: /^pytorch_model.*\.bin(\.index\.json)?$/, what: "PyTorch's pickle format", remedy: "Convert it in Python: AutoModel.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)." },
  { matches: /\.(pt|pth|ckpt)$/, what: "PyTorch's pickle format", remedy: "Load the model in Python and save it with save_pretrained(folder, safe_serialization=True)." },
  { matches: /\.gguf$/, what: "llama.cpp's GGUF format", remedy: "Take the original model in Hugging Face's format." },
  { matches: /^(tf_model\.h5|flax_model\.msgpack)$/, what: "a TensorFlow or Flax format", remedy: "Convert it in Python: AutoModel.from_pretrained(folder, from_tf=True or from_flax=True).save_pretrained(folder, safe_serialization=True)." },
  { matches: /\.onnx$/, what: "the ONNX format", remedy: "Take the original model in Hugging Face's format." },
  { matches: /^adapter_model\./, what: "an adapter without its base model", remedy: "Merge the adapter into its base model: PeftModel's merge_and_unload(), then save_pretrained(folder)." },
];

/**
 * Opens the model in `folder`, which may be a `models--ORG--NAME` folder of the hub's cache. `weightsFile` names another
 * safetensors file of that folder than `model.safetensors`. Throws a Problem: `not-a-model-folder`, `unsupported-config`, or
 * what is wrong with the weights.
 */
export async function openCheckpoint(folder: string, weightsFile?: string): Promise<Checkpoint> {
  const given = path.resolve(folder);
  const kind = await stat(given).catch(() => null);
  if (kind === null) throw new Problem("not-a-model-folder", `${given} does not exist.`, { remedy: "Choose a folder that holds config.json and model.safetensors." });
  if (!kind.isDirectory()) throw new Problem("not-a-model-folder", `${given} is a file.`, { remedy: "Choose the folder that holds it." });
  const snapshot = await snapshotOf(given);
  const home = snapshot?.folder ?? given;

  const names = await namesIn(home);
  if (!names.has(CONFIG)) throw new Problem("not-a-model-folder", `${home} has no config.json.`, { remedy: "Choose the folder of a Hugging Face model: it holds config.json and model.safetensors." });
  const config = await readJsonObject(path.join(home, CONFIG), "unsupported-config");
  const generation = "generation_config.json";
  const generationConfig = names.has(generation) ? await readJsonObject(path.join(home, generation), "unsupported-config") : null;
  const tensors = await tensorsIn(home, names, weightsFile);
  return {
    folder: home,
    name: snapshot?.name ?? repositoryOfSnapshot(home) ?? path.basename(home),
    config,
    generationConfig,
    tensors,
    files: names,
    bytesOnDisk: await bytesOfFiles(tensors.values()),
  };
}

async function namesIn(folder: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(await realpath(folder)));
  } catch (error) {
    const why = await whyUnreadable(folder, error);
    throw new Problem("not-a-model-folder", why.message, { cause: error, ...(why.remedy === undefined ? {} : { remedy: why.remedy }) });
  }
}

async function tensorsIn(folder: string, names: ReadonlySet<string>, weightsFile: string | undefined): Promise<ReadonlyMap<string, StoredTensor>> {
  const file = weightsFile ?? WEIGHTS;
  if (names.has(file)) {
    const { tensors } = await readHeader(path.join(folder, file));
    if (tensors.length === 0) throw new Problem("checkpoint-damaged", `${path.join(folder, file)} holds no tensors.`, { remedy: "Download or export the checkpoint again." });
    return new Map(tensors.map(tensor => [tensor.name, tensor]));
  }
  if (weightsFile !== undefined) throw new Problem("not-a-model-folder", `${folder} has no ${weightsFile}.`, { remedy: "Name a safetensors file that lies in the model's folder." });
  if (names.has(INDEX)) return readShards(path.join(folder, INDEX));
  for (const { matches, what, remedy } of OTHER_FORMATS) {
    const found = [...names].find(name => matches.test(name));
    if (found !== undefined) throw new Problem("not-a-model-folder", `${folder} has no model.safetensors; its ${found} is in ${what}, and only safetensors is read.`, { remedy });
  }
  throw new Problem("not-a-model-folder", `${folder} has neither model.safetensors nor model.safetensors.index.json.`, { remedy: "Download the model's weights in safetensors format." });
}
