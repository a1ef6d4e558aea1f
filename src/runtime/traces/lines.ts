import type { HeadOfRun, Line, LineRequest, Weighting } from "../../protocol/attention";
import { Problem } from "../../protocol/problem";
import { weighBy, weighedRows } from "./weightings";
import type { TracedRun } from "./tracedRun";

/** One token's row or column of a head, exact: [token]. */
export async function lineOf(run: TracedRun, { layer, head, weighting, token, direction }: LineRequest, signal: AbortSignal): Promise<Line> {
  const length = run.ids.length;
  if (!Number.isInteger(token) || token < 0 || token >= length) throw new Problem("input-invalid", `There is no token ${token}: the run has ${length}.`, { remedy: "Choose another token: they count from 0." });
  const weigh = await weighBy(weighting, run, layer, head);
  const line = new Float32Array(length);
  const rows = direction === "reads" ? { from: token, to: token + 1 } : { from: 0, to: length };
  for await (const { query, values } of weighedRows(run, layer, head, rows, weigh, signal)) {
    if (direction === "reads") line.set(values);
    else line[query] = values[token] as number;
  }
  return line;
}

/** Longest run whose whole matrix is sent at once. */
export const MATRIX_LIMIT = 1024;

/** The whole matrix of one head, [query, key]. */
export async function matrixOf(run: TracedRun, { layer, head, weighting }: HeadOfRun & { weighting: Weighting }, signal: AbortSignal): Promise<Float32Array> {
  const length = run.ids.length;
  if (length > MATRIX_LIMIT) {
    throw new Problem("text-too-long", `A matrix of ${length} × ${length} is too large to send whole.`, { remedy: `Select at most ${MATRIX_LIMIT} tokens.` });
  }
  const weigh = await weighBy(weighting, run, layer, head);
  const matrix = new Float32Array(length * length);
  for await (const { query, values } of weighedRows(run, layer, head, { from: 0, to: length }, weigh, signal)) matrix.set(values, query * length);
  return matrix;
}
