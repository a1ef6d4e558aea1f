import type { LayerGlance, Line, MaskRows } from "../../src/protocol/attention";
import type { ThumbnailGrid } from "../draw/thumbnailGrid";
import { sized } from "../ui/canvas";
import type { Theme } from "../ui/theme";
import { allHeads, metricScale } from "./headNumbers";
import type { HeatMap } from "./heatMap";
import { paintMask } from "./paint/maskPicture";
import { paintMarks } from "./paint/marks";
import { paintPicture } from "./paint/picture";
import { pictureHeight, pictureWidth, type Scene } from "./paint/scene";
import { paintThumbnails } from "./paint/thumbnails";
import type { TileImages } from "./paint/tileImages";
import { editorPlaces, paneOf } from "./panes";
import { type AttentionState, glancesOf, metricOf } from "./state";
import type { PageParts } from "./view/page";

/** The theme, and the theme with the ramp of heads' pictures. */
export interface Themes {
  readonly plain: Theme;
  readonly picture: Theme;
}

/** Paints the canvases of the page, and only those whose picture has changed. */
export class Painter {
  readonly #painted = new WeakMap<HTMLCanvasElement, readonly unknown[]>();

  constructor(
    private readonly parts: PageParts,
    private readonly images: TileImages,
  ) {}

  paint(state: AttentionState, map: HeatMap, grid: ThumbnailGrid, themes: Themes, row: (query: number) => Line | undefined): void {
    this.#thumbnails(state, grid, metricOf(state) === "picture" ? themes.picture : themes.plain);
    const glance = glancesOf(state)[state.choice.layer];
    const scene = map.scene(themes.picture, window.devicePixelRatio, glance, row);
    if (scene) this.#picture(state, map, scene, glance);
  }

  /** Paints the mask that ran, over so many keys. */
  mask(rows: MaskRows | undefined, keys: number, theme: Theme): void {
    const canvas = this.parts.mask.value;
    if (canvas && rows && this.#isNew(canvas, [rows, keys, theme, window.devicePixelRatio])) paintMask(canvas, rows, keys, theme);
  }

  #picture(state: AttentionState, map: HeatMap, scene: Scene, glance: LayerGlance | undefined): void {
    const { picture, marks } = this.parts;
    if (!picture.value || !marks.value) return;
    const { choice, hover } = state;
    const editorToken = editorPlaces(state);
    const numbers = map.numberedRows().map(scene.row);
    const shape = [scene.plot, scene.viewport, scene.gutters.left, scene.gutters.top, scene.labels.rows, scene.labels.columns, scene.theme, scene.ratio];
    const content = [map.tiles.arrivals, choice.pane, choice.layer, choice.head, choice.weighting, map.arrived ? null : glance, ...numbers];
    const [width, height] = [pictureWidth(scene), pictureHeight(scene)];
    if (this.#isNew(picture.value, [...shape, ...content])) paintPicture(sized(picture.value, width, height), scene);
    const focused = document.activeElement === marks.value;
    if (this.#isNew(marks.value, [...shape, hover, editorToken.row, editorToken.column, choice.pinned, choice.direction, focused])) {
      const { pinned, direction } = choice;
      paintMarks(sized(marks.value, width, height), scene, { hover, pinned, direction, editorToken, focused });
    }
  }

  #thumbnails(state: AttentionState, sizes: ThumbnailGrid, theme: Theme): void {
    const pane = paneOf(state);
    if (!pane || state.tables.heads) return;
    const { heads } = pane;
    const [glances, metric] = [glancesOf(state), metricOf(state)];
    const scale = metric === "picture" ? 1 : metricScale(allHeads(glances), metric);
    for (const canvas of this.parts.heads.value?.querySelectorAll("canvas") ?? []) {
      const glance = glances[Number(canvas.dataset["layer"])];
      if (!this.#isNew(canvas, [glance, heads, sizes.width, sizes.height, sizes.gap, metric, scale, theme, window.devicePixelRatio])) continue;
      paintThumbnails(canvas, { glance, heads, sizes, metric, metricScale: scale, theme, images: this.images });
    }
  }

  #isNew(canvas: HTMLCanvasElement, what: readonly unknown[]): boolean {
    const before = this.#painted.get(canvas);
    if (before?.length === what.length && what.every((value, index) => Object.is(value, before[index]))) return false;
    this.#painted.set(canvas, what);
    return true;
  }
}
