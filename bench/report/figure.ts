import type { Cost } from "../floors/cost";
import type { Summary } from "../measure/summary";

/** One line of the report. */
export interface Figure {
  /** The model's or the case's name. */
  readonly of: string;
  readonly what: string;
  readonly unit: "ms" | "MB" | "×" | "tokens/s";
  readonly values: Summary;
  /** The least that the work costs; its floor in milliseconds follows from the rates of the same run. */
  readonly cost?: Cost;
  /** A floor that is no matter of rates, in the figure's unit, and what it is. */
  readonly floor?: { readonly value: number; readonly why: string };
  /** The median should not be above it. */
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
