import type { MemoryStore } from "../panels/panelMemory";
import type { Disposes } from "../disposableStore";

/** Whether suggestions come while typing now, apart from what the settings say. */
export type PauseState = { readonly kind: "on" } | { readonly kind: "paused" } | { readonly kind: "snoozed"; readonly until: Date };

/** Time of day, and waiting for one. */
export interface WallClock {
  now(): number;
  after(milliseconds: number, run: () => void): () => void;
}

const MINUTE = 60_000;

/** Pause, until it is taken back, and snooze, for some minutes: both outlive the window. */
export class CompletionPause implements Disposes {
  #takeBack: () => void = () => undefined;

  constructor(
    private readonly store: MemoryStore,
    private readonly key: string,
    private readonly clock: WallClock,
    private readonly changed: () => void,
  ) {
    this.#wake();
  }

  get state(): PauseState {
    const until = this.store.get<number | "paused">(this.key);
    if (until === undefined) return { kind: "on" };
    if (until === "paused") return { kind: "paused" };
    return until > this.clock.now() ? { kind: "snoozed", until: new Date(until) } : { kind: "on" };
  }

  pause(): void {
    this.#set("paused");
  }

  snooze(minutes: number): void {
    this.#set(this.clock.now() + minutes * MINUTE);
  }

  resume(): void {
    this.#set(undefined);
  }

  dispose(): void {
    this.#takeBack();
  }

  /** Milliseconds since 1970 at which it ends; "paused": until somebody ends it; undefined: suggestions come. */
  #set(until: number | "paused" | undefined): void {
    void this.store.update(this.key, until);
    this.#wake();
    this.changed();
  }

  #wake(): void {
    this.#takeBack();
    this.#takeBack = () => undefined;
    const { state } = this;
    if (state.kind === "snoozed") this.#takeBack = this.clock.after(state.until.getTime() - this.clock.now(), this.changed);
  }
}
