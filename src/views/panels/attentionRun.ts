import type { ByDistance, HeadOfRun, HeadScaling, LayerGlance, Line, LineRequest, MaskRows, RunFinished, RunSettings, RunSummary, Tile, TileRequest } from "../../protocol/attention";
import type { Progress } from "../../protocol/models";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import type { Disposes } from "../disposableStore";

/** What a run is made with. */
export interface RunServices {
  readonly runtime: Client<typeof runtimeContract>;
  /** Whether the process in which a run was made is still there, as a mark that changes with every process. */
  runtimeMark(): unknown;
  /** A run has loaded this model. */
  noteLoaded(folder: string): void;
}

/**
 * A text's run in the runtime, from the views' side. When the runtime has lost it (it was restarted, or needed the
 * memory) the same text runs again, unseen, at the next question.
 */
export class AttentionRun implements Disposes {
  #summary: RunSummary | null = null;
  #mark: unknown = null;
  #making: Promise<RunSummary> | null = null;
  readonly #abort = new AbortController();

  constructor(
    readonly folder: string,
    readonly text: string,
    readonly settings: RunSettings,
    private readonly services: RunServices,
  ) {}

  /** The last summary; the run itself may be gone by now. */
  get latest(): RunSummary | null {
    return this.#summary;
  }

  /** Runs the text, or gives the run that there is. */
  async summary(signal: AbortSignal, onItem?: (progress: Progress) => void): Promise<RunSummary> {
    if (this.#summary !== null && this.#mark === this.services.runtimeMark()) return this.#summary;
    const { runtime } = this.services;
    const { target, prefix } = this.settings;
    const asked = onItem === undefined ? { signal } : { signal, onItem };
    const summary = await runtime.trace({ folder: this.folder, text: this.text, ...(prefix !== null && { prefix }), ...(target && { target }) }, asked);
    this.#summary = summary;
    this.#mark = this.services.runtimeMark();
    this.services.noteLoaded(this.folder);
    if (this.#abort.signal.aborted) this.#release();
    return summary;
  }

  glances(signal: AbortSignal, onItem: (glance: LayerGlance) => void): Promise<RunFinished> {
    return this.#asking(signal, ({ run }) => this.services.runtime.glances({ run }, { signal, onItem }));
  }

  mask(request: { readonly pane: number }, signal: AbortSignal): Promise<MaskRows> {
    return this.#asking(signal, summary => this.services.runtime.mask(inPane(request, summary), { signal }));
  }

  scaling(request: OfPane<HeadOfRun>, signal: AbortSignal): Promise<HeadScaling> {
    return this.#asking(signal, summary => this.services.runtime.scaling(inPane(request, summary), { signal }));
  }

  byDistance(request: OfPane<HeadOfRun>, signal: AbortSignal): Promise<ByDistance> {
    return this.#asking(signal, summary => this.services.runtime.byDistance(inPane(request, summary), { signal }));
  }

  tile(request: OfPane<TileRequest>, signal: AbortSignal): Promise<Tile> {
    return this.#asking(signal, summary => this.services.runtime.tile(inPane(request, summary), { signal }));
  }

  line(request: OfPane<LineRequest>, signal: AbortSignal): Promise<Line> {
    return this.#asking(signal, summary => this.services.runtime.line(inPane(request, summary), { signal }));
  }

  dispose(): void {
    this.#abort.abort();
    this.#release();
  }

  /** Asks about the run; once more, about a new run of the same text, if the runtime has lost it. */
  async #asking<T>(signal: AbortSignal, ask: (summary: RunSummary) => Promise<T>): Promise<T> {
    try {
      return await ask(await this.#again(signal));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "run-gone") throw error;
      this.#summary = null;
      return ask(await this.#again(signal));
    }
  }

  /** One new run for all the questions that wait for it; who takes a question back does not stop it for the others. */
  async #again(signal: AbortSignal): Promise<RunSummary> {
    if (this.#summary !== null && this.#mark === this.services.runtimeMark()) return this.#summary;
    this.#making ??= this.summary(this.#abort.signal).finally(() => (this.#making = null));
    const summary = await this.#making;
    Cancelled.check(signal);
    return summary;
  }

  /** A process that is gone has nothing to release, and must not be started for it. */
  #release(): void {
    if (this.#summary === null || this.#mark !== this.services.runtimeMark()) return;
    this.services.runtime.release({ run: this.#summary.run }).catch(() => undefined);
  }
}

/** A page's request names a pane by its number, the runtime's by the name of its run. */
type OfPane<R> = Omit<R, "run"> & { readonly pane: number };

function inPane<R extends { readonly pane: number }>({ pane: number, ...request }: R, { panes }: RunSummary): Omit<R, "pane"> & { run: string } {
  const pane = panes[number];
  if (!pane) throw new Problem("input-invalid", `The run has no pane ${number}.`, { remedy: "Run again." });
  return { ...request, run: pane.run };
}
