import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { LayerGlance } from "../../../src/protocol/attention";
import type { ThumbnailGrid } from "../../draw/thumbnailGrid";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { movedHead } from "../choice";
import { headNumbers } from "../headNumbers";
import { paneOf } from "../panes";
import { type AttentionState, glancesOf } from "../state";
import { headName, headSentence, PANE_WORDS } from "../words";

type Head = { readonly layer: number; readonly head: number };

/** All heads at a glance: a row per layer, a cell per head. The pictures are painted on a canvas per row. */
export function headGrid(state: AttentionState, sizes: ThumbnailGrid, actions: Actions): TemplateResult {
  const { shown, choice } = state;
  const pane = paneOf(state);
  if (!shown || !pane) return html``;
  const { layers, heads } = pane;
  const glances = glancesOf(state);
  const of = shown.run.panes.length > 1 ? `${PANE_WORDS[pane.kind]}: ` : "";
  const keys = (event: KeyboardEvent) => onKey(event, state, actions);
  const row = (layer: number) =>
    html`<div class="layer" role="row" aria-rowindex=${layer + 2}>
      <span class="layer-label" role="rowheader">${layer}</span>
      <canvas data-layer=${layer} aria-hidden="true"></canvas>
      ${Array.from({ length: heads }, (_, head) => cell({ layer, head }, glances[layer], choice.layer === layer && choice.head === head))}
    </div>`;
  const rows = Array.from({ length: layers }, (_, layer) =>
    guard([glances[layer], heads, choice.layer === layer ? choice.head : null], () => row(layer)),
  );
  return html`<div
    class="grid"
    role="grid"
    aria-label="${of}Heads: ${layers} layers by ${heads} heads"
    aria-rowcount=${layers + 1}
    aria-colcount=${heads + 1}
    ${styled({ "--width": `${sizes.width}px`, "--height": `${sizes.height}px`, "--gap": `${sizes.gap}px`, "--gutter": `${sizes.gutter}px`, "--heads": String(heads) })}
    @click=${(event: Event) => at(event, head => actions.chooseHead(head.layer, head.head))}
    @keydown=${keys}
    @pointerover=${(event: Event) => at(event, actions.hoverHead)}
    @focusin=${(event: Event) => at(event, actions.hoverHead)}
    @pointerleave=${() => actions.hoverHead(null)}
    @focusout=${(event: FocusEvent) => onLeave(event, actions)}
  >
    ${guard([heads], () => headLabels(heads))} ${rows}
  </div>`;
}

function headLabels(heads: number): TemplateResult {
  return html`<div class="head-labels" role="row" aria-rowindex="1">
    <span class="corner" role="columnheader"><span class="hidden">Layer</span></span>
    ${Array.from({ length: heads }, (_, head) => html`<span role="columnheader" aria-label="Head ${head}">${head}</span>`)}
  </div>`;
}

function cell(head: Head, glance: LayerGlance | undefined, current: boolean): TemplateResult {
  const words = glance ? headSentence(headNumbers(glance, head.head)) : `${headName(head)}: not here yet`;
  return html`<div
    class="cell"
    role="gridcell"
    data-layer=${head.layer}
    data-head=${head.head}
    tabindex=${current ? 0 : -1}
    aria-selected=${current}
    aria-colindex=${head.head + 2}
    aria-label=${words}
    title=${glance ? words : nothing}
  ></div>`;
}

function onKey(event: KeyboardEvent, state: AttentionState, { chooseHead }: Actions): void {
  const from = headOf(event);
  const pane = paneOf(state);
  if (!pane || !from) return;
  const far = Math.max(pane.layers, pane.heads);
  const moves: Readonly<Record<string, () => Head>> = {
    ArrowUp: () => movedHead(from, -1, 0, pane),
    ArrowDown: () => movedHead(from, 1, 0, pane),
    ArrowLeft: () => movedHead(from, 0, -1, pane),
    ArrowRight: () => movedHead(from, 0, 1, pane),
    Home: () => movedHead(from, event.ctrlKey ? -far : 0, -far, pane),
    End: () => movedHead(from, event.ctrlKey ? far : 0, far, pane),
    PageUp: () => movedHead(from, -far, 0, pane),
    PageDown: () => movedHead(from, far, 0, pane),
  };
  if (event.altKey || event.metaKey) return;
  if (event.key === "Enter" || event.key === " ") chooseHead(from.layer, from.head);
  const to = moves[event.key]?.();
  if (to) {
    const grid = event.currentTarget as HTMLElement;
    const target = grid.querySelector<HTMLElement>(`.cell[data-layer="${to.layer}"][data-head="${to.head}"]`);
    for (const stop of grid.querySelectorAll<HTMLElement>('.cell[tabindex="0"]')) stop.tabIndex = -1;
    if (target) target.tabIndex = 0;
    target?.focus();
  }
  if (to || event.key === "Enter" || event.key === " ") event.preventDefault();
}

/** The one tab stop went along with the arrows; it goes back to the head that is shown. */
function onLeave(event: FocusEvent, actions: Actions): void {
  const grid = event.currentTarget as HTMLElement;
  if (grid.contains(event.relatedTarget as Node | null)) return;
  for (const cell of grid.querySelectorAll<HTMLElement>('.cell[tabindex="0"], .cell[aria-selected="true"]')) {
    cell.tabIndex = cell.ariaSelected === "true" ? 0 : -1;
  }
  actions.hoverHead(null);
}

function at(event: Event, then: (head: Head) => void): void {
  const head = headOf(event);
  if (head) then(head);
}

function headOf(event: Event): Head | null {
  const found = (event.target as Element).closest<HTMLElement>(".cell");
  return found ? { layer: Number(found.dataset["layer"]), head: Number(found.dataset["head"]) } : null;
}
