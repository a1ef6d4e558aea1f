import type { Cell } from "../draw/viewport";
import type { Actions } from "./actions";
import type { HeatMap } from "./heatMap";
import { paneOf, readsItself } from "./panes";
import type { AttentionState } from "./state";

/** Further than this, a press is a drag; in pixels. */
const DRAG = 4;
/** A wheel that has been scrolling the page goes on doing so for this long, in milliseconds. */
const SAME_GESTURE = 350;

/** Turns what pointer, wheel and keys do on a pane's picture into what it means. Pointing leaves the choice of the pane alone; working in it chooses it. */
export class HeatInput {
  #drag: { readonly pointer: number; x: number; y: number; moved: number } | null = null;
  #pageScrolled = -Infinity;

  constructor(
    private readonly map: HeatMap,
    private readonly pane: number,
    private readonly actions: Actions,
    /** The state as this pane sees it. */
    private readonly state: () => AttentionState,
    private readonly changed: () => void,
  ) {}

  /** To be told whenever the page itself scrolls. */
  readonly onPageScroll = (event: Event): void => {
    this.#pageScrolled = event.timeStamp;
  };

  readonly onPointer = (event: PointerEvent): void => {
    const canvas = event.currentTarget as HTMLElement;
    if (event.type === "pointerleave" || event.type === "pointercancel") {
      this.#drag = null;
      if (this.state().hover?.by === "pointer") this.actions.hover(null);
    } else if (event.type === "pointerdown" && event.button === 0) {
      canvas.setPointerCapture(event.pointerId);
      this.actions.choosePane(this.pane);
      this.#drag = { pointer: event.pointerId, x: event.clientX, y: event.clientY, moved: 0 };
    } else if (event.type === "pointermove") {
      this.#move(event, canvas);
    } else if (event.type === "pointerup" && this.#drag?.pointer === event.pointerId) {
      const click = this.#drag.moved < DRAG;
      this.#drag = null;
      canvas.classList.remove("dragging");
      if (click) this.#click(event);
    }
  };

  readonly onWheel = (event: WheelEvent): void => {
    const pinch = event.ctrlKey || event.metaKey;
    // A gesture that began by scrolling the page past the picture is not the picture's.
    if (!pinch && event.timeStamp - this.#pageScrolled < SAME_GESTURE) return;
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    if (!pinch && (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
      this.map.pan(-lines * (event.deltaX || event.deltaY), 0);
      event.preventDefault();
      return this.changed();
    }
    const factor = Math.exp((-lines * event.deltaY * (pinch ? 4 : 1)) / 500);
    const zoomed = this.map.zoom(Math.min(3, Math.max(1 / 3, factor)), event.offsetX, event.offsetY);
    // At the end of the zoom the page scrolls on, so that the picture is no trap.
    if (zoomed || pinch) event.preventDefault();
    if (zoomed) this.#hoverAt(event);
  };

  readonly onFocus = (event: FocusEvent): void => {
    const { hover, shown } = this.state();
    if (event.type === "blur") {
      if (hover?.by === "keyboard") this.actions.hover(null);
    } else if (!hover && shown && (event.currentTarget as HTMLElement).matches(":focus-visible")) {
      this.actions.hover({ ...this.#start(Math.floor(this.map.viewport.y), Math.floor(this.map.viewport.x)), by: "keyboard", pane: this.pane });
    }
  };

  readonly onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey) return;
    const pane = paneOf(this.state());
    if (!pane) return;
    const { hover } = this.state();
    const start = this.#start(0, 0);
    const onDiagonal = readsItself(pane);
    const [lastQuery, lastKey] = [pane.queries.length - 1, pane.keys.length - 1];
    const cell = { query: hover?.query ?? start.query, key: hover?.key ?? (onDiagonal ? hover?.query : null) ?? start.key };
    const step = event.ctrlKey ? 10 : 1;
    const go = (query: number, key: number) => {
      const to = { query: Math.min(lastQuery, Math.max(0, query)), key: Math.min(lastKey, Math.max(0, key)) };
      this.map.reveal(to);
      this.actions.hover({ ...to, by: "keyboard", pane: this.pane });
    };
    const arrow = ARROWS[event.key];
    const { width, height } = this.map.plot;
    const page = Math.max(1, Math.floor(height / this.map.viewport.scale / 2));
    const keys: Readonly<Record<string, () => void>> = {
      Home: () => go(event.ctrlKey ? 0 : cell.query, 0),
      End: () => go(event.ctrlKey ? lastQuery : cell.query, event.ctrlKey || !onDiagonal ? lastKey : cell.query),
      PageUp: () => go(cell.query - page, cell.key),
      PageDown: () => go(cell.query + page, cell.key),
      Enter: () => this.#pinCell(cell),
      " ": () => this.#pinCell(cell),
      "+": () => this.actions.zoom(1.6),
      "=": () => this.actions.zoom(1.6),
      "-": () => this.actions.zoom(1 / 1.6),
      "0": this.actions.showAll,
      r: () => this.actions.chooseDirection("reads"),
      c: () => this.actions.chooseDirection("read-by"),
    };
    const named = event.ctrlKey && event.key.length === 1 ? undefined : keys[event.key];
    const pan = (right: number, down: number) => {
      this.map.pan(right, down);
      this.changed();
    };
    if (!arrow && !named) return;
    this.actions.choosePane(this.pane);
    if (arrow && event.shiftKey) pan((-arrow[1] * width) / 4, (-arrow[0] * height) / 4);
    else if (arrow) go(cell.query + step * arrow[0], cell.key + step * arrow[1]);
    else named?.();
    event.preventDefault();
    event.stopPropagation();
  };

  /** The cell where keys begin: the pinned token's own, where a query and a key can be the same token. */
  #start(query: number, key: number): Cell {
    const state = this.state();
    const { pinned, direction } = state.choice;
    const pane = paneOf(state);
    if (pane && readsItself(pane)) return { query: pinned ?? query, key: pinned ?? query };
    return { query: direction === "reads" ? (pinned ?? query) : query, key: direction === "read-by" ? (pinned ?? key) : key };
  }

  #move(event: PointerEvent, canvas: HTMLElement): void {
    const drag = this.#drag;
    if (!drag) return this.#hoverAt(event);
    const [right, down] = [event.clientX - drag.x, event.clientY - drag.y];
    drag.moved += Math.hypot(right, down);
    Object.assign(drag, { x: event.clientX, y: event.clientY });
    if (drag.moved < DRAG) return;
    canvas.classList.add("dragging");
    this.map.pan(right, down);
    this.#hoverAt(event);
  }

  #hoverAt(event: MouseEvent): void {
    const spot = this.map.spotAt(event.offsetX, event.offsetY);
    this.actions.hover(spot && { ...spot, by: "pointer", pane: this.pane });
    this.changed();
  }

  #click(event: PointerEvent): void {
    const spot = this.map.spotAt(event.offsetX, event.offsetY);
    if (spot) this.#pinCell(spot);
    else this.actions.unpin();
  }

  /** A cell pins its query or its key, whichever way one looks; an axis pins the token beside it. */
  #pinCell({ query, key }: { readonly query: number | null; readonly key: number | null }): void {
    const { direction } = this.state().choice;
    if (query !== null && (key === null || direction === "reads")) this.actions.pin(query, "reads");
    else if (key !== null) this.actions.pin(key, "read-by");
  }
}

const ARROWS: Readonly<Record<string, readonly [queries: number, keys: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};
