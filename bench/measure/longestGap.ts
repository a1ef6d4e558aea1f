/** The longest time, in milliseconds, for which this process's event loop did not turn while `work` was under way, beyond a millisecond's timer. */
export async function longestGap(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = performance.now();
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - before - 1);
    before = now;
  };
  const timer = setInterval(turn, 1);
  try {
    await work();
    // A block at the very end would not be seen before the timer's next turn.
    await new Promise(resolve => setTimeout(resolve, 2));
    turn();
  } finally {
    clearInterval(timer);
  }
  return longest;
}
