import type { HeadOfRun, Line, LineRequest, Weighting } from "../../protocol/attention";
import { Problem } from "../../protocol/problem";
import { weighBy, weighedBands } from "./weightings";
import type { AttentionOf } from "./passage";
import { keyCount } from "./patterns";

/** One token's row [key] or column [query] of a head, exact. */
export async function lineOf(of: AttentionOf, { layer, head, weighting, token, direction }: LineRequest, signal: AbortSignal): Promise<Line> {
  const [queries, keys] = [of.run.ids.length, keyCount(of)];
  const [own, other] = direction === "reads" ? [queries, keys] : [keys, queries];
  if (!Number.isInteger(token) || token < 0 || token >= own) throw new Problem("input-invalid", `There is no token ${token}: the run has ${own}.`, { remedy: "Choose another token: they count from 0." });
  const weigh = await weighBy(weighting, of, layer, head);
  const line = new Float32Array(other);
  const rows = direction === "reads" ? { from: token, to: token + 1 } : { from: 0, to: queries };
  for await (const { rows: band, keys: seen, pattern } of weighedBands(of, layer, head, rows, weigh, signal)) {
    if (direction === "reads") line.set(pattern, seen.from);
    else if (token >= seen.from && token < seen.to) for (let query = band.from, at = token - seen.from; query < band.to; query++, at += seen.to - seen.from) line[query] = pattern[at] as number;
  }
  return line;
}

/** Longest run whose whole matrix is sent at once. */
export const MATRIX_LIMIT = 1024;

/** The whole matrix of one head, [query, key]. */
export async function matrixOf(of: AttentionOf, { layer, head, weighting }: HeadOfRun & { weighting: Weighting }, signal: AbortSignal): Promise<Float32Array> {
  const [queries, keys] = [of.run.ids.length, keyCount(of)];
  if (Math.max(queries, keys) > MATRIX_LIMIT) {
    throw new Problem("text-too-long", `A matrix of ${queries} × ${keys} is too large to send whole.`, { remedy: `Select at most ${MATRIX_LIMIT} tokens.` });
  }
  const weigh = await weighBy(weighting, of, layer, head);
  const matrix = new Float32Array(queries * keys);
  for await (const { rows, keys: seen, pattern } of weighedBands(of, layer, head, { from: 0, to: queries }, weigh, signal)) {
    const width = seen.to - seen.from;
    for (let query = rows.from, start = 0; query < rows.to; query++, start += width) matrix.set(pattern.subarray(start, start + width), query * keys + seen.from);
  }
  return matrix;
}
