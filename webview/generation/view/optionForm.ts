import { html, nothing, type TemplateResult } from "lit-html";
import { GENERATION_OPTION_NAMES, type OptionDescription } from "../../../src/protocol/generationOptions";
import { button, iconButton } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import type { Actions } from "../actions";
import { entered, rangeWords, shownValue } from "../optionValues";
import { prefixRefusal } from "../prefix";
import { isNeutral, isRandom, optionOf, type Preset, presetOf, PRESETS, withPreset } from "../presets";
import type { GenerationState } from "../state";
import { prefixField } from "./prefixField";
import { sign } from "./signs";

/** Have a place of their own in the form, or ask for what the page shows anyway. */
const ELSEWHERE = ["seed", "max_new_tokens", "return_dict_in_generate", "output_scores"];
const ADD = "add";

/** How the next run is made: method, model, seed, and every option that is set. */
export function optionForm(state: GenerationState, actions: Actions): TemplateResult {
  const { form, source, columns } = state;
  const models = source?.models ?? [];
  const preset = presetOf(form.options, form.helper?.as ?? null);
  const methods = PRESETS.map(({ id, name }) => ({ value: id, text: name }));
  const choose = (id: string): void => {
    const chosen = PRESETS.find(candidate => candidate.id === id);
    if (chosen) usePreset(chosen, state, actions);
  };
  const set = GENERATION_OPTION_NAMES.filter(name => !ELSEWHERE.includes(name) && name in form.options && !isNeutral(name, form.options[name]));
  const refused = refusal(state);
  return html`<div class="form" role="group" aria-label="How to generate">
    <div class="form-row">
      <label class="field"><span>Method</span>${dropdown("Method", methods, preset.id, choose)}</label>
      ${models.length > 1 ? html`<label class="field"><span>Model</span>${dropdown("Model", models.map(({ folder, name }) => ({ value: folder, text: name })), form.folder, folder => actions.setForm({ folder }))}</label>` : nothing}
      ${form.helper
        ? html`<label class="field"><span>${form.helper.as === "draft" ? "Draft model" : "Amateur"}</span>${dropdown("Second model", models.map(({ folder, name }) => ({ value: folder, text: name })), form.helper.folder, folder => actions.setForm({ helper: { folder, as: form.helper!.as } }))}</label>`
        : nothing}
      ${field("max_new_tokens", "New tokens", state, actions)}
      ${isRandom(form.options) || form.options["seed"] !== undefined
        ? html`<span class="field with-button">${field("seed", "Seed", state, actions)}${iconButton(sign("die"), "Another seed", () => actions.setOption("seed", Math.floor(Math.random() * 1_000_000)))}</span>`
        : nothing}
      <div class="buttons run-buttons">
        ${button({ text: columns.length > 0 ? "Run again" : "Run", kind: "primary", disabled: refused !== null, ...(refused === null ? {} : { title: refused }), onPress: () => actions.run(false) })}
        ${columns.length > 0 ? button({ text: "Add a column", disabled: refused !== null, title: refused ?? "Run with these options beside what is there", onPress: () => actions.run(true) }) : nothing}
      </div>
    </div>
    <div class="form-row options">
      ${prefixField(state, actions)}
      ${set.map(name => field(name, name, state, actions, true))}
      <span class="field">${dropdown("Add an option", [{ value: ADD, text: "Add an option…" }, ...GENERATION_OPTION_NAMES.filter(name => !ELSEWHERE.includes(name) && !set.includes(name)).map(value => ({ value, text: value }))], ADD, name => addOption(name, actions))}</span>
    </div>
    <p class="explanation">${preset.about} ${form.helper?.folder === form.folder ? "The second model is the same as the first: choose another one." : ""} ${refused ?? ""}</p>
  </div>`;
}

function usePreset(preset: Preset, { form, source }: GenerationState, actions: Actions): void {
  const other = source?.models.find(({ folder }) => folder !== form.folder)?.folder ?? form.folder;
  actions.setForm({ options: withPreset(form.options, preset), helper: preset.helper ? { folder: form.helper?.folder ?? other, as: preset.helper } : null });
}

/** Why the form cannot be run as it is. */
function refusal(state: GenerationState): string | null {
  const { form, source } = state;
  if (!source || source.text === "") return "There is no text to continue.";
  if (source.models.length === 0) return "No model was found that continues a text.";
  const wrong = Object.entries(form.options).find(([name, value]) => {
    const option = optionOf(name);
    return option && value !== undefined && value !== null && "wrong" in entered(option, shownValue(value));
  });
  return wrong ? `${wrong[0]} is not within its range.` : prefixRefusal(state);
}

/** A newly added option has a value that can be seen to do something, where one can be known. */
function addOption(name: string, actions: Actions): void {
  const option = optionOf(name);
  if (!option) return;
  actions.setOption(name, beginning(option));
}

function beginning(option: OptionDescription): unknown {
  switch (option.kind) {
    case "boolean":
      return option.neutral !== true;
    case "choice":
      return option.choices.find(choice => choice !== option.neutral);
    case "integer": {
      const neutral = typeof option.neutral === "number" ? option.neutral : option.least;
      return Math.max(option.least, neutral + (option.most === neutral ? -1 : 1));
    }
    case "number": {
      const [low, high] = [option.least ?? option.above ?? 0, option.most ?? option.below ?? 2];
      return (low + high) / 2 === option.neutral ? low + 0.75 * (high - low) : (low + high) / 2;
    }
    case "list":
      return option.words?.[0] ?? (JSON.parse(option.example) as unknown);
    case "text":
      return ".*";
  }
}

/** One option's name and value; what was entered wrongly is marked and not taken. */
function field(name: string, label: string, { form }: GenerationState, actions: Actions, removable = false): TemplateResult {
  const option = optionOf(name);
  if (!option) return html``;
  const value = shownValue(form.options[name]);
  const title = [option.about, rangeWords(option), option.needs ? `Only with ${option.needs}.` : ""].filter(part => part !== "").join(" ");
  const onChange = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const read = entered(option, input.value);
    input.setCustomValidity("wrong" in read ? `${name} must be ${read.wrong}.` : "");
    input.setAttribute("aria-invalid", String("wrong" in read));
    if ("wrong" in read) input.reportValidity();
    else actions.setOption(name, read.value);
  };
  return html`<label class="field" title=${title}>
    <span>${label}</span>
    ${option.kind === "boolean" || option.kind === "choice"
      ? dropdown(name, (option.kind === "boolean" ? [true, false] : option.choices).map(choice => ({ value: String(choice), text: String(choice) })), value, chosen => actions.setOption(name, (entered(option, chosen) as { value: unknown }).value))
      : html`<input class="input ${option.kind === "list" || option.kind === "text" ? "wide" : ""}" aria-label=${name} inputmode=${option.kind === "integer" || option.kind === "number" ? "decimal" : "text"} placeholder=${option.kind === "list" ? option.example : "–"} .value=${value} @change=${onChange} />`}
    ${removable ? iconButton("×", `Remove ${name}`, () => actions.setOption(name, undefined)) : nothing}
  </label>`;
}
