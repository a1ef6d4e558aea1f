import { html, nothing, type TemplateResult } from "lit-html";
import type { SavedMark } from "../../../src/protocol/generationPage";
import type { Actions } from "../actions";
import type { Scene } from "../scene";
import type { GenerationState, Part } from "../state";

/** A part of the page that opens and closes; what is closed is neither drawn nor asked for. */
export function part(name: Part, title: string, about: string, { open }: GenerationState, actions: Actions, content: () => TemplateResult, right: TemplateResult | typeof nothing = nothing): TemplateResult {
  const id = `part-${name}`;
  return html`<section class="part" aria-labelledby=${id}>
    <div class="bar">
      <h2 id=${id}>
        <button class="opener" aria-expanded=${open[name]} @click=${() => actions.toggle(name)}><span class="twist" aria-hidden="true">${open[name] ? "▾" : "▸"}</span>${title}</button>
      </h2>
      ${open[name] ? right : nothing}
    </div>
    ${open[name] ? html`<p class="explanation">${about}</p>${content()}` : nothing}
  </section>`;
}

/** In place of what a step would show when looked into, until it is there. */
export function awaited(kept: boolean, { rests }: Scene, saved: SavedMark | null | undefined): TemplateResult {
  const words = saved?.folder === null ? `This needs the model. ${saved.missing}` : !rests ? "Shown for a step that stays: pause, stop, or choose one." : kept ? "Asking…" : "The run that this step belongs to is not kept any more.";
  return html`<p class="hint" role="status">${words}</p>`;
}
