import type { Progress } from "../../protocol/models";
import type { Finding, NoteDocument, NoteItem } from "../../protocol/notes/note";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Asked, Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import { type NoteTarget, pointsKey, spansOf, targetKey } from "./noteTarget";
import type { PointMemory } from "./pointMemory";
import type { ResultMemory } from "./resultMemory";

/** What statements are run with. */
export interface NoteRunServices {
  readonly runtime: Pick<Client<typeof runtimeContract>, "runNote" | "checksum">;
  readonly results: Pick<ResultMemory, "keep">;
  readonly points: PointMemory;
  /** Loads a model that is not loaded. */
  load(folder: string, asked: Asked<Progress>): Promise<void>;
  /** The files that a context is to be built of, as they are now. */
  readDocuments(uris: readonly string[]): Promise<readonly NoteDocument[]>;
  /** A statement has begun to run, or has ended. */
  changed(id: string): void;
}

/** What is told of a run on the way. */
export type NoteRunItem = NoteItem | ({ readonly kind: "loading" } & Progress);

/** A run under way, and who listens to it. */
interface UnderWay {
  readonly id: string;
  readonly abort: AbortController;
  readonly listeners: Set<(item: NoteRunItem) => void>;
  /** The last item of each kind: whoever joins is told first. */
  readonly last: Map<NoteRunItem["kind"], NoteRunItem>;
  readonly ended: Promise<Finding>;
}

/** The statements that are being run: one run of each, whoever asks for it; what comes of them is kept, and the points of those that are stopped. */
export class NoteRuns {
  readonly #underWay = new Map<string, UnderWay>();

  constructor(private readonly services: NoteRunServices) {}

  /** Whether a statement is being run, on whatever; or on this. */
  isRunning(of: string | NoteTarget): boolean {
    return typeof of === "string" ? [...this.#underWay.values()].some(({ id }) => id === of) : this.#underWay.has(targetKey(of));
  }

  /** Stops all runs of a statement within one step; without an id, of all statements. */
  stop(id?: string): void {
    for (const one of this.#underWay.values()) if (id === undefined || one.id === id) one.abort.abort();
  }

  /** Puts a statement to a model, or joins such a run; taking it back stops it for all who joined. */
  async run(target: NoteTarget, { signal, onItem }: Asked<NoteRunItem> = {}): Promise<Finding> {
    if (signal?.aborted) throw new Cancelled();
    const run = this.#underWay.get(targetKey(target)) ?? this.#start(target);
    const stop = (): void => run.abort.abort();
    signal?.addEventListener("abort", stop, { once: true });
    if (onItem !== undefined) {
      for (const item of run.last.values()) onItem(item);
      run.listeners.add(onItem);
    }
    try {
      return await run.ended;
    } finally {
      signal?.removeEventListener("abort", stop);
      if (onItem !== undefined) run.listeners.delete(onItem);
    }
  }

  #start(target: NoteTarget): UnderWay {
    const key = targetKey(target);
    const abort = new AbortController();
    const listeners: UnderWay["listeners"] = new Set();
    const last: UnderWay["last"] = new Map();
    const tell = (item: NoteRunItem): void => {
      if (item.kind !== "point") last.set(item.kind, item);
      for (const listener of listeners) listener(item);
    };
    const ended = this.#measure(target, abort.signal, tell).finally(() => {
      this.#underWay.delete(key);
      this.services.changed(target.id);
    });
    // Whoever asked hears of it; that nobody does any more is no defect.
    ended.catch(() => undefined);
    const run = { id: target.id, abort, listeners, last, ended };
    this.#underWay.set(key, run);
    this.services.changed(target.id);
    return run;
  }

  async #measure(target: NoteTarget, signal: AbortSignal, tell: (item: NoteRunItem) => void): Promise<Finding> {
    const { id, folder, text, settings } = target;
    const { runtime, results, points } = this.services;
    const about = { folder, source: text?.source ?? null, ran: new Date().toISOString() };
    let [checksum, sweep]: [string | null, string | null] = [null, null];
    let over = false;
    try {
      await this.services.load(folder, { signal, onItem: progress => tell({ kind: "loading", ...progress }) });
      const documents = await this.services.readDocuments(target.documents);
      checksum = await runtime.checksum({ folder }, { signal });
      const key = (sweep = pointsKey(target, checksum, documents));
      const onItem = (item: NoteItem): void => {
        if (item.kind === "point") points.add(key, targetKey(target), item.key, item.values);
        // Who takes a run back does not wait for the step that is under way: its point is as good as the others.
        if (over) {
          points.keep(key);
          this.services.changed(id);
        } else tell(item);
      };
      const spans = spansOf(target);
      const finding = await runtime.runNote({ folder, id, text: text?.text ?? null, documents, ...(spans.length > 0 && { spans }), settings, known: points.recall(key) }, { signal, onItem });
      Cancelled.check(signal);
      points.forget({ key });
      results.keep(targetKey(target), { ...about, checksum, result: { kind: "found", finding } });
      return finding;
    } catch (error) {
      over = true;
      if (sweep !== null) points.keep(sweep);
      if (signal.aborted || error instanceof Cancelled) throw new Cancelled();
      results.keep(targetKey(target), { ...about, checksum, result: { kind: "failed", id, problem: Problem.from(error).toData() } });
      throw error;
    }
  }
}
