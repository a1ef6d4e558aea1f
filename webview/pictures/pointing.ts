import type { PlotBox } from "../../src/report/plot";
import { type Cursor, cursorIn, moved } from "./pictureState";
import { type Drawn, lookAtCursor, type PictureActions } from "./scene";

/** Which cell of a table lies at a point of its plot. */
export function cellAt(box: PlotBox, { x, y }: { readonly x: number; readonly y: number }, rows: number, columns: number): Cursor {
  const inside = (share: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
  return { row: inside((y - box.top) / box.height, rows), column: inside((x - box.left) / box.width, columns) };
}

/** Where in an element an event took place, in its pixels. */
export function pointOf(event: PointerEvent): { x: number; y: number } {
  const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}

/** Moves a picture's cursor by the arrow keys, with Ctrl by ten; Enter opens what is behind the place under it. */
export function onKeys(event: KeyboardEvent, drawn: Drawn, actions: PictureActions): void {
  const { key, picture } = drawn;
  const look = event.key === "Enter" ? lookAtCursor(drawn) : undefined;
  if (look) actions.look?.(look);
  if (event.altKey || event.metaKey || moved(picture, { row: 0, column: 0 }, event.key, false) === null) return;
  event.preventDefault();
  // From where the cursor is by now: keys come faster than frames.
  actions.choose(key, now => ({ cursor: moved(picture, cursorIn(picture, now), event.key, event.ctrlKey) }));
}
