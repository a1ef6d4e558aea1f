import type { StackPositions } from "../../protocol/positions";
import type { SchemeKind, SchemeOf } from "../model/positions/scheme";
import type { Recipe } from "../model/recipe";

/** A learned table: [row, column], row-major. */
export interface LearnedTable {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A stack whose positions are described, and its tables of positions by their path in its graph (`pos_embed.W_pos`). */
export interface DescribedStack {
  readonly recipe: Recipe;
  readonly table: (path: string) => Promise<LearnedTable>;
}

/** What a kind of encoding has to tell about itself. */
export type Description = Omit<StackPositions, "stack" | "kind">;

/** Describes one kind of encoding by its figures and the formula that feeds the graph. */
export type Describer<K extends SchemeKind> = (scheme: SchemeOf<K>, stack: DescribedStack) => Description | Promise<Description>;
