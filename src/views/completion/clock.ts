/** Time as completion measures and waits for it: a test puts a clock of its own in its place. */
export interface Clock {
  /** Milliseconds since some moment; never goes back. */
  now(): number;
  /** Runs something later; the returned function takes it back. */
  after(milliseconds: number, run: () => void): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or as soon as `signal` is aborted. */
export function wait(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const over = (): void => {
      takeBack();
      signal.removeEventListener("abort", over);
      resolve();
    };
    const takeBack = clock.after(milliseconds, over);
    signal.addEventListener("abort", over, { once: true });
  });
}
