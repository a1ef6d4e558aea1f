import { scrollIntoView } from "../../draw/listWindow";

/** Moves through a column of tokens from the keyboard: arrows and pages move, Enter pins. */
export function onColumnKey(
  event: KeyboardEvent,
  active: number | null,
  count: number,
  rows: number,
  go: (token: number) => void,
  pin: (token: number) => void,
): void {
  if (event.altKey || event.metaKey || event.ctrlKey) return;
  const column = event.currentTarget as HTMLElement;
  const rowHeight = column.scrollHeight / Math.max(1, count);
  const from = active ?? Math.floor(column.scrollTop / rowHeight) - 1;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: 1 - rows,
    PageDown: rows - 1,
    Home: -count,
    End: count,
  };
  const step = steps[event.key];
  if (step !== undefined) {
    const to = Math.min(count - 1, Math.max(0, from + step));
    column.scrollTop = scrollIntoView(rowHeight, to, column.scrollTop, column.clientHeight);
    go(to);
  } else if ((event.key === "Enter" || event.key === " ") && active !== null) {
    pin(active);
  } else return;
  event.preventDefault();
}
