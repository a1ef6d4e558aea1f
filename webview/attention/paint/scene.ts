import type { Line } from "../../../src/protocol/attention";
import type { TilePlace } from "../../draw/pyramid";
import { filled, type Plot, type Viewport } from "../../draw/viewport";
import type { Theme } from "../../ui/theme";
import type { Labels } from "./labels";

/** Room for the axes to the left of the plot and above it, in pixels. */
export interface Gutters {
  readonly left: number;
  readonly top: number;
}

/** Everything that a head's picture is drawn from. Pixels count from the picture's own corner. */
export interface Scene {
  readonly plot: Plot;
  readonly viewport: Viewport;
  readonly gutters: Gutters;
  /** Of queries beside rows, of keys above columns. */
  readonly labels: { readonly rows: Labels; readonly columns: Labels };
  readonly theme: Theme;
  readonly ratio: number;
  /** The image of a tile that is here. */
  readonly tileAt: (place: TilePlace) => HTMLCanvasElement | undefined;
  /** Stands for the whole matrix until the first tile is here. */
  readonly placeholder: HTMLCanvasElement | undefined;
  /** A row's exact values, where they are here: only those are written into cells. */
  readonly row: (query: number) => Line | undefined;
  /** Whether the labels above the columns lie flat: each has room for that. */
  readonly lying: boolean;
  /** Value of full strength. */
  readonly scale: number;
}

/** Width of the whole picture in pixels; the strip on the right is for labels that stick out. */
export function pictureWidth({ gutters, plot }: Pick<Scene, "gutters" | "plot">): number {
  return gutters.left + plot.width + 1;
}

/** Height of the whole picture in pixels. */
export function pictureHeight({ gutters, plot }: Pick<Scene, "gutters" | "plot">): number {
  return gutters.top + plot.height + 1;
}

/** A rectangle in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of the picture that the matrix takes. */
export function matrixBox({ gutters, viewport, plot }: Pick<Scene, "gutters" | "viewport" | "plot">): Box {
  return { left: gutters.left, top: gutters.top, ...filled(viewport, plot) };
}

/** A length along an axis, from the picture's edge, on a whole device pixel so that tiles meet without a seam. */
export function snapped(value: number, ratio: number): number {
  return Math.round(value * ratio) / ratio;
}

/** Where a key's column begins, in pixels. */
export function leftOf({ gutters, viewport, ratio }: Scene, key: number): number {
  return snapped(gutters.left + (key - viewport.x) * viewport.scale, ratio);
}

/** Where a query's row begins, in pixels. */
export function topOf({ gutters, viewport, ratio }: Scene, query: number): number {
  return snapped(gutters.top + (query - viewport.y) * viewport.scale, ratio);
}
