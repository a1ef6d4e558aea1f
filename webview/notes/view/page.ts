import { html, nothing, type TemplateResult } from "lit-html";
import type { PictureScene } from "../../pictures/scene";
import { pictureKeys } from "../../pictures/view/keys";
import { problemNotice } from "../../ui/problemNotice";
import { progressRing } from "../../ui/progressRing";
import type { Actions } from "../actions";
import { evidenceOf, failureOf, findingOf, type NotesState } from "../state";
import { evidence } from "./evidence";
import { given } from "./given";
import { optionForm } from "./optionForm";
import { runControls } from "./runControls";
import { statement } from "./statement";
import { verdict } from "./verdict";

/** The whole page: a statement, what it is put to, and what came of it. */
export function notesView(state: NotesState, scene: PictureScene, actions: Actions): TemplateResult {
  const { shown, refused } = state;
  if (!shown) {
    return html`<div class="page">${refused ? problemNotice(refused, actions.remedy, null) : html`<div role="status" class="running">${progressRing()}<span>Opening the notes…</span></div>`}</div>`;
  }
  const failure = failureOf(state);
  return html`<div class="page" data-statement=${shown.about.id}>
    ${statement(shown, actions)}
    ${refused ? problemNotice(refused, actions.remedy, null) : nothing}
    ${given(shown, state.running !== null, actions)}
    ${shown.about.options.length > 0 ? optionForm(state, actions) : nothing}
    ${runControls(state, actions)}
    <section class="outcome-section" aria-label="What came of it">
      ${failure ? problemNotice(failure, actions.remedy, () => actions.run(false)) : nothing}
      ${verdict(state, findingOf(state), actions)}
      ${evidence(state, evidenceOf(state), scene, actions)}
    </section>
    ${evidenceOf(state).length > 0 ? pictureKeys((findingOf(state)?.looks.length ?? 0) > 0) : nothing}
  </div>`;
}
