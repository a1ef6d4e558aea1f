import { Problem } from "../../protocol/problem";
import type { TracedRun } from "./tracedRun";

/** The runs that pages still look at; the least recently used go when they take too much memory. */
export class Runs {
  readonly #runs = new Map<string, TracedRun>();
  #next = 1;

  constructor(
    /** Bytes that all runs together may keep. The newest stays whatever its size. */
    private readonly budget: number,
    private readonly forgotten: (id: string) => void,
  ) {}

  add(run: TracedRun): string {
    const id = `run ${this.#next++}`;
    this.#runs.set(id, run);
    let bytes = [...this.#runs.values()].reduce((sum, kept) => sum + kept.bytes, 0);
    for (const [oldest, kept] of this.#runs) {
      if (bytes <= this.budget || oldest === id) break;
      bytes -= kept.bytes;
      this.release(oldest);
    }
    return id;
  }

  /** The run, now the most recently used. */
  get(id: string): TracedRun {
    const run = this.#runs.get(id);
    if (!run) throw new Problem("run-gone", "The numbers behind this picture are no longer in memory.", { remedy: "Run again." });
    this.#runs.delete(id);
    this.#runs.set(id, run);
    return run;
  }

  /** Forgets a run, and stops it if it is still under way. */
  release(id: string): void {
    const run = this.#runs.get(id);
    if (!run) return;
    run.stop();
    this.#runs.delete(id);
    this.forgotten(id);
  }

  /** Forgets all runs for which `which` holds. */
  releaseWhere(which: (run: TracedRun) => boolean): void {
    for (const [id, run] of this.#runs) if (which(run)) this.release(id);
  }
}
