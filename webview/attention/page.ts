import { nothing, render, type TemplateResult } from "lit-html";
import { createRef, type Ref } from "lit-html/directives/ref.js";
import type { Line } from "../../src/protocol/attention";
import { beside } from "../draw/axis";
import { weight } from "../draw/format";
import { type End, endingAt } from "../draw/ramp";
import { type ThumbnailGrid, thumbnailGrid } from "../draw/thumbnailGrid";
import { onThemeChange, publishTheme, readTheme, type Theme } from "../ui/theme";
import { registerToolkit } from "../ui/toolkit";
import type { Actions, Scrolled } from "./actions";
import { Columns } from "./columns";
import { EditorMarks } from "./editorMarks";
import { HeatInput } from "./heatInput";
import { HeatMap, type LineAsk, lineDemand } from "./heatMap";
import { HostEvents } from "./hostEvents";
import { Mechanics } from "./mechanics";
import { type AttentionHost, pageActions } from "./pageActions";
import { pageKeys } from "./pageKeys";
import { Painter } from "./painter";
import { opposite, paneOf, tokensOf } from "./panes";
import { TileImages } from "./paint/tileImages";
import { type Focus, focusOf, endOf, hoveredCell, initialState } from "./state";
import { keptState, Store } from "./store";
import { attentionView, type PageParts, type PageScene } from "./view/page";
import { spokenToken } from "./view/token";
import { tokenRowsFor } from "./view/tokenSection";
import { tip } from "./view/tip";

const TIP_WIDTH = 210;
const TIP_HEIGHT = 76;

/** Opens the attention page in `root`: joins state, view and painting, and asks `host` for what to show. */
export function openAttentionPage(root: HTMLElement, host: AttentionHost): void {
  registerToolkit();
  new AttentionPage(root, host).begin();
}

class AttentionPage {
  readonly #root: HTMLElement;
  readonly #store: Store;
  readonly #images = new TileImages();
  readonly #map: HeatMap;
  readonly #lines: ReturnType<typeof lineDemand>;
  readonly #mechanics: Mechanics;
  readonly #parts: PageParts;
  readonly #scrolled: Record<Scrolled, number> = { queries: 0, keys: 0, headTable: 0, tokenTable: 0 };
  readonly #actions: Actions;
  readonly #events: HostEvents;
  readonly #marks: EditorMarks;
  readonly #columns: Columns;
  readonly #painter: Painter;
  readonly #sizes: ResizeObserver;
  readonly #measured = new WeakMap<Element, true>();
  #theme: Theme = readTheme();
  #steep: { readonly from: Theme; readonly end: End; readonly theme: Theme } | null = null;
  #frame = 0;

  constructor(root: HTMLElement, host: AttentionHost) {
    this.#root = root;
    const before = keptState(host.restore());
    this.#store = new Store(initialState(before), this.#changed);
    const on = { arrive: this.#changed, fail: this.#store.failed };
    this.#map = new HeatMap(this.#images, (request, signal) => host.ask.tile(request, { signal }), on);
    this.#lines = lineDemand((request, signal) => host.ask.line(request, { signal }), on);
    this.#mechanics = new Mechanics(host, on);
    this.#actions = pageActions(this.#store, {
      host,
      map: this.#map,
      scrolled: this.#scrolled,
      changed: this.#changed,
      retry: () => this.#retry(),
      stopGlances: () => this.#events.stopGlances(),
      tokenTable: () => this.#tokenTable(),
    });
    const input = new HeatInput(this.#map, this.#actions, () => this.#store.state, this.#changed);
    const { onPointer, onWheel, onKey, onFocus } = input;
    const element = <E extends Element>(): Ref<E> => createRef<E>();
    this.#parts = { mask: element(), frame: element(), picture: element(), marks: element(), heads: element(), queries: element(), keys: element(), links: element(), onPointer, onWheel, onKey, onFocus };
    this.#events = new HostEvents(host, this.#store, before?.run ?? null, () => this.#newRun());
    this.#marks = new EditorMarks(host, this.#store.failed);
    this.#columns = new Columns(this.#parts, this.#scrolled);
    this.#painter = new Painter(this.#parts, this.#images);
    this.#sizes = new ResizeObserver(this.#changed);
    document.addEventListener("scroll", input.onPageScroll, { passive: true });
  }

