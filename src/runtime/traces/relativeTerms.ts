import type { ByDistance } from "../../protocol/attention";
import { readFloats } from "../checkpoints/safetensors";
import { clippedRow } from "../model/positions/relativeVectors";
import type { SchemeOf } from "../model/positions/scheme";
import type { Vectors } from "./headVectors";
import { visibleOf } from "./scaling";
import type { TracedRun } from "./tracedRun";

/**
 * What relative vectors add to a head's logits by distance key − query, by their formula: the mean over pairs that see each other of
 * q·a[query − key] · scale (Shaw et al. 2018, equation 5), and of k·a[query − key] · scale where the family has that term too (Huang et al.
 * 2020). The first distance is 1 − tokens; NaN where no pair lies so far apart.
 */
export async function relativeTerms(run: TracedRun, layer: number, scheme: SchemeOf<"relative">, vectors: Vectors): Promise<NonNullable<ByDistance["formula"]>> {
  const { scope, attention, config } = run.recipe;
  const { tensor } = run.model.open.weights.find(`${scope === "" ? "" : `${scope}.`}blocks.${layer}.attn.W_rel`);
  const table = await readFloats(tensor);
  const length = run.ids.length;
  const term = (side: keyof Vectors): Float64Array => {
    const sums = new Float64Array(2 * length - 1);
    const products = productsOf(vectors[side], table, config.dHead);
    const rows = 2 * scheme.clip - 1;
    for (let query = 0; query < length; query++) {
      const seen = visibleOf({ run, kind: "self" }, query, length);
      for (let key = seen.from; key < seen.to; key++) {
        const apart = clippedRow((run.positions[query] as number) - (run.positions[key] as number), scheme.clip);
        const at = key - query + length - 1;
        sums[at] = (sums[at] as number) + attention.scale * (products[(side === "q" ? query : key) * rows + apart] as number);
      }
    }
    return sums;
  };
  const pairs = new Float64Array(2 * length - 1);
  for (let query = 0; query < length; query++) {
    const seen = visibleOf({ run, kind: "self" }, query, length);
    for (let at = seen.from - query + length - 1; at < seen.to - query + length - 1; at++) pairs[at] = (pairs[at] as number) + 1;
  }
  const mean = (sums: Float64Array): Float32Array => Float32Array.from(sums, (sum, at) => (pairs[at] === 0 ? NaN : sum / (pairs[at] as number)));
  const byQuery = term("q");
  if (scheme.to === "query") return [{ name: "q·W_rel by the formula", values: mean(byQuery) }];
  const byKey = term("k");
  return [
    { name: "both by the formula", values: mean(byQuery.map((sum, at) => sum + (byKey[at] as number))) },
    { name: "q·W_rel", values: mean(byQuery) },
    { name: "k·W_rel", values: mean(byKey) },
  ];
}

/** The product of each vector [token d_head] with each row of the table [row d_head]: [token row]. */
function productsOf(vectors: Float32Array, table: Float32Array, width: number): Float64Array {
  const [tokens, rows] = [vectors.length / width, table.length / width];
  const products = new Float64Array(tokens * rows);
  for (let token = 0; token < tokens; token++) {
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let channel = 0; channel < width; channel++) sum += (vectors[token * width + channel] as number) * (table[row * width + channel] as number);
      products[token * rows + row] = sum;
    }
  }
  return products;
}
