import { html, type nothing, svg, type TemplateResult } from "lit-html";
import type { AttentionPane } from "../../../src/protocol/attention";
import type { Actions } from "../actions";
import type { AttentionState } from "../state";
import { BLOCK_WORDS, PANE_PLACES, PANE_WORDS } from "../words";
import { headPicture, headTitle, headTitleId, type PictureParts, weightingChoice } from "./headPicture";
import { tabId, tabList } from "./paneTabs";

/** A pane in sight: the state as it sees it, where it is painted, and what its cell under the pointer says. */
export interface PaneScene {
  readonly number: number;
  readonly seen: AttentionState;
  readonly parts: PictureParts;
  readonly tip: TemplateResult | typeof nothing;
}

/** All panes side by side under their names, linked by what flows from one to another; what is below is of the chosen one. */
export function panesBeside(state: AttentionState, panes: readonly PaneScene[], below: TemplateResult, actions: Actions): TemplateResult {
  const inOrder = [...panes].sort((one, other) => one.number - other.number);
  const words = (kind: AttentionPane["kind"]) => html`<strong>${PANE_WORDS[kind]}</strong><span class="quiet">${PANE_PLACES[kind]}</span>`;
  return html`<div class="beside-panes" role="group" aria-label="Encoder, decoder and cross-attention">
    ${weightingChoice(state, actions)} ${flow()} ${tabList(state, actions, words)}
    <div class="pictures">
      ${inOrder.map(
        ({ number, seen, parts, tip }) => html`<section class=${number === state.choice.pane ? "pane chosen" : "pane"} aria-labelledby="${tabId(number)} ${headTitleId(number)}">
          ${headTitle(seen, actions)} ${headPicture(seen, parts, tip)}
        </section>`,
      )}
    </div>
    <div class="under-pictures">${below}</div>
  </div>`;
}

/** Middles of the three panes, and where the two arrows reach the third, as shares of the width. */
const [ENCODER, DECODER, KEYS, QUERIES] = ["16.5%", "50%", "86%", "80%"];

/** Arrows from the encoder and from the decoder to cross-attention: where its keys and values, and its queries, come from. */
function flow(): TemplateResult {
  return html`<svg class="flow" role="img" aria-label=${BLOCK_WORDS}>
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="4" refY="6" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"><path d="M0 0 L4 7 L8 0 Z" /></marker>
    </defs>
    ${arrow(ENCODER, KEYS, 14)} ${arrow(DECODER, QUERIES, 31)}
    <text x="50%" y="10">K, V: from the encoder’s output</text>
    <text x="65%" y="27">Q: from the decoder, after its self-attention</text>
  </svg>`;
}

/** Up from one place, across at this height, and down to the other. */
function arrow(from: string, to: string, top: number): TemplateResult<2> {
  return svg`<line x1=${from} y1="46" x2=${from} y2=${top} /><line x1=${from} y1=${top} x2=${to} y2=${top} /><line x1=${to} y1=${top} x2=${to} y2="42" marker-end="url(#arrow)" />`;
}
