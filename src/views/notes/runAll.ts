import type { Finding } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import { Cancelled, Problem } from "../../protocol/problem";
import type { Asked } from "../../protocol/rpc";
import type { NoteRunItem } from "./noteRuns";
import type { NoteTarget } from "./noteTarget";

/** How far running all of them has come: counted in statements, parts of one included. */
export interface AllProgress {
  readonly done: number;
  readonly of: number;
  /** The statement that is being run, and which one of all it is, counted from 0. */
  readonly id: string;
  readonly at: number;
}

/** A statement that cannot be put to anything, and why. */
export interface Unplaced {
  readonly id: string;
  readonly problem: Problem;
}

/**
 * Runs statements one after the other. One that fails is listed with its problem and does not stop the others; nor does one that was stopped alone,
 * which is left out. Taken back, it ends with what it has.
 */
export async function runAll(
  targets: readonly (NoteTarget | Unplaced)[],
  run: (target: NoteTarget, asked: Asked<NoteRunItem>) => Promise<Finding>,
  signal: AbortSignal,
  tell: (progress: AllProgress) => void,
): Promise<readonly NoteResult[]> {
  const results: NoteResult[] = [];
  for (const [at, target] of targets.entries()) {
    if (signal.aborted) break;
    const { id } = target;
    const far = (part: number): void => tell({ done: at + part, of: targets.length, id, at });
    far(0);
    if ("problem" in target) {
      results.push({ kind: "failed", id, problem: target.problem.toData() });
      continue;
    }
    try {
      const onItem = (item: NoteRunItem): void => {
        if (item.kind === "progress") far(Math.min(1, Math.max(0, item.fraction)));
      };
      results.push({ kind: "found", finding: await run(target, { signal, onItem }) });
    } catch (error) {
      if (!(error instanceof Cancelled)) results.push({ kind: "failed", id, problem: Problem.from(error).toData() });
    }
  }
  return results;
}
