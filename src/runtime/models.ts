import { realpath } from "node:fs/promises";
import path from "node:path";
import type { ModelCard, Progress } from "../protocol/models";
import { Cancelled, Problem } from "../protocol/problem";
import { WEIGHTS_WORDS, type QuantisedName, type WeightsCost, type WeightsName } from "../protocol/weights";
import { verifyChecksums } from "./checkpoints/checksums";
import { measuredCost, rememberCost } from "./checkpoints/measuredCosts";
import { WeightCache } from "./checkpoints/weightCache";
import type { Devices } from "./devices";
import { weightsCost } from "./experiments/weightsCost";
import { cardOf } from "./model/card";
import { LoadedModel } from "./model/loadedModel";
import { openModel, type OpenModel } from "./model/openModel";
import { bitsOf, matricesOf, quantisedWeights } from "./model/quantisedModel";
import { openTokenizer } from "./tokens/openTokenizer";
import type { Tokenizer } from "./tokens/tokenizer";

/** A model in memory with its tokenizer; a checkpoint without one still runs on token ids. */
export interface Loaded {
  readonly model: LoadedModel;
  readonly card: ModelCard;
  /** Throws `tokenizer-missing` when the folder has none. */
  readonly tokenizer: () => Tokenizer;
}

type OnProgress = (progress: Progress) => void;

const QUANTISED: readonly QuantisedName[] = ["8bit", "4bit"];

/** The models that are loaded, by folder; each is loaded once, however many ask. */
export class Models {
  readonly #loaded = new Map<string, Promise<Loaded>>();

  constructor(
    private readonly devices: Devices,
    private readonly unloaded: (model: LoadedModel) => void,
    /** Folder of the models that came with the extension: their files are compared with its checksums. */
    private readonly shipped: string,
    private readonly cache = new WeightCache(),
  ) {}

  /**
   * Loads the model of this folder, or hands it out; one whose files changed since is loaded anew. With weights that are not exact it is the
   * model as it makes tokens: a second one, beside the exact one.
   */
  async load(folder: string, signal: AbortSignal, onProgress: OnProgress = () => undefined, weights: WeightsName = "exact"): Promise<Loaded> {
    const own = await keyOf(folder);
    const key = weights === "exact" ? own : `${weights} ${own}`;
    const known = this.#loaded.get(key);
    if (known) {
      // Who began to load it may have taken that back: others still want it.
      const loaded = await known.catch((error: unknown) => {
        if (error instanceof Cancelled && !signal.aborted) return null;
        throw error;
      });
      if (loaded === null) return this.load(folder, signal, onProgress, weights);
      try {
        await loaded.model.stillThere();
        return loaded;
      } catch (error) {
        if (weights === "exact") {
          await this.unload(folder);
          throw error;
        }
        // What was made of a checkpoint can be made again; that the checkpoint itself changed, its own loading says.
        await this.#drop(key);
        return this.load(folder, signal, onProgress, weights);
      }
    }
    const loading = weights === "exact" ? this.#load(folder, signal, onProgress) : this.#quantised(folder, weights, signal, onProgress);
    this.#loaded.set(key, loading);
    loading.catch(() => this.#loaded.get(key) === loading && this.#loaded.delete(key));
    return loading;
  }

  /** Frees the model of this folder, if it is loaded. */
  async unload(folder: string): Promise<void> {
    const own = await keyOf(folder);
    for (const key of [own, ...QUANTISED.map(weights => `${weights} ${own}`)]) await this.#drop(key);
  }

  /** Compares quantised weights with the exact ones on a text; the model's card tells of it from then on. */
  async measure(folder: string, weights: QuantisedName, text: string, signal: AbortSignal, onProgress: OnProgress = () => undefined): Promise<WeightsCost> {
    const exact = await this.load(folder, signal, onProgress);
    const { model } = await this.load(folder, signal, onProgress, weights);
    const cost = await weightsCost(exact, model, weights, text, signal, fraction => onProgress({ message: `Comparing ${WEIGHTS_WORDS[weights]} with exact ones`, fraction }));
    if (model.quantised) await rememberCost(model.quantised.file, cost);
    return cost;
  }

  /** The card of a folder's model without loading it. */
  async card(folder: string): Promise<ModelCard> {
    return cardOfFolder(folder, this.cache);
  }

  /** Removes all quantised weights from disk; those in use stay in memory. Gives the bytes that this frees. */
  async clearWeights(): Promise<number> {
    return this.cache.clear();
  }

  /** Folders of the loaded models. */
  async folders(): Promise<string[]> {
    const settled = await Promise.allSettled(this.#loaded.values());
    return [...new Set(settled.flatMap(one => (one.status === "fulfilled" ? [one.value.card.folder] : [])))];
  }

  async #drop(key: string): Promise<void> {
    const known = this.#loaded.get(key);
    if (!known) return;
    this.#loaded.delete(key);
    const { model } = await known;
    this.unloaded(model);
    await model.dispose();
  }

  async #quantised(folder: string, weights: QuantisedName, signal: AbortSignal, onProgress: OnProgress): Promise<Loaded> {
    const exact = await this.load(folder, signal, onProgress);
    const message = `Making ${WEIGHTS_WORDS[weights]}`;
    const made = await quantisedWeights(exact.model.open, bitsOf(weights), this.cache, signal, fraction => onProgress({ message, fraction }));
    Cancelled.check(signal);
    onProgress({ message: `Loading ${WEIGHTS_WORDS[weights]}`, fraction: 1 });
    return { ...exact, model: await exact.model.withWeights(made) };
  }

  async #load(folder: string, signal: AbortSignal, onProgress: OnProgress): Promise<Loaded> {
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
    return { model, card: await cardWith(open, tokenizer instanceof Problem ? null : tokenizer.about, this.cache), tokenizer: given };
  }
}

/** The card of a folder's model without loading it. */
export async function cardOfFolder(folder: string, cache = new WeightCache()): Promise<ModelCard> {
  const open = await openModel(folder);
  const tokenizer = await tokenizerOf(open.checkpoint);
  return cardWith(open, tokenizer instanceof Problem ? null : tokenizer.about, cache);
}

/** The card, with what was measured of quantised weights. */
async function cardWith(open: OpenModel, tokenizer: string | null, cache: WeightCache): Promise<ModelCard> {
  const costs: WeightsCost[] = [];
  const matrices = matricesOf(open);
  for (const weights of QUANTISED) {
    const file = await cache.known(open.checkpoint.name, matrices, bitsOf(weights));
    const cost = file && (await measuredCost(file, weights));
    if (cost) costs.push(cost);
  }
  return { ...cardOf(open, tokenizer), ...(costs.length > 0 && { costs }) };
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
