import { plotBox, tableHeight } from "../../../src/report/plot";
import { choiceOf, type Choices, type Picture } from "../pictureState";
import type { PictureScene } from "../scene";
import { paintHeat } from "./heat";

/** Paints the canvases of tables once they are in the page. */
export class Canvases {
  /** What each canvas was last painted with: cells do not move with the cursor. */
  readonly #painted = new WeakMap<Element, readonly unknown[]>();

  /** `root`: what the page was drawn into. */
  constructor(private readonly root: HTMLElement) {}

  /** Paints the picture of this key, `width` pixels wide, where it is a table that has changed. */
  paint(key: string, picture: Picture, width: number, state: Choices, { theme, signed }: Pick<PictureScene, "theme" | "signed">): void {
    if (picture.kind !== "table") return;
    const canvas = this.root.querySelector<HTMLCanvasElement>(`canvas[data-picture="${CSS.escape(key)}"]`);
    if (!canvas) return;
    const sheet = Math.min(choiceOf(state, key).sheet, picture.sheets.length - 1);
    const painted = [picture, sheet, width, theme, window.devicePixelRatio];
    const before = this.#painted.get(canvas);
    if (before && painted.every((value, index) => value === before[index])) return;
    this.#painted.set(canvas, painted);
    paintHeat(canvas, picture, sheet, plotBox(width, tableHeight(picture.rows.at.length)), theme, signed);
  }
}
