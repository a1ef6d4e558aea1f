import type { BareToken } from "../../src/protocol/generation";
import type { Column } from "./column";
import { shownPath, shownSteps } from "./column";

/** A token in the ribbon: of the prompt's end, given to a branch, generated, or drafted and rejected. */
export interface RibbonCell {
  readonly kind: "prompt" | "given" | "step" | "rejected";
  readonly token: BareToken;
  /** Number behind the prompt; of a rejected token, of the one that stands there in its place. */
  readonly place: number;
  /** Bits; NaN where there are none. */
  readonly surprisal: number;
  /** Whether a draft had it. */
  readonly drafted: boolean;
}

/** So much of the prompt is shown, to see what was continued. */
const PROMPT_SHOWN = 24;

/** The cells of a column's ribbon, in reading order. */
export function ribbonCells(column: Column): RibbonCell[] {
  const { started } = column;
  const cells: RibbonCell[] = [];
  if (started && !started.encoderDecoder) {
    for (const token of started.prompt.slice(-PROMPT_SHOWN)) cells.push({ kind: "prompt", token, place: -1, surprisal: NaN, drafted: false });
  }
  const path = shownPath(column);
  const drafts = column.drafts.filter(draft => draft.path === path);
  const accepted = new Set(drafts.flatMap(draft => Array.from({ length: draft.accepted }, (_, index) => draft.step + index)));
  let next = 0;
  for (const [place, step] of shownSteps(column).entries()) {
    const own = place - column.given.length;
    for (; next < drafts.length && (drafts[next]?.step ?? 0) + (drafts[next]?.accepted ?? 0) <= own; next++) rejected(drafts[next]!, place, cells);
    cells.push({ kind: step.given ? "given" : "step", token: step.token, place, surprisal: step.surprisal, drafted: accepted.has(own) });
  }
  return cells;
}

function rejected({ draft, accepted }: Column["drafts"][number], place: number, cells: RibbonCell[]): void {
  for (const { token } of draft.slice(accepted)) cells.push({ kind: "rejected", token, place, surprisal: NaN, drafted: true });
}

/** Cells in lines of at most `width` pixels; a line break in the text ends a line. */
export function linesOf<C extends { readonly token: BareToken; readonly kind?: RibbonCell["kind"] }>(cells: readonly C[], width: number, widthOf: (cell: C) => number): C[][] {
  const lines: C[][] = [];
  let [line, used]: [C[], number] = [[], 0];
  const end = (): void => {
    if (line.length > 0) lines.push(line);
    [line, used] = [[], 0];
  };
  for (const cell of cells) {
    const wide = widthOf(cell);
    if (used + wide > width) end();
    line.push(cell);
    used += wide;
    if (cell.kind !== "rejected" && cell.token.text.endsWith("\n")) end();
  }
  end();
  return lines;
}

/** The lines of several columns: where they part, all begin a new line, and at the same height. `parts` is the first place that differs, by column. */
export function alignedLines(columns: readonly (readonly RibbonCell[])[], parts: readonly number[] | null, width: number, widthOf: (cell: RibbonCell) => number): RibbonCell[][][] {
  if (!parts) return columns.map(cells => linesOf(cells, width, widthOf));
  const halves = columns.map((cells, index) => {
    const cut = cells.findIndex(({ place }) => place >= (parts[index] ?? 0));
    const at = cut < 0 ? cells.length : cut;
    return { before: linesOf(cells.slice(0, at), width, widthOf), after: linesOf(cells.slice(at), width, widthOf) };
  });
  const height = Math.max(...halves.map(({ before }) => before.length));
  return halves.map(({ before, after }) => [...before, ...Array.from({ length: height - before.length }, () => []), ...after]);
}
