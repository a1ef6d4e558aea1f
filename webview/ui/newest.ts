/** Sends values one at a time; while one is under way only the newest of those that follow is remembered. */
export class Newest<T> {
  #busy = false;
  #next: { readonly value: T } | null = null;
  #last: { readonly value: T } | null = null;

  /** `send` must not reject. */
  constructor(
    private readonly send: (value: T) => Promise<unknown>,
    private readonly same: (one: T, other: T) => boolean = Object.is,
  ) {}

  /** Sends `value` as soon as may be, unless it is what was given last. */
  offer(value: T): void {
    if (this.#last && this.same(this.#last.value, value)) return;
    this.#last = { value };
    this.#next = { value };
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const { value } = this.#next;
      this.#next = null;
      await this.send(value);
    }
    this.#busy = false;
  }
}
