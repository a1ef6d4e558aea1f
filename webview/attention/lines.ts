import type { Line } from "../../src/protocol/attention";
import { Demand } from "../draw/demand";
import { type LineAsk, lineOf } from "./choice";
import { tintLine } from "./editorSide";
import { seenIn, visiblePanes } from "./linked";
import { type AttentionState, focusOf, hoveredCell } from "./state";

/** The lines that are shown, fetched as they are needed. */
export class Lines {
  readonly #demand: Demand<LineAsk, Line>;

  constructor(
    fetch: (request: LineAsk, signal: AbortSignal) => Promise<Line>,
    on: { readonly arrive: () => void; readonly fail: (error: unknown) => void },
  ) {
    this.#demand = new Demand({
      keyOf: ({ pane, layer, head, weighting, token, direction }) => [pane, layer, head, weighting, token, direction].join(" "),
      fetch,
      capacity: 96,
      parallel: 3,
      onArrive: on.arrive,
      onFail: on.fail,
    });
  }

  /** Asks for the lines in sight, the most urgent first: what is looked at, then what is written into cells. */
  want(state: AttentionState, numberedRows: (pane: number) => readonly number[]): void {
    if (!state.shown) return this.#demand.want([]);
    const chosen = seenIn(state, state.choice.pane);
    const focus = focusOf(chosen);
    const needed = focus ? [lineOf(chosen.choice, focus.token, focus.direction)] : [];
    const [cell, tint] = [hoveredCell(state.hover), tintLine(state)];
    if (cell && state.hover) needed.push(lineOf(seenIn(state, state.hover.pane).choice, cell.query, "reads"));
    if (tint) needed.push(tint);
    const written = visiblePanes(state).flatMap(pane => {
      const { choice } = seenIn(state, pane);
      return numberedRows(pane).map(query => lineOf(choice, query, "reads"));
    });
    this.#demand.want([...needed, ...written]);
  }

  /** The line, if it is here. */
  get(ask: LineAsk): Line | undefined {
    return this.#demand.get(ask);
  }

  clear(): void {
    this.#demand.clear();
  }

  retry(): void {
    this.#demand.retry();
  }
}
