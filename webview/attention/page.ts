import { nothing, render, type TemplateResult } from "lit-html";
import { createRef, type Ref } from "lit-html/directives/ref.js";
import type { Line } from "../../src/protocol/attention";
import { beside } from "../draw/axis";
import { type End, endingAt } from "../draw/ramp";
import { type ThumbnailGrid, thumbnailGrid } from "../draw/thumbnailGrid";
import { onThemeChange, publishTheme, readTheme, type Theme } from "../ui/theme";
import { registerToolkit } from "../ui/toolkit";
import type { Actions, Scrolled } from "./actions";
import { lineOf } from "./choice";
import { Columns } from "./columns";
import { EditorMarks } from "./editorMarks";
import { HeatInput } from "./heatInput";
import { type HeatMap, tileDemand } from "./heatMap";
import { HostEvents } from "./hostEvents";
import { Lines } from "./lines";
import { seenIn, visiblePanes } from "./linked";
import { Mechanics } from "./mechanics";
import { type AttentionHost, pageActions } from "./pageActions";
import { pageKeys } from "./pageKeys";
import { Painter } from "./painter";
import { isRoomBeside, opposite, paneOf, tokensOf } from "./panes";
import { Pictures } from "./pictures";
import { type PointedCell, pointedCell, spokenCell } from "./pointedCell";
import { type AttentionState, endOf, type Focus, focusOf, initialState, metricOf } from "./state";
import { keptState, Store } from "./store";
import { attentionView, type PageParts, type PageScene } from "./view/page";
import type { PaneScene } from "./view/panesBeside";
import { tokenRowsFor } from "./view/tokenSection";
import { tip } from "./view/tip";

const TIP_WIDTH = 210;
const TIP_HEIGHT = 76;
/** Under three panes there is more room for the grid's height than for its width: the card goes beside it only if thumbnails stay this large, in pixels. */
const LEAST_UNDER = 30;

/** Opens the attention page in `root`: joins state, view and painting, and asks `host` for what to show. */
export function openAttentionPage(root: HTMLElement, host: AttentionHost): void {
  registerToolkit();
  new AttentionPage(root, host).begin();
}

class AttentionPage {
  readonly #root: HTMLElement;
  readonly #store: Store;
  readonly #pictures: Pictures;
  readonly #lines: Lines;
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
  readonly #steep = new Map<End, Theme>();
  #theme: Theme = readTheme();
  #frame = 0;
  /** The pane of the last frame. */
  #pane = 0;

