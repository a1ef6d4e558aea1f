/**
 * Asks until the answer is neither undefined, null nor false, and returns it; rejects with what was waited for, and with
 * the last error if there was one, when that takes longer than `timeout` milliseconds.
 */
export async function eventually<T>(what: string, ask: () => T | Promise<T>, timeout = 20_000): Promise<Exclude<T, undefined | null | false>> {
  const end = performance.now() + timeout;
  for (;;) {
    let failure: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== null && answer !== false) return answer as Exclude<T, undefined | null | false>;
    } catch (error) {
      failure = error;
    }
    if (performance.now() > end) throw new Error(`Not within ${timeout} ms: ${what}`, failure === undefined ? {} : { cause: failure });
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
