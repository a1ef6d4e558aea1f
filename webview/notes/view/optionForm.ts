import { html, nothing, type TemplateResult } from "lit-html";
import type { ChoiceOption, NoteOption, NumberOption, TextOption } from "../../../src/protocol/notes/note";
import { button } from "../../ui/button";
import { dropdown, radios } from "../../ui/choices";
import type { Actions } from "../actions";
import { sliderOf } from "../optionEntry";
import { isUnusual, type NotesState } from "../state";

/** Choices that are all seen at once, and how long their words may be together. */
const MOST_RADIOS = { count: 4, characters: 48 } as const;
/** Characters of a text that fit into a line. */
const LINE = 60;

/** The statement's options, each in the way that its kind is chosen. */
export function optionForm(state: NotesState, actions: Actions): TemplateResult {
  const options = state.shown?.about.options ?? [];
  return html`<section class="options" aria-labelledby="options-heading">
    <div class="bar">
      <h2 id="options-heading">Options</h2>
      ${button({ text: "Reset", title: "All options as usual", disabled: !isUnusual(state), onPress: actions.usual })}
    </div>
    <div class="fields">${options.map(option => field(option, state, actions))}</div>
  </section>`;
}

function field(option: NoteOption, state: NotesState, actions: Actions): TemplateResult {
  const { name, about, otherwise } = option;
  const wrong = state.wrong[name];
  const usual = state.settings[name] === otherwise && !wrong;
  return html`<div class="field" data-option=${name}>
    <div class="field-name" id="option-${name}">${name}${usual ? nothing : html` <span class="quiet">usually ${shown(otherwise)}</span>`}</div>
    ${control(option, state, actions)}
    ${wrong ? html`<p class="wrong" role="alert" id="wrong-${name}">It must be ${wrong.why}.</p>` : nothing}
    <p class="explanation" id="about-${name}">${about}</p>
  </div>`;
}

function control(option: NoteOption, state: NotesState, actions: Actions): TemplateResult {
  switch (option.kind) {
    case "number":
      return number(option, state, actions);
    case "choice":
      return choice(option, state, actions);
    case "text":
      return words(option, state, actions);
  }
}

function number(option: NumberOption, state: NotesState, { enter }: Actions): TemplateResult {
  const { name, least, most } = option;
  const value = Number(state.settings[name]);
  const wrong = state.wrong[name];
  const slider = sliderOf(option);
  return html`<div class="number-option">
      ${slider
        ? html`<input
            type="range"
            min=${slider.least}
            max=${slider.most}
            step=${slider.step}
            .value=${String(slider.place(value))}
            aria-labelledby="option-${name}"
            aria-describedby="about-${name}"
            aria-valuetext=${shown(value)}
            @input=${(event: Event) => enter(name, String(slider.value(Number((event.target as HTMLInputElement).value))))}
          />`
        : nothing}
      <input
        class="input"
        inputmode="decimal"
        .value=${wrong?.typed ?? String(value)}
        aria-labelledby="option-${name}"
        aria-describedby="about-${name}${wrong ? ` wrong-${name}` : ""}"
        aria-invalid=${wrong !== undefined}
        @change=${(event: Event) => enter(name, (event.target as HTMLInputElement).value)}
      />
      <span class="range quiet">${shown(least)} … ${shown(most)}</span>
    </div>`;
}

function choice({ name, values }: ChoiceOption, state: NotesState, { enter }: Actions): TemplateResult {
  const choices = values.map(value => ({ value, text: value }));
  const chosen = String(state.settings[name]);
  const choose = (value: string): void => enter(name, value);
  const few = values.length <= MOST_RADIOS.count && values.join("").length <= MOST_RADIOS.characters;
  return few ? radios(name, choices, chosen, choose) : dropdown(name, choices, chosen, choose);
}

function words({ name, mostCharacters }: TextOption, state: NotesState, { enter }: Actions): TemplateResult {
  const value = state.wrong[name]?.typed ?? String(state.settings[name]);
  const onInput = (event: Event): void => enter(name, (event.target as HTMLInputElement | HTMLTextAreaElement).value);
  const label = `option-${name}`;
  return html`${mostCharacters > LINE
      ? html`<textarea class="input" rows="3" .value=${value} aria-labelledby=${label} aria-describedby="about-${name}" aria-invalid=${name in state.wrong} @input=${onInput}></textarea>`
      : html`<input class="input" .value=${value} aria-labelledby=${label} aria-describedby="about-${name}" aria-invalid=${name in state.wrong} @input=${onInput} />`}
    <span class="range quiet">${value.length.toLocaleString("en")} of ${mostCharacters.toLocaleString("en")} characters</span>`;
}

const shown = (value: string | number): string => (typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 12 }) : value === "" ? "nothing" : value);