  constructor(root: HTMLElement, host: AttentionHost) {
    this.#root = root;
    const before = keptState(host.restore());
    this.#store = new Store(initialState(before), this.#changed);
    const on = { arrive: this.#changed, fail: this.#store.failed };
    this.#lines = new Lines((request, signal) => host.ask.line(request, { signal }), on);
    this.#mechanics = new Mechanics(host, on);
    this.#actions = pageActions(this.#store, {
      host,
      map: () => this.#pictures.of(this.#store.state.choice.pane).map,
      scrolled: this.#scrolled,
      changed: this.#changed,
      retry: () => this.#retry(),
      stopGlances: () => this.#events.stopGlances(),
      tokenTable: () => this.#tokenTable(),
    });
    const inputOf = (map: HeatMap, pane: number) => new HeatInput(map, pane, this.#actions, () => seenIn(this.#store.state, pane), this.#changed);
    this.#pictures = new Pictures(tileDemand((request, signal) => host.ask.tile(request, { signal }), on), inputOf);
    const element = <E extends Element>(): Ref<E> => createRef<E>();
    this.#parts = { mask: element(), heads: element(), queries: element(), keys: element(), links: element() };
    this.#events = new HostEvents(host, this.#store, before?.run ?? null, () => this.#newRun());
    this.#marks = new EditorMarks(host, this.#lines, this.#store.failed);
    this.#columns = new Columns(this.#parts, this.#scrolled);
    this.#painter = new Painter(this.#parts);
    this.#sizes = new ResizeObserver(this.#changed);
    document.addEventListener("scroll", this.#pictures.onPageScroll, { passive: true });
  }

  begin(): void {
    publishTheme(this.#theme);
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#steep.clear();
      publishTheme(this.#theme);
      this.#changed();
    });
    window.addEventListener("resize", this.#changed);
    document.addEventListener("keydown", pageKeys(this.#store, this.#actions, this.#events.act));
    this.#sizes.observe(this.#root);
    this.#draw();
    void this.#events.begin();
  }

  readonly #changed = (): void => {
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  readonly #draw = (): void => {
    const besides = isRoomBeside(this.#store.state, this.#root.clientWidth);
    this.#store.update(state => (state.beside === besides ? state : { ...state, beside: besides }));
    this.#frame = 0;
    const { state } = this.#store;
    const placed = this.#pictures.want(state, this.#theme);
    this.#lines.want(state, pane => this.#pictures.of(pane).map.numberedRows());
    // What is pointed at in another pane is looked at in the chosen one too.
    const seen = seenIn(state, state.choice.pane);
    const pane = paneOf(seen);
    const { map } = this.#pictures.of(state.choice.pane);
    // The picture first: what stands behind it can wait.
    if (map.arrived) this.#mechanics.want(seen);
    const focus = focusOf(seen);
    const line = focus ? this.#line(seen, focus) : undefined;
    render(this.#view(seen, focus, line), this.#root);
    this.#measure();
    this.#followPane(state.choice.pane);
    if (!pane) return;
    this.#columns.follow(seen, focus, line);
    this.#columns.paint(focus, line, map.matrix(), pane, this.#theme);
    this.#paint(state, seen);
    this.#marks.follow(state);
    // The first frame with a picture has no size for it yet: the element has only now come into being.
    if (!placed) this.#changed();
  };

  #paint(state: AttentionState, seen: AttentionState): void {
    this.#painter.thumbnails(seen, this.#grid(), metricOf(seen) === "picture" ? this.#pictureTheme(seen) : this.#theme);
    for (const number of visiblePanes(state)) {
      const there = seenIn(state, number);
      const row = (query: number) => this.#lines.get(lineOf(there.choice, query, "reads"));
      this.#painter.picture(state, number, this.#pictures.of(number), this.#pictureTheme(there), row);
    }
    this.#painter.mask(this.#mechanics.mask(seen), paneOf(seen)?.keys.length ?? 0, this.#theme);
  }

  /** The theme with the ramp of a pane's pictures: the same object as long as nothing about it changes. */
  #pictureTheme(seen: AttentionState): Theme {
    const end = endOf(seen);
    const made = this.#steep.get(end) ?? { ...this.#theme, ramp: endingAt(this.#theme.ramp, end) };
    this.#steep.set(end, made);
    return made;
  }

  #view(seen: AttentionState, focus: Focus | null, line: Line | undefined): TemplateResult {
    const { state } = this.#store;
    const cell = pointedCell(state, pane => this.#pictures.of(pane).map, this.#lines);
    const panes = visiblePanes(state).map((number): PaneScene => {
      const { parts } = this.#pictures.of(number);
      return { number, seen: seenIn(state, number), parts, tip: state.hover?.pane === number ? this.#tip(cell, number) : nothing };
    });
    const links = { focus, line, scrolled: this.#scrolled, rows: this.#columns.rows(paneOf(seen)), theme: this.#theme };
    const { scale } = this.#pictures.of(state.choice.pane).map;
    const scene: PageScene = { grid: this.#grid(), panes, links, scrolled: this.#scrolled, scale, mask: this.#mechanics.mask(seen), scaling: this.#mechanics.scaling(seen), announcement: spokenCell(cell) };
    return attentionView(seen, scene, this.#parts, this.#actions);
  }

  #grid(): ThumbnailGrid {
    const { state } = this.#store;
    const pane = paneOf(state);
    const width = this.#parts.heads.value?.clientWidth ?? this.#root.clientWidth;
    const proportion = pane ? pane.queries.length / pane.keys.length : 1;
    return thumbnailGrid(pane?.layers ?? 1, pane?.heads ?? 1, width, Math.max(200, window.innerHeight * 0.4), proportion, state.beside ? LEAST_UNDER : undefined);
  }

  #line({ choice }: AttentionState, { token, direction }: Focus): Line | undefined {
    return this.#lines.get(lineOf(choice, token, direction));
  }

  #tip(cell: PointedCell | null, number: number): TemplateResult | typeof nothing {
    if (!cell || cell.by === "column") return nothing;
    const { map, parts } = this.#pictures.of(number);
    const [left, top] = map.middleOf(cell);
    const gap = 14 + map.viewport.scale / 2;
    // Beside higher pictures a low one has room below it, and what is below them is not what is looked at.
    const slack = this.#store.state.beside ? TIP_HEIGHT : 0;
    const heights = visiblePanes(this.#store.state).map(pane => this.#pictures.of(pane).map).map(({ gutters, plot }) => gutters.top + plot.height);
    const [width, height] = [parts.frame.value?.clientWidth ?? 0, Math.max(...heights) + slack];
    const place = { left: beside(left, gap, TIP_WIDTH, width), top: beside(top, gap, TIP_HEIGHT, height), width: TIP_WIDTH };
    return tip(cell, cell.in, place);
  }

  /** Another pane was chosen: the keyboard goes along from picture to picture. */
  #followPane(pane: number): void {
    const [before, now] = [this.#pictures.of(this.#pane), this.#pictures.of(pane)];
    if (before !== now && before.parts.marks.value && document.activeElement === before.parts.marks.value) now.parts.marks.value?.focus();
    this.#pane = pane;
  }

  /** New elements are watched for their size from now on. */
  #measure(): void {
    const frames = visiblePanes(this.#store.state).map(number => this.#pictures.of(number).parts.frame);
    for (const { value } of [...frames, this.#parts.heads]) {
      if (!value || this.#measured.has(value)) continue;
      this.#measured.set(value, true);
      this.#sizes.observe(value);
    }
  }

  #newRun(): void {
    this.#pictures.clear();
    this.#lines.clear();
    this.#mechanics.clear();
  }

  #retry(): void {
    this.#store.update(state => ({ ...state, partProblem: null }));
    this.#pictures.retry();
    this.#lines.retry();
    this.#mechanics.retry();
    this.#events.askGlances();
  }

  #tokenTable(): (string | number)[][] {
    const seen = seenIn(this.#store.state, this.#store.state.choice.pane);
    const focus = focusOf(seen);
    const line = focus && this.#line(seen, focus);
    return line ? tokenRowsFor(line, tokensOf(paneOf(seen), opposite(focus.direction))) : [];
  }
}
