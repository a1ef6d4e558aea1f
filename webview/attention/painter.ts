import type { LayerGlance, Line, MaskRows } from "../../src/protocol/attention";
import type { ThumbnailGrid } from "../draw/thumbnailGrid";
import { sized } from "../ui/canvas";
import type { Theme } from "../ui/theme";
import { allHeads, metricScale } from "./headNumbers";
import { editorPlaces, linkedPlaces, pinnedPlaces, seenIn } from "./linked";
import { paintMask } from "./paint/maskPicture";
import { paintMarks } from "./paint/marks";
import { paintPicture } from "./paint/picture";
import { pictureHeight, pictureWidth, type Scene } from "./paint/scene";
import { paintThumbnails } from "./paint/thumbnails";
import { TileImages } from "./paint/tileImages";
import { paneOf } from "./panes";
import type { PanePicture } from "./pictures";
import { type AttentionState, glancesOf, metricOf } from "./state";
import type { PageParts } from "./view/page";

/** Paints the canvases of the page, and only those whose picture has changed. */
export class Painter {
  readonly #painted = new WeakMap<HTMLCanvasElement, readonly unknown[]>();
  readonly #thumbnails = new TileImages();

  constructor(private readonly parts: PageParts) {}

  /** Paints the mask that ran, over so many keys. */
  mask(rows: MaskRows | undefined, keys: number, theme: Theme): void {
    const canvas = this.parts.mask.value;
    if (canvas && rows && this.#isNew(canvas, [rows, keys, theme, window.devicePixelRatio])) paintMask(canvas, rows, keys, theme);
  }

  /** Paints the head that is chosen in a pane, and what is marked there. */
  picture(state: AttentionState, pane: number, picture: PanePicture, theme: Theme, row: (query: number) => Line | undefined): void {
    const seen = seenIn(state, pane);
    const glance = glancesOf(seen)[seen.choice.layer];
    const scene = picture.map.scene(theme, window.devicePixelRatio, glance, row);
    if (!scene) return;
    const shape = [scene.plot, scene.viewport, scene.gutters.left, scene.gutters.top, scene.labels.rows, scene.labels.columns, scene.theme, scene.ratio];
    this.#head(seen, picture, scene, shape, glance);
    this.#marks(state, pane, picture, scene, shape);
  }

  /** Paints the grid of the chosen pane's heads. */
  thumbnails(state: AttentionState, sizes: ThumbnailGrid, theme: Theme): void {
    const pane = paneOf(state);
    if (!pane || state.tables.heads) return;
    const { heads } = pane;
    const [glances, metric] = [glancesOf(state), metricOf(state)];
    const scale = metric === "picture" ? 1 : metricScale(allHeads(glances), metric);
    for (const canvas of this.parts.heads.value?.querySelectorAll("canvas") ?? []) {
      const glance = glances[Number(canvas.dataset["layer"])];
      if (!this.#isNew(canvas, [glance, heads, sizes.width, sizes.height, sizes.gap, metric, scale, theme, window.devicePixelRatio])) continue;
      paintThumbnails(canvas, { glance, heads, sizes, metric, metricScale: scale, theme, images: this.#thumbnails });
    }
  }

  #head({ choice }: AttentionState, { map, parts }: PanePicture, scene: Scene, shape: readonly unknown[], glance: LayerGlance | undefined): void {
    const canvas = parts.picture.value;
    const numbers = map.numberedRows().map(scene.row);
    const content = [map.tiles.arrivals, choice.pane, choice.layer, choice.head, choice.weighting, map.arrived ? null : glance, ...numbers];
    if (canvas && this.#isNew(canvas, [...shape, ...content])) paintPicture(sized(canvas, pictureWidth(scene), pictureHeight(scene)), scene);
  }

  #marks(state: AttentionState, pane: number, { parts }: PanePicture, scene: Scene, shape: readonly unknown[]): void {
    const canvas = parts.marks.value;
    if (!canvas) return;
    const focused = document.activeElement === canvas;
    const hover = state.hover?.pane === pane ? state.hover : null;
    const [editor, linked, pinned] = [editorPlaces(state, pane), linkedPlaces(state, pane), pinnedPlaces(state, pane)];
    if (!this.#isNew(canvas, [...shape, hover, ...[editor, linked, pinned].flatMap(({ row, column }) => [row, column]), focused])) return;
    paintMarks(sized(canvas, pictureWidth(scene), pictureHeight(scene)), scene, { hover, pinned, linked, editor, focused });
  }

  #isNew(canvas: HTMLCanvasElement, what: readonly unknown[]): boolean {
    const before = this.#painted.get(canvas);
    if (before?.length === what.length && what.every((value, index) => Object.is(value, before[index]))) return false;
    this.#painted.set(canvas, what);
    return true;
  }
}
