import { Cancelled } from "../../src/protocol/problem";
import { Recent } from "./recent";

/** What a {@link Demand} is made of. */
export interface DemandOptions<R, V> {
  readonly keyOf: (request: R) => string;
  readonly fetch: (request: R, signal: AbortSignal) => Promise<V>;
  /** Values kept, the least recently used forgotten first. */
  readonly capacity: number;
  /** Requests under way at once; the others wait, so that what is no longer wanted never starts. */
  readonly parallel: number;
  readonly onArrive: (request: R) => void;
  readonly onFail: (error: unknown, request: R) => void;
}

/** Values fetched because they are looked at: each `want` replaces the one before, and takes back what it leaves out. */
export class Demand<R, V> {
  readonly #options: DemandOptions<R, V>;
  readonly #kept: Recent<V>;
  readonly #underWay = new Map<string, AbortController>();
  readonly #failed = new Set<string>();
  #wanted: readonly R[] = [];
  #arrivals = 0;

  constructor(options: DemandOptions<R, V>) {
    this.#options = options;
    this.#kept = new Recent(options.capacity);
  }

  /** How many values have arrived so far: another number means that there may be something new to draw. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** The value of `request`, if it has arrived and is still kept. */
  get(request: R): V | undefined {
    return this.#kept.get(this.#options.keyOf(request));
  }

  /** What is needed now, the most urgent first. */
  want(requests: readonly R[]): void {
    this.#wanted = requests;
    const keys = new Set(requests.map(this.#options.keyOf));
    for (const [key, abort] of this.#underWay) {
      if (keys.has(key)) continue;
      this.#underWay.delete(key);
      abort.abort();
    }
    this.#start();
  }

  /** Forgets failures, so that what is wanted is asked for again. */
  retry(): void {
    this.#failed.clear();
    this.#start();
  }

  /** Forgets everything and takes back what is under way. */
  clear(): void {
    this.want([]);
    this.#kept.clear();
    this.#failed.clear();
  }

  #start(): void {
    for (const request of this.#wanted) {
      if (this.#underWay.size >= this.#options.parallel) return;
      const key = this.#options.keyOf(request);
      if (this.#underWay.has(key) || this.#failed.has(key) || this.#kept.get(key) !== undefined) continue;
      const abort = new AbortController();
      this.#underWay.set(key, abort);
      void this.#fetch(request, key, abort);
    }
  }

  async #fetch(request: R, key: string, abort: AbortController): Promise<void> {
    try {
      const value = await this.#options.fetch(request, abort.signal);
      if (abort.signal.aborted) return;
      this.#underWay.delete(key);
      this.#kept.set(key, value);
      this.#arrivals++;
      this.#options.onArrive(request);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#underWay.delete(key);
      if (!(error instanceof Cancelled)) {
        this.#failed.add(key);
        this.#options.onFail(error, request);
      }
    }
    this.#start();
  }
}
