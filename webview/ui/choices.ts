import { html, type TemplateResult } from "lit-html";

/** One of several values to choose from. */
export interface Choice<T extends string> {
  readonly value: T;
  readonly text: string;
}

/** A drop-down list; `name` is its label for those who do not see its surroundings. */
export function dropdown<T extends string>(
  name: string,
  choices: readonly Choice<T>[],
  chosen: T,
  onChoose: (value: T) => void,
): TemplateResult {
  return html`<vscode-dropdown
    aria-label=${name}
    .value=${chosen}
    @change=${(event: Event) => chosenFrom(event, choices, onChoose)}
    >${choices.map(({ value, text }) => html`<vscode-option value=${value} ?selected=${value === chosen}>${text}</vscode-option>`)}
  </vscode-dropdown>`;
}

/** A row of radio buttons under the name `name`. */
export function radios<T extends string>(
  name: string,
  choices: readonly Choice<T>[],
  chosen: T,
  onChoose: (value: T) => void,
): TemplateResult {
  return html`<vscode-radio-group
    aria-label=${name}
    .value=${chosen}
    @change=${(event: Event) => chosenFrom(event, choices, onChoose)}
    >${choices.map(({ value, text }) => html`<vscode-radio value=${value}>${text}</vscode-radio>`)}</vscode-radio-group
  >`;
}

function chosenFrom<T extends string>(event: Event, choices: readonly Choice<T>[], onChoose: (value: T) => void): void {
  const { value } = event.target as HTMLElement & { value: string };
  const choice = choices.find(candidate => candidate.value === value);
  if (choice) onChoose(choice.value);
}
