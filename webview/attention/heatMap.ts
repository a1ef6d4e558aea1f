import type { AttentionPane, LayerGlance, Tile, TileRequest } from "../../src/protocol/attention";
import { TILE } from "../../src/protocol/attention";
import { Demand } from "../draw/demand";
import { levelFor, type TilePlace, topLevel, visibleTiles } from "../draw/pyramid";
import { valueOf } from "../draw/ramp";
import { type Cell, cellAt, clampViewport, fit, isZoomed, panBy, type Plot, plotFor, reveal, type Viewport, visibleQueries, zoomAt } from "../draw/viewport";
import type { Theme } from "../ui/theme";
import type { HeadChoice } from "./choice";
import { Labels } from "./paint/labels";
import { NUMBERED } from "./paint/picture";
import type { Gutters, Scene } from "./paint/scene";
import { thumbnailOf } from "./paint/thumbnails";
import type { TileImages } from "./paint/tileImages";
import { readsItself } from "./panes";

/** A tile of a pane's picture. */
export type TileAsk = Omit<TileRequest, "run"> & HeadChoice;
/** The tiles of all panes. */
export type TileDemand = Demand<TileAsk, Tile>;

/** Where on the picture a point is: on a cell, or on an axis beside a token. */
export interface Spot {
  readonly query: number | null;
  readonly key: number | null;
}

/** The tiles that are shown, fetched as they are needed. */
export function tileDemand(
  fetch: (request: TileAsk, signal: AbortSignal) => Promise<Tile>,
  on: { readonly arrive: () => void; readonly fail: (error: unknown) => void },
): TileDemand {
  return new Demand({
    keyOf: ({ pane, layer, head, weighting, level, row, column }) => [pane, layer, head, weighting, level, row, column].join(" "),
    fetch,
    // Twice what a large screen shows at once.
    capacity: 160,
    parallel: 6,
    onArrive: on.arrive,
    onFail: on.fail,
  });
}

/** One head's picture: what part of it is seen, and the tiles that this takes. */
export class HeatMap {
  #head: HeadChoice = { pane: 0, layer: 0, head: 0, weighting: "raw" };
  #labels: { readonly rows: Labels; readonly columns: Labels } | null = null;
  plot: Plot = { queries: 1, keys: 1, width: 1, height: 1 };
  viewport: Viewport = { x: 0, y: 0, scale: 1 };
  gutters: Gutters = { left: 40, top: 40 };

  constructor(
    private readonly images: TileImages,
    readonly tiles: TileDemand,
  ) {}

  /** Takes the size there is: `width` of the frame, `height` for the whole picture, in pixels. */
  layout(pane: AttentionPane, theme: Theme, width: number, height: number): void {
    const labels = this.#labelsOf(pane, theme.mono);
    const room = (axis: Labels) => Math.ceil(axis.widest()) + 12;
    const left = Math.round(Math.max(56, Math.min(room(labels.rows), 132, width * 0.22)));
    const top = Math.round(Math.max(48, Math.min(room(labels.columns), 96)));
    this.gutters = { left, top };
    const plot = plotFor(pane.queries.length, pane.keys.length, Math.max(160, width - left - 2), Math.max(160, height - top));
    const sameMatrix = plot.queries === this.plot.queries && plot.keys === this.plot.keys;
    if (sameMatrix && plot.width === this.plot.width && plot.height === this.plot.height) return;
    const whole = !sameMatrix || !isZoomed(this.viewport, this.plot);
    this.plot = plot;
    this.viewport = whole ? fit(plot) : clampViewport(this.viewport, plot);
  }

