import { EventEmitter, type Memento } from "vscode";
import type { FoundModel, ModelCard, Places, Progress } from "../protocol/models";
import { Problem } from "../protocol/problem";
import type { Asked, Client } from "../protocol/rpc";
import type { runtimeContract } from "../protocol/runtimeContract";
import { WEIGHTS, type WeightsName } from "../protocol/weights";
import { DisposableStore, type Disposes } from "./disposableStore";
import { MEMENTO } from "./names";

/** What the catalog is made from. */
export interface CatalogSources {
  readonly runtime: Client<typeof runtimeContract>;
  readonly memento: Memento;
  readonly embedded: readonly string[];
  /** The folder that the user begins with; null for the first embedded one. */
  defaultModel(): string | null;
  places(): Places;
}

/** The models that were found, which of them are loaded, and which one is active. */
export class ModelCatalog implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<void>());
  /** Something that a view shows has changed. */
  readonly onDidChange = this.#changed.event;
  readonly #loaded = new Set<string>();
  /** Those whose quantised weights are in memory, too. */
  readonly #quantised = new Set<string>();
  #found: readonly FoundModel[] = [];
  #finding: Promise<readonly FoundModel[]> | null = null;
  #abort: AbortController | null = null;

  constructor(private readonly sources: CatalogSources) {}

  /** The models of the last search; looks for them if that was never done. */
  find(): Promise<readonly FoundModel[]> {
    return (this.#finding ??= this.#search());
  }

  /** Looks again, everywhere. */
  refresh(): void {
    this.#finding = null;
    this.#changed.fire();
  }

  /** Folder of the model that Show Attention runs: the workspace's chosen one, else the user's, else the first embedded; null if there is none. */
  get active(): string | null {
    return this.sources.memento.get<string>(MEMENTO.activeModel) ?? this.sources.defaultModel() ?? this.sources.embedded[0] ?? null;
  }

  /** A name for a folder: the model's if it was found, else the folder's own. */
  nameOf(folder: string): string {
    return this.#found.find(model => model.folder === folder)?.name ?? folder.split(/[\\/]/).at(-1) ?? folder;
  }

  isLoaded(folder: string, weights: WeightsName = "exact"): boolean {
    return this.#loaded.has(folder) && (weights === "exact" || this.#quantised.has(`${weights} ${folder}`));
  }

  get loaded(): readonly string[] {
    return [...this.#loaded];
  }

  async choose(folder: string): Promise<void> {
    await this.sources.memento.update(MEMENTO.activeModel, folder);
    this.#changed.fire();
  }

  async load(folder: string, asked: Asked<Progress>, weights: WeightsName = "exact"): Promise<ModelCard> {
    const card = await this.sources.runtime.load({ folder, weights }, asked);
    if (weights !== "exact") this.#quantised.add(`${weights} ${folder}`);
    this.noteLoaded(folder);
    return card;
  }

  async unload(folder: string): Promise<void> {
    await this.sources.runtime.unload({ folder });
    for (const weights of WEIGHTS) this.#quantised.delete(`${weights} ${folder}`);
    if (this.#loaded.delete(folder)) this.#changed.fire();
  }

  /** A run has loaded this model. */
  noteLoaded(folder: string): void {
    if (this.#loaded.has(folder)) return;
    this.#loaded.add(folder);
    this.#changed.fire();
  }

  /** The runtime is gone, and with it all that was loaded. */
  noteGone(): void {
    if (this.#loaded.size === 0) return;
    this.#loaded.clear();
    this.#quantised.clear();
    this.#changed.fire();
  }

  /** The card of a model, read anew if no search has brought it. */
  async card(folder: string): Promise<ModelCard> {
    const found = this.#found.find(model => model.folder === folder);
    if (found?.problem) throw Problem.fromData(found.problem);
    return found?.card ?? this.sources.runtime.card({ folder });
  }

  dispose(): void {
    this.#abort?.abort();
    this.#owned.dispose();
  }

  async #search(): Promise<readonly FoundModel[]> {
    this.#abort?.abort();
    const { signal } = (this.#abort = new AbortController());
    const found: FoundModel[] = [];
    try {
      await this.sources.runtime.findModels(this.sources.places(), { signal, onItem: model => found.push(model) });
    } catch (error) {
      if (!signal.aborted) this.#finding = null; // The next who asks searches again.
      throw error;
    }
    this.#found = found;
    this.#changed.fire();
    return found;
  }
}
