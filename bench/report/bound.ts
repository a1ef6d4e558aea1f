import type { Rates } from "../floors/rates";
import type { Figure } from "./figure";

/** What a figure cannot pass, in its unit: a least time, or a greatest number of tokens per second; null where none is known. */
export function boundOf({ cost, floor, unit }: Pick<Figure, "cost" | "floor" | "unit">, rates: Pick<Rates, "floor">): number | null {
  if (!cost) return floor?.value ?? null;
  const { milliseconds } = rates.floor(cost);
  return unit === "tokens/s" ? 1000 / milliseconds : milliseconds;
}
