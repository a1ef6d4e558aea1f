import type { NotePicture } from "../protocol/notes/note";
import { curvesDrawing } from "./curvesSvg";
import { type Drawing, svgFile } from "./drawing";
import { tableDrawing } from "./tableSvg";

/** A picture as a drawing, of a table one sheet; null for a listing, which is words. */
export function drawingOf(picture: NotePicture, sheet: number): Drawing | null {
  switch (picture.kind) {
    case "curves":
      return curvesDrawing(picture);
    case "table":
      return tableDrawing(picture, Math.min(Math.max(0, sheet), picture.sheets.length - 1));
    case "listing":
      return null;
  }
}

/** A picture as an SVG file, of a table one sheet; null for a listing, which is words. */
export function pictureSvg(picture: NotePicture, sheet: number): string | null {
  const drawing = drawingOf(picture, sheet);
  return drawing && svgFile(drawing);
}
