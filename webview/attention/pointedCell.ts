import type { AttentionPane } from "../../src/protocol/attention";
import { weight } from "../draw/format";
import type { Cell } from "../draw/viewport";
import { lineOf } from "./choice";
import type { HeatMap } from "./heatMap";
import type { Lines } from "./lines";
import { seenIn } from "./linked";
import { paneOf } from "./panes";
import { type AttentionState, type Hover, hoveredCell } from "./state";
import { spokenToken } from "./view/token";

/** The cell of a picture that is pointed at. */
export interface PointedCell extends Cell {
  readonly in: AttentionPane;
  readonly by: Hover["by"];
  /** "0.6213", with "≈" or "≤" before it until the exact value is here. */
  readonly value: string;
}

/** The cell that is pointed at in the pane with the number of the hover; null for none. */
export function pointedCell(state: AttentionState, map: (pane: number) => HeatMap, lines: Lines): PointedCell | null {
  const { hover } = state;
  const cell = hoveredCell(hover);
  if (!hover || !cell) return null;
  const seen = seenIn(state, hover.pane);
  const pane = paneOf(seen);
  if (!pane) return null;
  const exact = lines.get(lineOf(seen.choice, cell.query, "reads"))?.[cell.key];
  const rough = exact === undefined ? map(hover.pane).roughly(cell) : undefined;
  const value = exact !== undefined ? weight(exact) : rough ? `${rough.atMost ? "≤" : "≈"} ${weight(rough.value, 2)}` : "…";
  return { ...cell, in: pane, by: hover.by, value };
}

/** What is said aloud of a cell that the keyboard has gone to. */
export function spokenCell(cell: PointedCell | null): string {
  if (cell?.by !== "keyboard") return "";
  const { query, key, value, in: pane } = cell;
  return `${spokenToken(pane.queries[query])} ${query} reads ${spokenToken(pane.keys[key])} ${key}: ${value}`;
}
