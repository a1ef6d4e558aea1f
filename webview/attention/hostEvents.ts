import type { AttentionShown, LayerGlance } from "../../src/protocol/attention";
import type { attentionPage } from "../../src/protocol/attentionPage";
import { Cancelled } from "../../src/protocol/problem";
import type { Handlers } from "../../src/protocol/rpc";
import { neighbouringHead, movedHead, nextWeighting } from "./choice";
import type { AttentionHost } from "./pageActions";
import { paneOf, withPane } from "./panes";
import { withGlance, withShown } from "./state";
import type { Store } from "./store";

/** What a command or a key can ask for; the pane has a key only. */
export type Act = Parameters<Handlers<typeof attentionPage>["act"]>[0]["action"] | "nextPane";

/** The page's half of the conversation with the host: what it is told, and what it asks for without being told to. */
export class HostEvents {
  #glances: AbortController | null = null;

  constructor(
    private readonly host: AttentionHost,
    private readonly store: Store,
    private readonly keptRun: string | null,
    /** Called when another run is shown: what was fetched for the one before is void. */
    private readonly newRun: () => void,
  ) {}

  /** Begins to listen, and asks for what to show. */
  async begin(): Promise<void> {
    const { update } = this.store;
    this.host.answer({
      show: shown => this.#show(shown),
      progress: progress => told(update(state => ({ ...state, activity: { kind: "running", progress } }))),
      failed: problem => told(update(state => ({ ...state, activity: { kind: "failed", problem } }))),
      editorToken: ({ token }) => told(update(state => ({ ...state, editorToken: token }))),
      stale: ({ stale }) => told(update(state => (state.shown ? { ...state, shown: { ...state.shown, stale } } : state))),
      act: ({ action }) => told(this.act(action)),
    });
    try {
      const shown = await this.host.ask.ready(null);
      if (shown) this.#show(shown);
    } catch (error) {
      this.store.runFailed(error);
    }
  }

  /** Does what a command or a key asks for. */
  readonly act = (action: Act): void => {
    this.store.update(state => {
      const pane = paneOf(state);
      if (!state.shown || !pane) return state;
      const { choice, shown, tables } = state;
      switch (action) {
        case "previousHead":
          return { ...state, choice: neighbouringHead(choice, -1, pane) };
        case "nextHead":
          return { ...state, choice: neighbouringHead(choice, 1, pane) };
        case "previousLayer":
          return { ...state, choice: movedHead(choice, -1, 0, pane) };
        case "nextLayer":
          return { ...state, choice: movedHead(choice, 1, 0, pane) };
        case "toggleWeighting":
          return { ...state, choice: { ...choice, weighting: nextWeighting(choice.weighting) } };
        case "nextPane":
          return withPane(state, (choice.pane + 1) % shown.run.panes.length);
        case "toggleTable": {
          const on = !(tables.heads && tables.token);
          return { ...state, tables: { heads: on, token: on } };
        }
      }
    });
  };

  /** Asks for the heads of the layers that have not arrived. */
  askGlances(): void {
    this.#glances?.abort();
    const abort = new AbortController();
    this.#glances = abort;
    const { glances, shown } = this.store.state;
    const missing = shown?.run.panes.some(({ layers }, pane) => Array.from({ length: layers }, (_, layer) => glances[pane]?.[layer]).includes(undefined));
    if (missing) void this.#fetchGlances(abort.signal);
  }

  /** Waits for no more layers: the run was stopped. */
  stopGlances(): void {
    this.#glances?.abort();
    this.store.update(state => ({ ...state, pass: { kind: "ended" }, activity: { kind: "cancelled" } }));
  }

  async #fetchGlances(signal: AbortSignal): Promise<void> {
    const { update } = this.store;
    const onItem = (glance: LayerGlance) => update(state => (signal.aborted ? state : withGlance(state, glance)));
    update(state => ({ ...state, pass: { kind: "arriving" } }));
    try {
      const { milliseconds } = await this.host.ask.glances(null, { signal, onItem });
      if (!signal.aborted) update(state => ({ ...state, pass: { kind: "done", milliseconds } }));
    } catch (error) {
      // Another request has taken this one's place, and has the say about the pass.
      if (signal.aborted) return;
      if (error instanceof Cancelled) return this.stopGlances();
      update(state => ({ ...state, pass: { kind: "ended" } }));
      this.store.failed(error);
    }
  }

  #show(shown: AttentionShown): null {
    const before = this.store.state.shown?.run.run;
    this.store.update(state => withShown(state, shown, this.keptRun));
    if (before !== shown.run.run) {
      this.newRun();
      this.askGlances();
    }
    return null;
  }
}

function told(_done: void): null {
  return null;
}
