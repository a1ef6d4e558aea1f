import type { Figure } from "./figure";

/** A number with as many digits as say something: ratios to a thousandth, others to three places. */
export function numberText(value: number, unit: Figure["unit"]): string {
  if (!Number.isFinite(value)) return "–";
  if (unit === "×") return value.toFixed(3);
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0);
}

/** "≥ 1.2 × met": a goal and whether it was reached. */
export function goalText({ goal, unit, peer }: Pick<Figure, "goal" | "unit" | "peer">, better: "higher" | "lower", met: boolean | null): string {
  if (goal === undefined) return "";
  return `${better === "higher" ? "≥" : "≤"} ${goal} ${peer ? "×" : unit} ${met === true ? "met" : "MISSED"}`;
}
