import { readFile, writeFile } from "node:fs/promises";
import type { QuantisedName, WeightsCost } from "../../protocol/weights";

/** Beside quantised weights: the file that says what they were measured to cost. */
export const costFile = (file: string): string => file.replace(/\.safetensors$/, ".cost.json");

/** Remembers what the weights in a file of the cache cost. */
export async function rememberCost(file: string, cost: WeightsCost): Promise<void> {
  await writeFile(costFile(file), `${JSON.stringify(cost)}\n`);
}

/** What the weights in a file of the cache were measured to cost; null where nobody has measured it. */
export async function measuredCost(file: string, weights: QuantisedName): Promise<WeightsCost | null> {
  try {
    const cost = JSON.parse(await readFile(costFile(file), "utf8")) as Partial<WeightsCost>;
    const numbers = [cost.divergence, cost.agreement, cost.tokens];
    return cost.weights === weights && numbers.every(Number.isFinite) ? (cost as WeightsCost) : null;
  } catch {
    // Not measured, or written over by something else: it is measured again where somebody asks.
    return null;
  }
}
