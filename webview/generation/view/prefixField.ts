import { html, nothing, type TemplateResult } from "lit-html";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { ABOUT_PREFIX, noPrefixIn, promptLength } from "../prefix";
import type { GenerationState } from "../state";

const MOST = 100_000;

/** How many tokens at the start see each other; of a model that can have no such prefix, why. */
export function prefixField(state: GenerationState, actions: Actions): TemplateResult {
  const { prefix } = state.form;
  const none = noPrefixIn(state);
  if (none !== null && prefix === 0) return html`<p class="quiet no-prefix">${none}</p>`;
  const length = promptLength(state);
  const onChange = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const value = Number(input.value.trim());
    const wrong = !Number.isInteger(value) || value < 0 || value > MOST;
    input.setCustomValidity(wrong ? "The prefix must be a whole number from 0." : "");
    input.setAttribute("aria-invalid", String(wrong));
    if (wrong) input.reportValidity();
    else actions.setForm({ prefix: value });
  };
  return html`<span class="field with-button">
    <label class="field" title=${ABOUT_PREFIX}><span>prefix</span><input class="input" aria-label="prefix" inputmode="decimal" placeholder="–" .value=${prefix === 0 ? "" : String(prefix)} @change=${onChange} /></label>
    ${length !== null && prefix !== length && none === null ? button({ text: `All ${length}`, title: "Let all tokens of the text see each other", onPress: () => actions.setForm({ prefix: length }) }) : nothing}
    ${prefix > 0 ? button({ text: "Causal", title: "Take the prefix away: every token sees the past alone", onPress: () => actions.setForm({ prefix: 0 }) }) : nothing}
  </span>`;
}
