import type { Actions } from "./actions";
import type { HostEvents } from "./hostEvents";
import { pinOf } from "./linked";
import type { Store } from "./store";

/** Keys that work anywhere on the page: Escape, and single letters for what the commands do. */
export function pageKeys(store: Store, actions: Actions, act: HostEvents["act"]): (event: KeyboardEvent) => void {
  const keys: Readonly<Record<string, () => void>> = {
    "[": () => act("previousHead"),
    "]": () => act("nextHead"),
    "{": () => act("previousLayer"),
    "}": () => act("nextLayer"),
    p: () => act("nextPane"),
    w: () => act("toggleWeighting"),
    t: () => act("toggleTable"),
  };
  return event => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { activity, pass } = store.state;
    if (event.key === "Escape") {
      if (activity.kind === "running" || pass.kind === "arriving") actions.cancel();
      else if (pinOf(store.state) !== null) actions.unpin();
      return;
    }
    // In a drop-down list letters look for an entry, and in a text they are typed.
    if ((event.target as Element).closest("vscode-dropdown, textarea")) return;
    keys[event.key]?.();
  };
}
