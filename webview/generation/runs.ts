import type { GenerationItem } from "../../src/protocol/generation";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { type Column, withItems } from "./column";
import type { GenerationHost } from "./page";
import { type GenerationState, withColumn, withEnd } from "./state";
import type { Store } from "./store";

/** Runs what the columns ask for: items are gathered and shown together once a frame, so that a fast model does not outrun the page. */
export class Runs {
  readonly #underWay = new Map<number, AbortController>();
  readonly #arrived = new Map<number, GenerationItem[]>();

  constructor(
    private readonly host: GenerationHost,
    private readonly store: Store,
    /** Asks for a frame, before which {@link take} is called. */
    private readonly soon: () => void,
  ) {}

  /** Starts every new column that is to run, and forgets those that are gone. */
  follow(before: GenerationState, after: GenerationState): void {
    for (const column of before.columns) if (!after.columns.some(({ id }) => id === column.id)) this.#forget(column);
    for (const column of after.columns) if (column.status === "running" && !before.columns.some(({ id }) => id === column.id)) void this.#run(column);
  }

  /** Puts what has arrived since into the state. */
  take(): void {
    if (this.#arrived.size === 0) return;
    const arrived = [...this.#arrived];
    this.#arrived.clear();
    this.store.update(state => arrived.reduce((next, [id, items]) => withColumn(next, id, column => withItems(column, items)), state));
  }

  /** Takes a run back: it stops within a step, and what came stays. */
  stop(id: number): void {
    this.#underWay.get(id)?.abort();
  }

  async #run({ id, request }: Column): Promise<void> {
    const abort = new AbortController();
    this.#underWay.set(id, abort);
    const onItem = (item: GenerationItem): void => {
      const items = this.#arrived.get(id);
      if (items) items.push(item);
      else this.#arrived.set(id, [item]);
      this.soon();
    };
    try {
      const finished = await this.host.ask.generate(request, { signal: abort.signal, onItem });
      this.take();
      this.store.update(state => withEnd(state, id, { finished }));
    } catch (error) {
      this.take();
      this.store.update(state => withEnd(state, id, error instanceof Cancelled ? "cancelled" : { problem: Problem.from(error).toData() }));
    } finally {
      this.#underWay.delete(id);
    }
  }

  #forget({ id, started }: Column): void {
    this.stop(id);
    this.#arrived.delete(id);
    if (started) this.host.ask.release({ generation: started.generation }).catch(this.store.failed);
  }
}
