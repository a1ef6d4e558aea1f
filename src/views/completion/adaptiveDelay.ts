/**
 * All figures of waiting before a request that nobody asked for, in milliseconds. VS Code has waited 50 ms itself by then.
 * A model that has first words within twice that is asked at once; a slow one is asked once the typing pauses.
 */
const FIGURES = {
  /** Before anything was measured. */
  first: 50,
  /** Of the median of the last times … */
  share: 0.5,
  /** … less what VS Code waits. */
  editor: 50,
  most: 300,
  remembered: 15,
};

/** How long to wait before a request while somebody types: learnt from how long it took until there was something to show. */
export class AdaptiveDelay {
  readonly #latencies: number[] = [];

  /** So many milliseconds went by until there was something to show. */
  note(milliseconds: number): void {
    this.#latencies.push(milliseconds);
    if (this.#latencies.length > FIGURES.remembered) this.#latencies.shift();
  }

  /** Milliseconds to wait now. */
  get milliseconds(): number {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    if (median === undefined) return FIGURES.first;
    return Math.min(FIGURES.most, Math.max(0, FIGURES.share * median - FIGURES.editor));
  }
}
