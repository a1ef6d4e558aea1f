import type { Actions } from "./actions";
import type { Store } from "./store";
import { activeColumn } from "./state";

/** Keys that work anywhere on the page: Escape stops, single letters and signs do what the buttons of the play bar do. */
export function pageKeys(store: Store, actions: Actions): (event: KeyboardEvent) => void {
  const keys: Readonly<Record<string, () => void>> = {
    " ": actions.play,
    ",": () => actions.move("previous"),
    ".": () => actions.move("next"),
    n: () => neighbour(1),
    N: () => neighbour(-1),
  };
  const neighbour = (by: number): void => {
    const { columns } = store.state;
    const at = columns.findIndex(({ id }) => id === activeColumn(store.state)?.id);
    const to = columns[(at + by + columns.length) % columns.length];
    if (to) actions.activate(to.id);
  };
  return event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      for (const { id, status } of store.state.columns) if (status === "running") actions.stop(id);
      return;
    }
    // Where something is typed, chosen or pressed, keys have another meaning.
    if ((event.target as Element).closest("vscode-dropdown, input, textarea, select, button, vscode-button, summary")) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
}
