import type { AttentionChoice, RunSettings } from "../../protocol/attention";
import type { TextRange } from "../../protocol/tokens";

/** What an attention panel needs to come back after a reload. */
export interface PanelMemory {
  /** The document, as `Uri.toString()` writes it. */
  readonly document: string;
  readonly folder: string;
  readonly range: TextRange;
  /** The text that ran. */
  readonly text: string;
  readonly choice: AttentionChoice | null;
  /** Absent in memories of earlier versions. */
  readonly settings?: RunSettings;
}

/** Where memories are kept: the part of VS Code's Memento that is used. */
export interface MemoryStore {
  get<T>(key: string): T | undefined;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Panels that are remembered at most, and the longest text that is kept, in UTF-16 code units. */
const MOST_PANELS = 20;
export const LONGEST_TEXT = 200_000;

/** The memories of all panels of one kind in a workspace, by panel. A panel that is closed is forgotten. */
export class PanelMemories<Memory extends { readonly text: string } = PanelMemory> {
  constructor(
    private readonly store: MemoryStore,
    private readonly key: string,
  ) {}

  recall(panel: string): Memory | undefined {
    return this.#all().find(([id]) => id === panel)?.[1];
  }

  /** A text that is too long to keep is not remembered at all: half of it would be shown as the whole. */
  remember(panel: string, memory: Memory): void {
    const others = this.#all().filter(([id]) => id !== panel);
    const all = memory.text.length > LONGEST_TEXT ? others : [...others, [panel, memory] as const];
    void this.store.update(this.key, all.slice(-MOST_PANELS));
  }

  forget(panel: string): void {
    void this.store.update(this.key, this.#all().filter(([id]) => id !== panel));
  }

  #all(): readonly (readonly [string, Memory])[] {
    return this.store.get<(readonly [string, Memory])[]>(this.key) ?? [];
  }
}
