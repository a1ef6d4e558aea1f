import type { Ref } from "lit-html/directives/ref.js";
import type { Line, Tile } from "../../src/protocol/attention";
import { FAINTEST, type Link, linksOf } from "../draw/links";
import { heaviestWindow, scrollToMiddle } from "../draw/listWindow";
import { strengthOf } from "../draw/ramp";
import type { Theme } from "../ui/theme";
import type { Scrolled } from "./actions";
import { paintLinks } from "./paint/links";
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

  /** How many rows a column shows. */
  rows(tokens: number): number {
    return Math.min(tokens, MOST_ROWS);
  }

  /** Brings the token that is looked at into sight, and on the other side the neighbourhood with the most weight. */
  follow(state: AttentionState, focus: Focus | null, line: Line | undefined): void {
    this.#restore(this.parts.queries.value, this.scrolled.queries);
    this.#restore(this.parts.keys.value, this.scrolled.keys);
    if (!focus) return;
    const [own, other]: [Ref<HTMLElement>, Ref<HTMLElement>] =
      focus.direction === "reads" ? [this.parts.queries, this.parts.keys] : [this.parts.keys, this.parts.queries];
    const followed = `${focus.token} ${focus.direction}`;
    const count = state.shown?.run.tokens.length ?? 0;
    const height = this.rows(count) * COLUMN_ROW;
    const column = own.value;
    if (column && followed !== this.#followed) {
      const top = focus.token * COLUMN_ROW;
      const seen = top >= column.scrollTop && top + COLUMN_ROW <= column.scrollTop + height;
      if (!seen) column.scrollTop = scrollToMiddle(count, COLUMN_ROW, focus.token, height);
      this.#followed = followed;
    }
    if (other.value && line && line !== this.#centred) {
      other.value.scrollTop = heaviestWindow(line, this.rows(count), focus.token) * COLUMN_ROW;
      this.#centred = line;
    }
  }

  /** Paints the lines: of the token that is looked at, or faintly all of them where the whole matrix is here. */
  paint(focus: Focus | null, line: Line | undefined, matrix: Tile | undefined, tokens: number, theme: Theme): void {
    const canvas = this.parts.links.value;
    const box = canvas?.parentElement;
    if (!canvas || !box) return;
    const columns = (this.parts.queries.value?.offsetWidth ?? 0) + (this.parts.keys.value?.offsetWidth ?? 0);
    const height = this.rows(tokens) * COLUMN_ROW;
    const width = Math.max(0, box.clientWidth - columns);
    const { queries, keys } = this.scrolled;
    const places = { width, height, rowHeight: COLUMN_ROW, scrolledQueries: queries, scrolledKeys: keys };
    const faint = focus === null;
    const links = focus ? (line ? this.#ofFocus(focus, line, tokens) : []) : matrix ? this.#all(matrix, tokens) : [];
    paintLinks(canvas, links, places, theme, faint);
  }

  /** A column that comes back after the table begins where the one before was. */
  #restore(column: HTMLElement | undefined, top: number): void {
    if (!column || this.#seen.has(column)) return;
    this.#seen.add(column);
    column.scrollTop = top;
  }

  #ofFocus({ token, direction }: Focus, line: Line, tokens: number): Link[] {
    const first = Math.floor((direction === "reads" ? this.scrolled.keys : this.scrolled.queries) / COLUMN_ROW);
    return linksOf(token, direction, strengths(line), first, first + this.rows(tokens) + 1);
  }

  #all(matrix: Tile, tokens: number): Link[] {
    const first = (scrolled: number) => Math.floor(scrolled / COLUMN_ROW);
    const rows = this.rows(tokens) + 1;
    const links: Link[] = [];
    for (let query = first(this.scrolled.queries); query < Math.min(tokens, first(this.scrolled.queries) + rows); query++) {
      for (let key = first(this.scrolled.keys); key < Math.min(tokens, first(this.scrolled.keys) + rows); key++) {
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