  begin(): void {
    publishTheme(this.#theme);
    onThemeChange(() => {
      this.#theme = readTheme();
      publishTheme(this.#theme);
      this.#changed();
    });
    window.addEventListener("resize", this.#changed);
    document.addEventListener("keydown", pageKeys(this.#store, this.#actions, this.#events.act));
    this.#draw();
    void this.#events.begin();
  }

  readonly #changed = (): void => {
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  readonly #draw = (): void => {
    this.#frame = 0;
    const { state } = this.#store;
    const focus = focusOf(state);
    const pane = paneOf(state);
    const frame = this.#parts.frame.value;
    if (pane && frame) this.#map.layout(pane, this.#theme, frame.clientWidth, Math.max(300, window.innerHeight * 0.74));
    if (pane) this.#map.want(state.choice, window.devicePixelRatio);
    this.#lines.want(pane ? this.#linesNeeded(focus) : []);
    // The picture first: what stands behind it can wait.
    if (this.#map.arrived) this.#mechanics.want(state);
    const line = focus ? this.#line(focus.token, focus.direction) : undefined;
    render(this.#view(focus, line), this.#root);
    this.#measure();
    if (!pane) return;
    this.#columns.follow(state, focus, line);
    this.#columns.paint(focus, line, this.#map.matrix(), pane, this.#theme);
    this.#painter.paint(state, this.#map, this.#grid(), { plain: this.#theme, picture: this.#pictureTheme() }, query => this.#line(query, "reads"));
    this.#painter.mask(this.#mechanics.mask(state), paneOf(state)?.keys.length ?? 0, this.#theme);
    this.#marks.follow(state, focus, line);
    // The first frame with a picture has no size for it yet: the element has only now come into being.
    if (!frame) this.#changed();
  };

  /** The theme with the ramp of heads' pictures: the same object as long as nothing about it changes. */
  #pictureTheme(): Theme {
    const from = this.#theme;
    const end = endOf(this.#store.state);
    if (this.#steep?.from !== from || this.#steep.end !== end) {
      this.#steep = { from, end, theme: { ...from, ramp: endingAt(from.ramp, end) } };
    }
    return this.#steep.theme;
  }

  #view(focus: Focus | null, line: Line | undefined): TemplateResult {
    const { state } = this.#store;
    const links = { focus, line, scrolled: this.#scrolled, rows: this.#columns.rows(paneOf(state)), theme: this.#theme };
    const scene: PageScene = { grid: this.#grid(), links, scrolled: this.#scrolled, tip: this.#tip(), scale: this.#map.scale, mask: this.#mechanics.mask(state), scaling: this.#mechanics.scaling(state), announcement: this.#announcement() };
    return attentionView(state, scene, this.#parts, this.#actions);
  }

  #grid(): ThumbnailGrid {
    const pane = paneOf(this.#store.state);
    const width = this.#parts.heads.value?.clientWidth ?? this.#root.clientWidth;
    const proportion = pane ? pane.queries.length / pane.keys.length : 1;
    return thumbnailGrid(pane?.layers ?? 1, pane?.heads ?? 1, width, Math.max(200, window.innerHeight * 0.4), proportion);
  }

  /** The most urgent first: what is looked at, then what is written into cells. */
  #linesNeeded(focus: Focus | null): LineAsk[] {
    const { choice, hover } = this.#store.state;
    const { pane, layer, head, weighting } = choice;
    const cell = hoveredCell(hover);
    const ask = (token: number, direction: LineAsk["direction"]): LineAsk => ({ pane, layer, head, weighting, token, direction });
    const needed = focus ? [ask(focus.token, focus.direction)] : [];
    if (cell) needed.push(ask(cell.query, "reads"));
    return [...needed, ...this.#map.numberedRows().map(query => ask(query, "reads"))];
  }

  #line(token: number, direction: LineAsk["direction"]): Line | undefined {
    const { pane, layer, head, weighting } = this.#store.state.choice;
    return this.#lines.get({ pane, layer, head, weighting, token, direction });
  }

  #value(): string | null {
    const cell = hoveredCell(this.#store.state.hover);
    if (!cell) return null;
    const exact = this.#line(cell.query, "reads")?.[cell.key];
    if (exact !== undefined) return weight(exact);
    const rough = this.#map.roughly(cell);
    return rough ? `${rough.atMost ? "≤" : "≈"} ${weight(rough.value, 2)}` : "…";
  }

  #tip(): TemplateResult | typeof nothing {
    const { hover } = this.#store.state;
    const pane = paneOf(this.#store.state);
    const [cell, value] = [hoveredCell(hover), this.#value()];
    if (!pane || !cell || value === null || hover?.by === "column") return nothing;
    const [left, top] = this.#map.middleOf(cell);
    const gap = 14 + this.#map.viewport.scale / 2;
    const [width, height] = [this.#parts.frame.value?.clientWidth ?? 0, this.#map.gutters.top + this.#map.plot.height];
    const place = { left: beside(left, gap, TIP_WIDTH, width), top: beside(top, gap, TIP_HEIGHT, height), width: TIP_WIDTH };
    return tip({ ...cell, value }, pane, place);
  }

  #announcement(): string {
    const { hover } = this.#store.state;
    const pane = paneOf(this.#store.state);
    const cell = hoveredCell(hover);
    if (!pane || !cell || hover?.by !== "keyboard") return "";
    return `${spokenToken(pane.queries[cell.query])} ${cell.query} reads ${spokenToken(pane.keys[cell.key])} ${cell.key}: ${this.#value() ?? ""}`;
  }

  /** New elements are watched for their size from now on. */
  #measure(): void {
    for (const { value } of [this.#parts.frame, this.#parts.heads]) {
      if (!value || this.#measured.has(value)) continue;
      this.#measured.set(value, true);
      this.#sizes.observe(value);
    }
  }

  #newRun(): void {
    this.#map.tiles.clear();
    this.#lines.clear();
    this.#mechanics.clear();
    this.#map.showAll();
  }

  #retry(): void {
    this.#store.update(state => ({ ...state, partProblem: null }));
    this.#map.tiles.retry();
    this.#lines.retry();
    this.#mechanics.retry();
    this.#events.askGlances();
  }

  #tokenTable(): (string | number)[][] {
    const { state } = this.#store;
    const focus = focusOf(state);
    const line = focus && this.#line(focus.token, focus.direction);
    return line ? tokenRowsFor(line, tokensOf(paneOf(state), opposite(focus.direction))) : [];
  }
}
