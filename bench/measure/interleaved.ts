/** Work to be timed. It may give back the figure itself (a time taken in another process); else its wall time counts. */
export type Task = () => Promise<number | void>;

const FEWEST = 3;
/** After this long no further round begins. */
const ENOUGH_MS = 15_000;

/**
 * Times each task once per round, in turn and every other round in reverse, so that what else the machine does meets all
 * alike; returns the samples by task, in rounds. One round before these is not counted. Milliseconds, unless a task gives
 * back something else. On a slow or busy machine there are fewer rounds than asked for, but never fewer than {@link FEWEST}.
 */
export async function interleaved<Name extends string | number>(rounds: number, tasks: Readonly<Record<Name, Task>>): Promise<Record<Name, number[]>> {
  const names = Object.keys(tasks) as (Name & string)[];
  const samples = Object.fromEntries(names.map(name => [name, []])) as unknown as Record<Name, number[]>;
  const started = performance.now();
  for (let round = -1; round < rounds; round++) {
    if (round >= FEWEST && performance.now() - started > ENOUGH_MS) break;
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await timed(tasks[name]);
      if (round >= 0) samples[name].push(value);
    }
  }
  return samples;
}

/** Milliseconds that `task` took, or the figure that it gives back. */
export async function timed(task: Task): Promise<number> {
  const started = performance.now();
  const own = await task();
  return own ?? performance.now() - started;
}
