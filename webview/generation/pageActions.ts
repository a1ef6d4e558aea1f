import { SAVED_SUFFIX } from "../../src/protocol/savedGeneration";
import { tsv } from "../draw/format";
import type { Actions } from "./actions";
import { candidatesOf, movedCandidate } from "./candidate";
import { pathTo } from "./beamTree";
import { shownEnd, shownSteps } from "./column";
import type { GenerationHost } from "./page";
import { headAt, movedHead, playOrPause } from "./playHead";
import type { Runs } from "./runs";
import { insertedText } from "./runRows";
import { knownBy, savedRun } from "./savedRun";
import { activeColumn, type GenerationState, headIn, WATCHED, withBranch, withColumn, without, withReplay, withRun } from "./state";
import type { Store } from "./store";

/** What actions work on. */
export interface ActionParts {
  readonly host: GenerationHost;
  readonly runs: Runs;
  readonly scrolled: Map<string, number>;
  readonly changed: () => void;
  readonly retry: () => void;
  readonly zoomTree: (factor: number) => void;
}

/** Actions on the page's state, and on the host. */
export function pageActions(store: Store, { host, runs, scrolled, changed, retry, zoomTree }: ActionParts): Actions {
  const { update } = store;
  const ask = (answer: Promise<unknown>): void => void answer.catch(store.failed);
  /** A change that may add or take away columns. */
  const updateRuns = (change: (state: GenerationState) => GenerationState): void => {
    const before = store.state;
    update(change);
    runs.follow(before, store.state);
  };
  const columnOf = (id: number) => store.state.columns.find(column => column.id === id);
  return {
    setForm: change => update(state => ({ ...state, form: { ...state.form, ...change } })),
    setOption: (name, value) =>
      update(state => {
        const { [name]: _before, ...others } = state.form.options;
        return { ...state, form: { ...state.form, options: value === undefined ? others : { ...others, [name]: value } } };
      }),
    run: beside =>
      updateRuns(state => {
        const { folder, options, helper, prefix } = state.form;
        return withRun(state, { folder, options, watched: WATCHED, ...(helper ? { helper } : {}), ...(prefix === null ? {} : { prefix }) }, beside);
      }),
    stop: id => runs.stop(id),
    remove: id => updateRuns(state => without(state, id)),
    replay: id => updateRuns(state => withReplay(state, id)),
    adopt: id => {
      const column = columnOf(id);
      if (column) update(state => ({ ...state, form: { folder: column.request.folder, helper: column.request.helper ?? null, options: column.started?.options ?? column.request.options, prefix: column.request.prefix ?? null } }));
    },
    activate: id => update(state => (state.active === id ? state : { ...state, active: id, candidate: null })),
    seek: (id, place) => update(state => headAt({ ...state, active: id }, place)),
    choosePath: (id, path) => update(state => ({ ...withColumn(state, id, column => ({ ...column, chosen: { path, end: null } })), active: id, head: null, candidate: null })),
    chooseNode: (id, node) =>
      update(state => {
        const column = columnOf(id);
        if (!column?.tree) return state;
        const step = column.tree.nodes[node]?.step ?? 0;
        const end = shownEnd(column);
        // Along the text that is looked at, nothing but the place is another.
        const along = end !== null && pathTo(column.tree, end)[step]?.id === node;
        const chosen = along ? state : withColumn(state, id, one => ({ ...one, chosen: { path: null, end: node } }));
        return headAt({ ...chosen, active: id }, column.given.length + step);
      }),
    move: move => update(state => ({ ...movedHead(state, move), playing: false })),
    play: () => update(playOrPause),
    setPace: pace => update(state => ({ ...state, pace })),
    branch: token => updateRuns(state => withBranch(state, token) ?? state),
    setCandidate: candidate => update(state => ({ ...state, candidate: Math.max(0, candidate) })),
    // By the state as it is now: several keys may come between two drawings.
    candidateKey: key => {
      const { tokens, current } = candidatesOf(store.state) ?? { tokens: [], current: 0 };
      const token = tokens[current];
      if (key === "Enter" && token) updateRuns(state => withBranch(state, token) ?? state);
      else if (movedCandidate(store.state, key)) update(state => movedCandidate(state, key) ?? state);
      else return false;
      return true;
    },
    insert: upToHere => {
      const column = activeColumn(store.state);
      const place = column && headIn(store.state, column);
      if (!column || place === null || place === undefined) return;
      ask(host.ask.insert({ text: upToHere ? insertedText(column, place + 1) : insertedText(column, shownSteps(column).length) }));
    },
    save: id => {
      const column = columnOf(id);
      if (!column) return;
      const name = [column.started?.model, column.started?.method.name].filter(part => part !== undefined).join(" ");
      const { source, text } = store.state.source ?? { source: "", text: "" };
      const save = async (): Promise<null> => {
        const known = await knownBy(column, store.state.source?.models ?? [], folder => host.ask.checksum({ folder }));
        const json = savedRun(column, { saved: new Date(), source, text, ...known });
        return host.ask.save({ json, name: `${(name || "generation").replace(/[^\p{L}\p{N}.-]+/gu, "-")}${SAVED_SUFFIX}` });
      };
      ask(save());
    },
    copyText: () => {
      const column = activeColumn(store.state);
      if (column) ask(host.ask.copy({ text: insertedText(column) }));
    },
    copy: rows => ask(host.ask.copy({ text: tsv(rows) })),
    toggle: part => update(state => ({ ...state, open: { ...state.open, [part]: !state.open[part] } })),
    toggleTable: key => update(state => ({ ...state, tables: { ...state.tables, [key]: !state.tables[key] } })),
    read: change => update(state => ({ ...state, read: { ...state.read, ...change } })),
    remedy: ({ code }) => ask(host.ask.remedy({ code })),
    retry: () => {
      update(state => ({ ...state, problem: null }));
      retry();
    },
    scroll: (key, top) => {
      scrolled.set(key, top);
      changed();
    },
    zoomTree,
  };
}
