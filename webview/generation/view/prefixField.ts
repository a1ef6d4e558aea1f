import { html, nothing, type TemplateResult } from "lit-html";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { ABOUT_PREFIX, ABOUT_TRAINED_PREFIX, isPrefixLm, noPrefixIn, promptLength } from "../prefix";
import type { GenerationState } from "../state";

const MOST = 100_000;

/** How many tokens at the start see each other; of a model that can have no such prefix, why. Left empty, it is as the model was trained. */
export function prefixField(state: GenerationState, actions: Actions): TemplateResult {
  const { prefix } = state.form;
  const none = noPrefixIn(state);
  if (none !== null && !prefix) return html`<p class="quiet no-prefix">${none}</p>`;
  const trained = isPrefixLm(state);
  const length = promptLength(state);
  const set = (to: number | null): void => actions.setForm({ prefix: to });
  const onChange = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const entered = input.value.trim();
    const value = Number(entered);
    const wrong = !Number.isInteger(value) || value < 0 || value > MOST;
    input.setCustomValidity(wrong ? "The prefix must be a whole number from 0." : "");
    input.setAttribute("aria-invalid", String(wrong));
    if (wrong) input.reportValidity();
    else set(entered === "" ? null : value);
  };
  const shown = prefix === null || (prefix === 0 && !trained) ? "" : String(prefix);
  return html`<span class="field with-button">
    <label class="field" title=${trained ? ABOUT_TRAINED_PREFIX : ABOUT_PREFIX}><span>prefix</span><input class="input" aria-label="prefix" inputmode="decimal" placeholder=${trained ? "all" : "–"} .value=${shown} @change=${onChange} /></label>
    ${trained && prefix !== null ? button({ text: "As trained", title: "All of the text is the prefix, as this prefix LM was trained", onPress: () => set(null) }) : nothing}
    ${!trained && length !== null && prefix !== length && none === null ? button({ text: `All ${length}`, title: "Let all tokens of the text see each other", onPress: () => set(length) }) : nothing}
    ${prefix || (trained && prefix === null) ? button({ text: "Causal", title: "Take the prefix away: every token sees the past alone", onPress: () => set(trained ? 0 : null) }) : nothing}
  </span>`;
}
