import { html, nothing, type TemplateResult } from "lit-html";
import type { AttentionPane } from "../../../src/protocol/attention";
import type { Actions } from "../actions";
import type { AttentionState } from "../state";
import { BLOCK_WORDS, PANE_WORDS } from "../words";

/** The id of what the tabs switch. */
export const PANEL = "pane";

/** The id of a pane's tab. */
export function tabId(pane: number): string {
  return `tab-${pane}`;
}

/** A tab per pane, and what happens in which order in a block of the decoder; nothing for a run with a single pane. */
export function paneTabs(state: AttentionState, actions: Actions): TemplateResult | typeof nothing {
  const panes = state.shown?.run.panes ?? [];
  if (panes.length < 2) return nothing;
  return html`<div class="panes">
    ${tabList(state, actions, kind => PANE_WORDS[kind])} ${panes.some(({ kind }) => kind === "cross") ? html`<p class="quiet">${BLOCK_WORDS}</p>` : nothing}
  </div>`;
}

/** The tabs alone, with these words on them. */
export function tabList({ shown, choice }: AttentionState, actions: Actions, words: (kind: AttentionPane["kind"]) => TemplateResult | string): TemplateResult {
  const panes = shown?.run.panes ?? [];
  return html`<div class="pane-tabs" role="tablist" aria-label="Which attention" @keydown=${(event: KeyboardEvent) => onKey(event, choice.pane, panes.length, actions)}>
      ${panes.map(
        ({ kind }, pane) => html`<button
          role="tab"
          id=${tabId(pane)}
          aria-selected=${pane === choice.pane}
          aria-controls=${PANEL}
          tabindex=${pane === choice.pane ? 0 : -1}
          @click=${() => actions.choosePane(pane)}
        >
          ${words(kind)}
        </button>`,
      )}
    </div>`;
}

function onKey(event: KeyboardEvent, from: number, count: number, actions: Actions): void {
  if (event.altKey || event.metaKey || event.ctrlKey) return;
  const places: Readonly<Record<string, number>> = { ArrowLeft: (from + count - 1) % count, ArrowRight: (from + 1) % count, Home: 0, End: count - 1 };
  const to = places[event.key];
  if (to === undefined) return;
  event.preventDefault();
  actions.choosePane(to);
  (event.currentTarget as Element).querySelector<HTMLElement>(`#${tabId(to)}`)?.focus();
}
