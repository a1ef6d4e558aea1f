import type { ByDistance } from "../../protocol/attention";
import { Problem } from "../../protocol/problem";
import { headVectors } from "./headVectors";
import { logitBands } from "./patterns";
import type { AttentionOf } from "./passage";
import { relativeTerms } from "./relativeTerms";
import { visibleOf } from "./scaling";
import { turnedLengths } from "./turnedLengths";

/** A head's weights and logits by distance key − query, means over all pairs that the mask lets see each other, with what the position scheme's formula says of them. */
export async function byDistance(of: AttentionOf, layer: number, head: number, signal: AbortSignal): Promise<ByDistance> {
  if (of.kind === "cross") throw new Problem("input-invalid", "Between two texts there is no distance.", { remedy: "Choose the encoder's attention, or the decoder's own." });
  const length = of.run.ids.length;
  const [from, count] = [1 - length, 2 * length - 1];
  const [weight, content, position, pairs] = [new Float64Array(count), new Float64Array(count), new Float64Array(count), new Int32Array(count)];
  for await (const band of logitBands(of, layer, head, { from: 0, to: length }, signal)) {
    const width = band.keys.to - band.keys.from;
    for (let query = band.rows.from; query < band.rows.to; query++) {
      const start = (query - band.rows.from) * width - band.keys.from;
      const seen = visibleOf(of, query, length);
      for (let key = seen.from; key < seen.to; key++) {
        const at = key - query - from;
        const own = band.content[start + key] as number;
        add(weight, at, band.pattern[start + key] as number);
        add(content, at, own);
        // Where the mask lets see, it adds nothing: the rest is what positions add.
        add(position, at, (band.scores[start + key] as number) - own);
        pairs[at] = (pairs[at] as number) + 1;
      }
    }
  }
  const mean = (sums: Float64Array): Float32Array => Float32Array.from(sums, (sum, at) => (pairs[at] === 0 ? NaN : sum / (pairs[at] as number)));
  return { from, pairs, weight: mean(weight), content: mean(content), position: of.run.recipe.position.score ? mean(position) : null, ...(await byFormula(of, layer, head, signal)) };
}

/** What only some schemes can tell of a head's own queries and keys. */
async function byFormula({ run }: AttentionOf, layer: number, head: number, signal: AbortSignal): Promise<Pick<ByDistance, "formula" | "turned">> {
  const { scheme } = run.recipe.position;
  if (scheme.kind !== "relative" && scheme.kind !== "rotary") return { formula: null, turned: null };
  const { still, ...vectors } = await headVectors(run, layer, head, signal);
  if (scheme.kind === "relative") return { formula: await relativeTerms(run, layer, scheme, vectors), turned: null };
  return { formula: null, turned: still && turnedLengths(still, vectors, run.recipe.config.dHead, scheme) };
}

function add(sums: Float64Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value;
}
