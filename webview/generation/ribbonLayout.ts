import { visibleText } from "../draw/tokenText";
import { alignedLines, type RibbonCell, ribbonCells } from "./ribbonCells";
import type { RibbonLayout } from "./scene";
import { type GenerationState, partsAt } from "./state";
import type { Column } from "./column";

/** Around a token's text, in pixels: as the style sheet has it. */
const PADDING = 8;
const WIDEST = 220;
const LEAST_COLUMN = 210;
/** Between columns, in pixels: as the style sheet has it. */
export const COLUMN_GAP = 18;

/** Lays out the columns' ribbons; what did not change stays the same object, so that only lines that changed are drawn anew. */
export class Ribbon {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  #font = "";
  #last: { readonly columns: readonly Column[]; readonly width: number; readonly layout: RibbonLayout } | null = null;

  constructor() {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) throw new Error("This browser draws no canvas.");
    this.#context = context;
  }

  /** The layout for `width` pixels, in letters of the family `mono`. */
  layout(state: GenerationState, width: number, mono: string): RibbonLayout {
    if (this.#font !== mono) {
      this.#font = mono;
      this.#context.font = `12px ${mono}`;
      this.#widths.clear();
      this.#last = null;
    }
    const { columns } = state;
    const side = Math.max(Math.min(width, LEAST_COLUMN), Math.floor((width - COLUMN_GAP * (columns.length - 1)) / Math.max(1, columns.length)));
    const last = this.#last;
    if (last && last.width === side && last.columns.length === columns.length && columns.every((column, index) => column === last.columns[index])) return last.layout;
    const parts = partsAt(state);
    const cells = columns.map((column, index) => this.#known(column, index) ?? ribbonCells(column));
    const layout: RibbonLayout = { lines: alignedLines(cells, parts, side, this.widthOf), widthOf: this.widthOf, width: side, parts };
    this.#last = { columns, width: side, layout };
    return layout;
  }

  readonly widthOf = ({ token }: RibbonCell): number => {
    const known = this.#widths.get(token.text);
    if (known !== undefined) return known;
    const width = Math.ceil(Math.min(WIDEST, this.#context.measureText(visibleText(token.text)).width)) + PADDING;
    this.#widths.set(token.text, width);
    return width;
  };

  /** The cells of a column that is the same as before. */
  #known(column: Column, index: number): RibbonCell[] | undefined {
    return this.#last?.columns[index] === column ? this.#last.layout.lines[index]?.flat() : undefined;
  }
}
