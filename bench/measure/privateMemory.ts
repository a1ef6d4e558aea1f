import { readFile } from "node:fs/promises";

/** What a process has of memory, in bytes. */
export interface ProcessMemory {
  /** Its own: what goes when it ends. */
  readonly own: number;
  /** Pages of files that it maps and that are in memory anyway, as the file system's cache. */
  readonly mapped: number;
}

/** Memory of a process by its id; null where the system does not tell (other than Linux). */
export async function memoryOf(pid: number): Promise<ProcessMemory | null> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => null);
  if (text === null) return null;
  const bytes = (key: string): number => 1024 * Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0);
  const all = bytes("Rss");
  const anonymous = bytes("Anonymous");
  return { own: anonymous, mapped: all - anonymous };
}
