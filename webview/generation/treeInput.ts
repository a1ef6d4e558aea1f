import type { Actions } from "./actions";
import { shownSteps } from "./column";
import { clamped, fitted, movedNode, newest, nodeNear, revealed, treeBox, type TreeBox, type TreeView, zoomedTree } from "./treeLayout";
import { activeColumn, type GenerationState, nodeAtHead } from "./state";

/** Pixels that a press may move and still be a click. */
const STILL = 4;

/** Which part of the active column's tree is seen, and how it is worked with: dragging and wheel pan, Ctrl and the wheel zoom, arrows walk. */
export class TreeInput {
  #view: TreeView | null = null;
  #of = -1;
  #head: number | null = null;
  #drag: { readonly x: number; readonly from: TreeView; moved: boolean } | null = null;

  constructor(
    private readonly state: () => GenerationState,
    private readonly actions: () => Actions,
    private readonly changed: () => void,
    private readonly width: () => number,
  ) {}

  /** The view for this drawing: the newest steps while nothing was moved, and the step looked at once that is another. */
  view(): { readonly view: TreeView; readonly box: TreeBox } | null {
    const column = activeColumn(this.state());
    if (!column?.tree) return null;
    const { tree } = column;
    const box = treeBox(tree, this.width());
    if (this.#of !== column.id) [this.#view, this.#of, this.#head] = [null, column.id, null];
    const { head } = this.state();
    if (head !== this.#head) {
      this.#head = head;
      const step = head === null ? null : Math.min(head, shownSteps(column).length - 1) - column.given.length;
      // Following again, the newest steps are shown; else as little moves as need be.
      this.#view = step === null ? null : revealed(this.#view ?? newest(tree, box), step, tree, box);
    }
    return { view: clamped(this.#view ?? newest(tree, box), tree, box), box };
  }

  /** Zooms about the middle; 0 shows all. */
  readonly zoom = (factor: number): void => {
    const tree = activeColumn(this.state())?.tree;
    const now = this.view();
    if (!tree || !now) return;
    this.#view = factor === 0 ? fitted(tree, now.box) : zoomedTree(now.view, factor, now.box.width / 2, tree, now.box);
    this.changed();
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    const zoom = { "+": 1.6, "=": 1.6, "-": 1 / 1.6, "0": 0 }[event.key];
    const column = activeColumn(this.state());
    const from = column && nodeAtHead(this.state(), column);
    const to = column?.tree && from !== null && from !== undefined ? movedNode(column.tree, from, event.key) : null;
    if (zoom !== undefined) this.zoom(zoom);
    else if (column && to !== null) this.actions().chooseNode(column.id, to);
    else return;
    event.preventDefault();
  };

  readonly pointer = (event: PointerEvent): void => {
    const canvas = event.currentTarget as HTMLElement;
    const now = this.view();
    const column = activeColumn(this.state());
    if (!now || !column?.tree) return;
    const { left, top } = canvas.getBoundingClientRect();
    if (event.type === "pointerdown") {
      canvas.setPointerCapture(event.pointerId);
      this.#drag = { x: event.clientX, from: now.view, moved: false };
    } else if (event.type === "pointermove" && this.#drag) {
      const right = event.clientX - this.#drag.x;
      if (Math.abs(right) > STILL) this.#drag.moved = true;
      if (!this.#drag.moved) return;
      this.#view = clamped({ ...this.#drag.from, x: this.#drag.from.x - right / this.#drag.from.scale }, column.tree, now.box);
      this.changed();
    } else if (event.type === "pointerup") {
      const clicked = this.#drag?.moved === false;
      this.#drag = null;
      const node = clicked ? nodeNear(column.tree, now.view, now.box, event.clientX - left, event.clientY - top) : null;
      if (node) this.actions().chooseNode(column.id, node.id);
    }
  };

  readonly wheel = (event: WheelEvent): void => {
    const tree = activeColumn(this.state())?.tree;
    const now = this.view();
    if (!tree || !now) return;
    if (event.ctrlKey) {
      const { left } = (event.currentTarget as Element).getBoundingClientRect();
      this.#view = zoomedTree(now.view, Math.exp(-event.deltaY / 300), event.clientX - left, tree, now.box);
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      this.#view = clamped({ ...now.view, x: now.view.x + (event.deltaX || event.deltaY) / now.view.scale }, tree, now.box);
    } else return;
    event.preventDefault();
    this.changed();
  };
}
