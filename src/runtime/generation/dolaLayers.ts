/**
 * The streams that DoLa contrasts the last one with (Chuang et al. 2024), as upstream chooses them: every second one of the lower ("low")
 * or upper half ("high"), of more than 40 layers every second one of the first or last twenty. Stream 0 is the embedding, which says
 * nothing where the output is tied to it.
 */
export function dolaLayers(wanted: "low" | "high" | readonly number[], layers: number, tied: boolean): readonly number[] {
  if (typeof wanted !== "string") return wanted;
  const half = Math.floor(layers / 2);
  if (wanted === "high") return everySecond(layers <= 40 ? half : layers - 20, layers);
  const start = tied ? Math.min(2, layers - 1) : 0;
  return start === half ? [start] : everySecond(start, layers <= 40 ? half : 20);
}

const everySecond = (from: number, to: number): number[] => Array.from({ length: Math.max(0, Math.ceil((to - from) / 2)) }, (_, i) => from + 2 * i);
