import type { Tile } from "../../../src/protocol/attention";
import type { Ramp } from "../../draw/ramp";

/** A square of bytes as colours of a ramp, ready to be drawn at any size. Made once per tile and theme. */
export class TileImages {
  #images = new WeakMap<Uint8Array, HTMLCanvasElement>();
  #ramp: Ramp | null = null;

  /** The image of `values` [rows, columns]. */
  of({ values, rows, columns }: Pick<Tile, "values" | "rows" | "columns">, ramp: Ramp): HTMLCanvasElement {
    if (ramp !== this.#ramp) {
      this.#images = new WeakMap();
      this.#ramp = ramp;
    }
    const made = this.#images.get(values) ?? imageOf(values, rows, columns, ramp);
    this.#images.set(values, made);
    return made;
  }
}

function imageOf(values: Uint8Array, rows: number, columns: number, ramp: Ramp): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser draws no canvas.");
  const image = context.createImageData(columns, rows);
  const colors = new Uint32Array(ramp.buffer);
  const pixels = new Uint32Array(image.data.buffer);
  for (let index = 0; index < pixels.length; index++) pixels[index] = colors[values[index]!]!;
  context.putImageData(image, 0, 0);
  return canvas;
}
