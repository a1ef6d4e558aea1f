import { realpath } from "node:fs/promises";
import path from "node:path";
import type { ModelCard, Progress } from "../protocol/models";
import { Cancelled, Problem } from "../protocol/problem";
import { verifyChecksums } from "./checkpoints/checksums";
import type { Devices } from "./devices";
import { cardOf } from "./model/card";
import { LoadedModel } from "./model/loadedModel";
import { openModel } from "./model/openModel";
import { openTokenizer } from "./tokens/openTokenizer";
import type { Tokenizer } from "./tokens/tokenizer";

/** A model in memory with its tokenizer; a checkpoint without one still runs on token ids. */
export interface Loaded {
  readonly model: LoadedModel;
  readonly card: ModelCard;
  /** Throws `tokenizer-missing` when the folder has none. */
  readonly tokenizer: () => Tokenizer;
}

/** The models that are loaded, by folder; each is loaded once, however many ask. */
export class Models {
  readonly #loaded = new Map<string, Promise<Loaded>>();

  constructor(
    private readonly devices: Devices,
    private readonly unloaded: (model: LoadedModel) => void,
    /** Folder of the models that came with the extension: their files are compared with its checksums. */
    private readonly shipped: string,
  ) {}

  /** Loads the model of this folder, or hands it out; one whose files changed since is loaded anew. */
  async load(folder: string, signal: AbortSignal, onProgress: (progress: Progress) => void = () => undefined): Promise<Loaded> {
    const key = await keyOf(folder);
    const known = this.#loaded.get(key);
    if (known) {
      // Who began to load it may have taken that back: others still want it.
      const loaded = await known.catch((error: unknown) => {
        if (error instanceof Cancelled && !signal.aborted) return null;
        throw error;
      });
      if (loaded === null) return this.load(folder, signal, onProgress);
      try {
        await loaded.model.stillThere();
        return loaded;
      } catch (error) {
        await this.unload(folder);
        throw error;
      }
    }
    const loading = this.#load(folder, signal, onProgress);
    this.#loaded.set(key, loading);
    loading.catch(() => this.#loaded.get(key) === loading && this.#loaded.delete(key));
    return loading;
  }

  /** Frees the model of this folder, if it is loaded. */
  async unload(folder: string): Promise<void> {
    const key = await keyOf(folder);
    const known = this.#loaded.get(key);
    if (!known) return;
    this.#loaded.delete(key);
    const { model } = await known;
    this.unloaded(model);
    await model.dispose();
  }

  /** Folders of the loaded models. */
  async folders(): Promise<string[]> {
    const settled = await Promise.allSettled(this.#loaded.values());
    return settled.flatMap(one => (one.status === "fulfilled" ? [one.value.card.folder] : []));
  }

  async #load(folder: string, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<Loaded> {
    onProgress({ message: "Reading the checkpoint", fraction: 0 });
    const open = await openModel(folder);
    if (path.dirname(open.checkpoint.folder) === this.shipped) await verifyChecksums(this.shipped, open.checkpoint.folder);
    Cancelled.check(signal);
    onProgress({ message: "Opening the tokenizer", fraction: 0.1 });
    const tokenizer = await tokenizerOf(open.checkpoint);
    Cancelled.check(signal);
    onProgress({ message: "Choosing a device", fraction: 0.2 });
    await this.devices.inUse();
    Cancelled.check(signal);
    onProgress({ message: "Mapping the weights", fraction: 0.4 });
    const model = await LoadedModel.load(open, this.devices);
    const given = (): Tokenizer => {
      if (tokenizer instanceof Problem) throw tokenizer;
      return tokenizer;
    };
    return { model, card: cardOf(open, tokenizer instanceof Problem ? null : tokenizer.about), tokenizer: given };
  }
}

/** The card of a folder's model without loading it. */
export async function cardOfFolder(folder: string): Promise<ModelCard> {
  const open = await openModel(folder);
  const tokenizer = await tokenizerOf(open.checkpoint);
  return cardOf(open, tokenizer instanceof Problem ? null : tokenizer.about);
}

/** The folder's tokenizer, or the Problem with it: it only matters once text is to be read. */
async function tokenizerOf(checkpoint: Parameters<typeof openTokenizer>[0]): Promise<Tokenizer | Problem> {
  try {
    return await openTokenizer(checkpoint);
  } catch (error) {
    return Problem.from(error);
  }
}

/** Two ways to write a folder are one model; a folder that is gone keeps its name. */
async function keyOf(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return folder;
  }
}
