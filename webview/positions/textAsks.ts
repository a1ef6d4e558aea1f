import type { ModelPositions } from "../../src/protocol/positions";
import type { PositionsRun } from "../../src/protocol/positionsPage";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { measuredPictures } from "./measured";
import type { PositionsHost } from "./page";
import { freshText, type HeadChoice, headIn, type TextState } from "./textState";
import { triedPictures } from "./tried";

const STACK = { self: "model", encoder: "encoder", decoder: "decoder", cross: null } as const;

/** What of the page's state these questions change. */
export interface TextStore {
  text(): TextState | null;
  positions(): ModelPositions | null;
  /** Sets the text's state. */
  set(text: TextState | null): void;
}

/** Asks the host about the selected text; a newer question takes the place of an older one. */
export class TextAsks {
  #asking = new AbortController();
  #trying = new AbortController();

  constructor(
    private readonly host: PositionsHost,
    private readonly store: TextStore,
  ) {}

  /** Asks for the text there is now, runs it and measures a head. */
  async begin(): Promise<void> {
    const { signal } = this.#renew();
    this.#trying.abort();
    const text = await this.host.ask.text(null);
    if (signal.aborted) return;
    this.store.set(text && freshText(text));
    if (text === null) return;
    await this.#guarded(signal, async () => {
      const run = await this.host.ask.run(null, { signal, onItem: progress => !signal.aborted && this.#change({ progress }) });
      if (signal.aborted) return;
      this.#change({ run });
      await this.#measure(run, { pane: 0, layer: 0, head: 0 }, signal);
    });
  }

  /** Measures another head. */
  choose(change: Partial<HeadChoice>): void {
    const text = this.store.text();
    if (!text?.run) return;
    const { run, head } = text;
    const { signal } = this.#renew();
    void this.#guarded(signal, () => this.#measure(run, { ...head, ...change }, signal));
  }

  /** Tries out the change that is set. */
  async tryOut(): Promise<void> {
    const text = this.store.text();
    if (!text) return;
    this.#trying.abort();
    const { signal } = (this.#trying = new AbortController());
    this.#change({ trying: { message: "Running", fraction: 0 }, tried: null, triedPictures: [] });
    try {
      const tried = await this.host.ask.whatIf({ change: text.change }, { signal, onItem: trying => !signal.aborted && this.#change({ trying }) });
      if (!signal.aborted) this.#change({ tried, triedPictures: triedPictures(tried), trying: null });
    } catch (error) {
      if (!signal.aborted) this.#change({ trying: null, ...(error instanceof Cancelled ? {} : { tried: Problem.from(error).toData() }) });
    }
  }

  async #measure(run: PositionsRun, wanted: HeadChoice, signal: AbortSignal): Promise<void> {
    const head = headIn(run, wanted);
    this.#change({ head, problem: null });
    const found = await this.host.ask.byDistance(head, { signal });
    if (signal.aborted) return;
    const kind = run.panes.find(({ pane }) => pane === head.pane)?.kind ?? "self";
    const stack = this.store.positions()?.stacks.find(one => one.stack === STACK[kind]);
    this.#change({ pictures: measuredPictures(found, stack, head.head), progress: null });
  }

  async #guarded(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!signal.aborted && !(error instanceof Cancelled)) this.#change({ progress: null, problem: Problem.from(error).toData() });
    }
  }

  #renew(): AbortController {
    this.#asking.abort();
    return (this.#asking = new AbortController());
  }

  #change(change: Partial<TextState>): void {
    const text = this.store.text();
    if (text) this.store.set({ ...text, ...change });
  }
}
