import type { Cost } from "../floors/cost";
import type { Summary } from "../measure/summary";

/** Which way is good. */
export type Better = "higher" | "lower";

/** What somebody else takes for the same, measured in the same rounds. */
export interface Peer {
  readonly name: string;
  /** In the figure's unit. */
  readonly values: Summary;
  /** Ours to theirs within each round: what else the machine did then weighs on both. */
  readonly ratio: Summary;
}

/** One line of the report. */
export interface Figure {
  /** The model's or the case's name. */
  readonly of: string;
  readonly what: string;
  readonly unit: "ms" | "MB" | "×" | "tokens/s";
  readonly values: Summary;
  /** Lower where absent, except of tokens per second. */
  readonly better?: Better;
  readonly peer?: Peer;
  /** The least that the work costs (per token where the unit counts them); its floor follows from the rates of the same run. */
  readonly cost?: Cost;
  /** A bound that is no matter of rates, in the figure's unit, and what it is. */
  readonly floor?: { readonly value: number; readonly why: string };
  /** What the ratio to the peer should reach, or where there is none the median. */
  readonly goal?: number;
}

/** What one section found out. */
export interface Section {
  readonly name: string;
  readonly title: string;
  /** How it was measured, and what one must know to read it. */
  readonly notes: readonly string[];
  readonly figures: readonly Figure[];
  /** Why it did not run. */
  readonly skipped?: string;
}

/** Which way of a figure is good. */
export const betterOf = ({ better, unit }: Pick<Figure, "better" | "unit">): Better => better ?? (unit === "tokens/s" ? "higher" : "lower");

/** Whether a figure reaches its goal; null without one. */
export function isMet(figure: Pick<Figure, "better" | "unit" | "goal" | "peer" | "values">): boolean | null {
  const { goal, peer, values } = figure;
  if (goal === undefined) return null;
  const reached = (peer?.ratio ?? values).median;
  return betterOf(figure) === "higher" ? reached >= goal : reached <= goal;
}