  /** The tiles of `head` that are seen: the whole matrix coarsely first, then the finest level worth drawing. */
  needed(head: HeadChoice, ratio: number): TileAsk[] {
    this.#head = { pane: head.pane, layer: head.layer, head: head.head, weighting: head.weighting };
    const level = levelFor(this.viewport.scale, ratio, this.plot);
    const places = [this.#whole(), ...visibleTiles(this.viewport, this.plot, level)];
    return places.map(place => ({ ...this.#head, ...place }));
  }

  /** What is painted. */
  scene(theme: Theme, ratio: number, glance: LayerGlance | undefined, row: Scene["row"]): Scene | null {
    if (!this.#labels) return null;
    const tile = (place: TilePlace) => this.tiles.get({ ...this.#head, ...place });
    const thumbnail =
      glance && this.#head.weighting === "raw"
        ? this.images.of({ values: thumbnailOf(glance, this.#head.head), rows: glance.height, columns: glance.width }, theme.ramp)
        : undefined;
    const tileAt = (place: TilePlace) => {
      const found = tile(place);
      return found && this.images.of(found, theme.ramp);
    };
    const { plot, viewport, gutters } = this;
    const lying = viewport.scale >= this.#labels.columns.widest() + 6;
    return { plot, viewport, gutters, labels: this.#labels, lying, theme, ratio, tileAt, placeholder: thumbnail, row, scale: this.scale };
  }

  /** The value of full strength in the picture that is shown. */
  get scale(): number {
    return this.tiles.get({ ...this.#head, ...this.#whole() })?.scale ?? 1;
  }

  /** Whether anything of the picture has arrived. */
  get arrived(): boolean {
    return this.tiles.get({ ...this.#head, ...this.#whole() }) !== undefined;
  }

  /** The value of a cell as the tiles have it: to a byte, or, from a coarse tile, what it is not above. */
  roughly({ query, key }: Cell): { readonly value: number; readonly atMost: boolean } | undefined {
    for (let level = 0; level <= topLevel(this.plot); level++) {
      const [row, column] = [query >> level, key >> level];
      const tile = this.tiles.get({ ...this.#head, level, row: Math.floor(row / TILE), column: Math.floor(column / TILE) });
      const byte = tile?.values[(row % TILE) * tile.columns + (column % TILE)];
      if (tile && byte !== undefined) return { value: valueOf(byte, tile.scale), atMost: level > 0 };
    }
    return undefined;
  }

  /** All weights of a matrix that is a single tile, by row; undefined for a larger one, or until it is here. */
  matrix(): Tile | undefined {
    return topLevel(this.plot) === 0 ? this.tiles.get({ ...this.#head, ...this.#whole() }) : undefined;
  }

  /** The rows whose values are written into their cells. */
  numberedRows(): readonly number[] {
    if (this.viewport.scale < NUMBERED) return [];
    const [first, end] = visibleQueries(this.viewport, this.plot);
    return Array.from({ length: end - first }, (_, index) => first + index);
  }

  /** What is at (`left`, `top`) pixels of the picture. */
  spotAt(left: number, top: number): Spot | null {
    const { gutters, plot, viewport } = this;
    const [x, y] = [left - gutters.left, top - gutters.top];
    const cell = cellAt(viewport, plot, Math.max(0, x), Math.max(0, y));
    if (!cell || (x < 0 && y < 0)) return null;
    return { query: y < 0 ? null : cell.query, key: x < 0 ? null : cell.key };
  }

  /** Zooms by `factor` about a point of the picture in pixels; false where there is no further to go. */
  zoom(factor: number, left: number, top: number): boolean {
    const before = this.viewport;
    this.viewport = zoomAt(before, this.plot, factor, left - this.gutters.left, top - this.gutters.top);
    return this.viewport.scale !== before.scale;
  }

  pan(right: number, down: number): void {
    this.viewport = panBy(this.viewport, this.plot, right, down);
  }

  showAll(): void {
    this.viewport = fit(this.plot);
  }

  reveal(cell: Cell): void {
    this.viewport = reveal(this.viewport, this.plot, cell);
  }

  /** The middle of a cell in pixels of the picture; the middle of the plot without one. */
  middleOf(cell: Cell | null): readonly [left: number, top: number] {
    const { gutters, plot, viewport } = this;
    if (!cell) return [gutters.left + plot.width / 2, gutters.top + plot.height / 2];
    const at = (token: number, start: number) => (token + 0.5 - start) * viewport.scale;
    return [gutters.left + at(cell.key, viewport.x), gutters.top + at(cell.query, viewport.y)];
  }

  /** Both axes share their labels where tokens read their own text: measuring is slow. */
  #labelsOf(pane: AttentionPane, mono: string): { readonly rows: Labels; readonly columns: Labels } {
    const known = this.#labels;
    const isKnown = (labels: Labels | undefined, tokens: AttentionPane["keys"]) => labels?.tokens === tokens && labels.font.endsWith(mono);
    const rows = known && isKnown(known.rows, pane.queries) ? known.rows : new Labels(pane.queries, mono);
    if (readsItself(pane)) return known?.rows === rows && known.columns === rows ? known : (this.#labels = { rows, columns: rows });
    if (known?.rows === rows && isKnown(known.columns, pane.keys)) return known;
    return (this.#labels = { rows, columns: new Labels(pane.keys, mono) });
  }

  #whole(): TilePlace {
    return { level: topLevel(this.plot), row: 0, column: 0 };
  }
}
