import { logitBands } from "../../traces/patterns";
import { visibleOf } from "../../traces/scaling";
import type { TracedRun } from "../../traces/tracedRun";

/** What positions add to the logit of a query whose key stands `distance` = key − query positions away. */
type Visit = (added: number, distance: number, query: number) => void;

/** Visits what positions add to a head's logits, for all pairs that see each other. */
export async function visitPlacings(run: TracedRun, layer: number, head: number, signal: AbortSignal, visit: Visit): Promise<void> {
  const length = run.ids.length;
  for await (const { rows, keys, scores, content } of logitBands({ run, kind: "self" }, layer, head, { from: 0, to: length }, signal)) {
    const width = keys.to - keys.from;
    for (let query = rows.from; query < rows.to; query++) {
      const start = (query - rows.from) * width - keys.from;
      const seen = visibleOf({ run, kind: "self" }, query, length);
      for (let key = seen.from; key < seen.to; key++) {
        visit((scores[start + key] as number) - (content[start + key] as number), (run.positions[key] as number) - (run.positions[query] as number), query);
      }
    }
  }
}
