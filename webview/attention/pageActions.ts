import type { AttentionChoice, TargetText } from "../../src/protocol/attention";
import type { attentionHost, attentionPage } from "../../src/protocol/attentionPage";
import { tsv } from "../draw/format";
import type { PageHost } from "../ui/host";
import type { Actions, Scrolled } from "./actions";
import { pinned } from "./choice";
import type { HeatMap } from "./heatMap";
import { nextSort } from "./headNumbers";
import { withDirection, withoutPinOf, withPane } from "./panes";
import { type Hover, hoveredCell } from "./state";
import type { Store } from "./store";
import { headRows } from "./view/headTable";

/** The host as the attention page knows it. */
export type AttentionHost = PageHost<typeof attentionHost, typeof attentionPage>;

/** What the actions reach beyond the state. */
export interface ActionParts {
  readonly host: AttentionHost;
  /** The chosen pane's picture. */
  readonly map: () => HeatMap;
  readonly scrolled: Record<Scrolled, number>;
  readonly changed: () => void;
  /** Asks again for what failed. */
  readonly retry: () => void;
  readonly stopGlances: () => void;
  /** The table of the token that is looked at, for the clipboard. */
  readonly tokenTable: () => (string | number)[][];
}

/** What a person can do, as changes of the state and requests to the host. */
export function pageActions(store: Store, { host, map, scrolled, changed, retry, stopGlances, tokenTable }: ActionParts): Actions {
  const { update } = store;
  const choose = (part: Partial<AttentionChoice>) => update(state => ({ ...state, choice: { ...state.choice, ...part } }));
  const ask = (request: Promise<unknown>) => void request.catch(store.failed);
  const zoom = (factor: number) => {
    const { hover, choice } = store.state;
    const cell = hover?.by === "keyboard" && hover.pane === choice.pane ? hoveredCell(hover) : null;
    const picture = map();
    picture.zoom(factor, ...picture.middleOf(cell));
    if (cell) picture.reveal(cell);
    changed();
  };
  const setTarget = (target: TargetText) => {
    // Places of the old text mean nothing in the new one.
    update(state => ({ ...withoutPinOf(state, "target"), targetMissing: false, activity: { kind: "running", progress: null } }));
    void host.ask.setTarget({ target }).catch(store.runFailed);
  };
  return {
    choosePane: pane => update(state => withPane(state, pane)),
    chooseHead: (layer, head) => choose({ layer, head }),
    hoverHead: hoveredHead => update(state => ({ ...state, hoveredHead })),
    chooseMetric: metric => update(state => ({ ...state, metric })),
    chooseEnd: end => update(state => ({ ...state, end })),
    sortHeads: by => update(state => ({ ...state, headSort: nextSort(state.headSort, by) })),
    toggleTable: which => {
      scrolled[which === "heads" ? "headTable" : "tokenTable"] = 0;
      update(state => ({ ...state, tables: { ...state.tables, [which]: !state.tables[which] } }));
    },
    chooseWeighting: weighting => choose({ weighting }),
    chooseDirection: direction => update(state => withDirection(state, direction)),
    pin: (token, direction) => update(state => ({ ...state, choice: pinned(state.choice, token, direction), aside: null })),
    unpin: () => update(state => ({ ...state, choice: { ...state.choice, pinned: null }, aside: null })),
    hover: hover => update(state => (sameHover(state.hover, hover) ? state : { ...state, hover })),
    zoom,
    showAll: () => {
      map().showAll();
      changed();
    },
    scroll: (part, top) => {
      scrolled[part] = top;
      changed();
    },
    toggleScaling: () => update(state => ({ ...state, scalingOpen: !state.scalingOpen })),
    setPrefix: prefix => {
      update(state => ({ ...state, activity: { kind: "running", progress: null } }));
      void host.ask.setPrefix({ prefix }).catch(store.runFailed);
    },
    draftTarget: targetDraft => update(state => ({ ...state, targetDraft, targetMissing: false })),
    runTarget: () => {
      const { targetDraft } = store.state;
      // What was not touched has run already.
      if (targetDraft === null) return;
      if (targetDraft.trim() === "") return update(state => ({ ...state, targetMissing: true }));
      setTarget({ from: "typed", text: targetDraft });
    },
    generateTarget: () => setTarget({ from: "generated" }),
    runAgain: () => {
      update(state => ({ ...state, activity: { kind: "running", progress: null } }));
      void host.ask.runAgain(null).catch(store.runFailed);
    },
    cancel: () => {
      stopGlances();
      ask(host.ask.cancel(null));
    },
    remedy: ({ code }) => ask(host.ask.remedy({ code })),
    retry,
    copy: table => ask(host.ask.copy({ text: tsv(table === "heads" ? headRows(store.state) : tokenTable()) })),
  };
}

function sameHover(one: Hover | null, other: Hover | null): boolean {
  return one?.query === other?.query && one?.key === other?.key && one?.by === other?.by && one?.pane === other?.pane;
}
