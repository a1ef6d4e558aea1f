import { html, nothing, type TemplateResult } from "lit-html";
import type { ModelPositions } from "../../../src/protocol/positions";
import type { PositionsRun } from "../../../src/protocol/positionsPage";
import { choiceOf } from "../../pictures/pictureState";
import type { PictureScene } from "../../pictures/scene";
import { pictureView } from "../../pictures/view/picture";
import { dropdown } from "../../ui/choices";
import { problemNotice } from "../../ui/problemNotice";
import { progressRing } from "../../ui/progressRing";
import { styled } from "../../ui/styled";
import type { Actions } from "../scene";
import { pictureKey, type PositionsState } from "../state";
import type { TextState } from "../textState";
import { whatIf } from "./whatIf";

const PANES = { self: "its own text", encoder: "encoder", decoder: "decoder", cross: "" } as const;

/** What positions do on the selected text: measured by distance, and tried out otherwise. */
export function textSection(state: PositionsState, positions: ModelPositions, scene: PictureScene, actions: Actions): TemplateResult {
  const { text } = state;
  return html`<section class="stack text" aria-labelledby="on-text">
    <h2 id="on-text">On the selected text</h2>
    ${text === null ? html`<p class="quiet">Select text in an editor and run Show Positions again: what this model does with distances there is measured and shown here.</p>` : measured(state, text, scene, actions)}
    ${text?.run ? whatIf(state, text, positions, scene, actions) : nothing}
  </section>`;
}

function measured(state: PositionsState, text: TextState, scene: PictureScene, actions: Actions): TemplateResult {
  const { count, width } = scene.across(Math.max(2, text.pictures.length));
  return html`<p><span class="source">${text.text.source}</span> <span class="quiet">${text.run ? `· ${counted(text.run)}` : ""}</span></p>
    <p class="excerpt">${text.text.excerpt}</p>
    ${text.run ? heads(text, text.run.panes, actions) : nothing}
    <div role="status">${text.progress ? html`<div class="running">${progressRing()}<span>${text.progress.message}…</span></div>` : nothing}</div>
    ${text.problem ? problemNotice(text.problem, actions.remedy, null) : nothing}
    <div class="pictures" ${styled({ "--across": String(count) })}>
      ${text.pictures.map(picture => {
        const key = pictureKey("text", picture.id);
        return pictureView({ key, picture, choice: choiceOf(state, key), width }, scene, actions);
      })}
    </div>`;
}

/** How many tokens ran, and of how many. */
function counted({ tokens, total }: PositionsRun): string {
  const words = (count: number): string => count.toLocaleString("en");
  return tokens < total ? `the first ${words(tokens)} of ${words(total)} tokens, as many as the model was made for` : `${words(tokens)} tokens`;
}

function heads({ head }: TextState, panes: readonly { readonly pane: number; readonly kind: keyof typeof PANES; readonly layers: number; readonly heads: number }[], { chooseHead }: Actions): TemplateResult {
  const pane = panes.find(one => one.pane === head.pane);
  if (!pane) return html``;
  const counted = (name: string, count: number) => Array.from({ length: count }, (_, index) => ({ value: String(index), text: `${name} ${index}` }));
  return html`<div class="choices" role="group" aria-label="Head that is measured">
    ${panes.length > 1
      ? dropdown("Attention", panes.map(one => ({ value: String(one.pane), text: PANES[one.kind] })), String(head.pane), value => chooseHead({ pane: Number(value) }))
      : nothing}
    ${dropdown("Layer", counted("layer", pane.layers), String(head.layer), value => chooseHead({ layer: Number(value) }))}
    ${dropdown("Head", counted("head", pane.heads), String(head.head), value => chooseHead({ head: Number(value) }))}
  </div>`;
}
