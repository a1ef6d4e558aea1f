import type { CurvesPicture } from "../../protocol/positions";
import type { TracedRun } from "../traces/tracedRun";

/** Root mean square over channels of the residual stream, mean over tokens: in front of each block and behind the last. */
export const streamSizes = ({ stream, recipe }: TracedRun): number[] => stream.map(rows => meanSize(rows, recipe.config.dModel));

/** Mean over tokens of the root mean square over channels of rows [token d_model]. */
function meanSize(rows: Float32Array, dModel: number): number {
  let sum = 0;
  for (let start = 0; start < rows.length; start += dModel) {
    let squares = 0;
    for (let channel = start; channel < start + dModel; channel++) squares += (rows[channel] as number) ** 2;
    sum += Math.sqrt(squares / dModel);
  }
  return (sum * dModel) / rows.length;
}

/** The sizes as a diagram. */
export const streamPicture = (sizes: readonly number[]): CurvesPicture => ({
  kind: "curves",
  id: "stream-by-layer",
  title: "Size of the residual stream",
  about: "Root mean square over channels, mean over tokens, in front of each block and behind the last.",
  x: { name: "blocks behind it", unit: "", at: Float32Array.from(sizes.keys()) },
  value: { name: "root mean square", unit: "" },
  lines: [{ name: "residual stream", values: Float32Array.from(sizes) }],
  logarithmic: false,
  steps: false,
});
