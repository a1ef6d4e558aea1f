import type { Ref } from "lit-html/directives/ref.js";
import type { AttentionPane, Line, Tile } from "../../src/protocol/attention";
import { FAINTEST, type Link, linksOf } from "../draw/links";
import { heaviestWindow, scrollToMiddle } from "../draw/listWindow";
import { strengthOf } from "../draw/ramp";
import type { Theme } from "../ui/theme";
import type { Scrolled } from "./actions";
import { paintLinks } from "./paint/links";
import { opposite, paneOf, tokensOf } from "./panes";
import type { AttentionState, Focus } from "./state";
import { greatest } from "./tokenRows";
import { COLUMN_ROW, type LinkParts } from "./view/tokenLinks";

const MOST_ROWS = 18;

/** The two columns of tokens: where they are scrolled to, and the lines between them. */
export class Columns {
  #followed = "";
  #centred: Line | null = null;
  readonly #seen = new WeakSet<HTMLElement>();

  constructor(
    private readonly parts: LinkParts,
    private readonly scrolled: Record<Scrolled, number>,
  ) {}

  /** How many rows both columns show: as many as the longer one has, up to a limit. */
  rows(pane: AttentionPane | undefined): number {
    return Math.min(Math.max(pane?.queries.length ?? 0, pane?.keys.length ?? 0), MOST_ROWS);
  }

  /** Brings the token that is looked at into sight, and on the other side the neighbourhood with the most weight. */
  follow(state: AttentionState, focus: Focus | null, line: Line | undefined): void {
    this.#restore(this.parts.queries.value, this.scrolled.queries);
    this.#restore(this.parts.keys.value, this.scrolled.keys);
    if (!focus) return;
    const [own, other]: [Ref<HTMLElement>, Ref<HTMLElement>] =
      focus.direction === "reads" ? [this.parts.queries, this.parts.keys] : [this.parts.keys, this.parts.queries];
    const followed = `${state.choice.pane} ${focus.token} ${focus.direction}`;
    const pane = paneOf(state);
    const count = tokensOf(pane, focus.direction).length;
    const others = tokensOf(pane, opposite(focus.direction)).length;
    const height = this.rows(pane) * COLUMN_ROW;
    const column = own.value;
    if (column && followed !== this.#followed) {
      const top = focus.token * COLUMN_ROW;
      const seen = top >= column.scrollTop && top + COLUMN_ROW <= column.scrollTop + height;
      if (!seen) column.scrollTop = scrollToMiddle(count, COLUMN_ROW, focus.token, height);
      this.#followed = followed;
    }
    if (other.value && line && line !== this.#centred) {
      other.value.scrollTop = heaviestWindow(line, this.rows(pane), (focus.token * others) / Math.max(1, count)) * COLUMN_ROW;
      this.#centred = line;
    }
  }

  /** Paints the lines: of the token that is looked at, or faintly all of them where the whole matrix is here. */
  paint(focus: Focus | null, line: Line | undefined, matrix: Tile | undefined, pane: AttentionPane, theme: Theme): void {
    const canvas = this.parts.links.value;
    const box = canvas?.parentElement;
    if (!canvas || !box) return;
    const columns = (this.parts.queries.value?.offsetWidth ?? 0) + (this.parts.keys.value?.offsetWidth ?? 0);
    const height = this.rows(pane) * COLUMN_ROW;
    const width = Math.max(0, box.clientWidth - columns);
    const { queries, keys } = this.scrolled;
    const places = { width, height, rowHeight: COLUMN_ROW, scrolledQueries: queries, scrolledKeys: keys };
    const faint = focus === null;
    const links = focus ? (line ? this.#ofFocus(focus, line, pane) : []) : matrix ? this.#all(matrix, pane) : [];
    paintLinks(canvas, links, places, theme, faint);
  }

  /** A column that comes back after the table begins where the one before was. */
  #restore(column: HTMLElement | undefined, top: number): void {
    if (!column || this.#seen.has(column)) return;
    this.#seen.add(column);
    column.scrollTop = top;
  }

  #ofFocus({ token, direction }: Focus, line: Line, pane: AttentionPane): Link[] {
    const first = Math.floor((direction === "reads" ? this.scrolled.keys : this.scrolled.queries) / COLUMN_ROW);
    return linksOf(token, direction, strengths(line), first, first + this.rows(pane) + 1);
  }

  #all(matrix: Tile, pane: AttentionPane): Link[] {
    const first = (scrolled: number) => Math.floor(scrolled / COLUMN_ROW);
    const rows = this.rows(pane) + 1;
    const last = (tokens: readonly unknown[], scrolled: number) => Math.min(tokens.length, first(scrolled) + rows);
    const links: Link[] = [];
    for (let query = first(this.scrolled.queries); query < last(pane.queries, this.scrolled.queries); query++) {
      for (let key = first(this.scrolled.keys); key < last(pane.keys, this.scrolled.keys); key++) {
        const strength = (matrix.values[query * matrix.columns + key] ?? 0) / 255;
        if (strength > 3 * FAINTEST) links.push({ query, key, strength });
      }
    }
    return links.sort((one, other) => one.strength - other.strength);
  }
}

function strengths(line: Line): Float32Array {
  const most = greatest(line);
  return line.map(value => strengthOf(value, most));
}
