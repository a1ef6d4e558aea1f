import { html, nothing, type TemplateResult } from "lit-html";

/** What a button is and does. */
export interface ButtonOptions {
  readonly text: string;
  readonly onPress: () => void;
  readonly kind?: "primary" | "secondary";
  readonly disabled?: boolean;
  /** Set for a button that stays down: whether it is. */
  readonly pressed?: boolean;
  readonly title?: string;
}

/** A button with words on it. */
export function button(options: ButtonOptions): TemplateResult {
  return html`<vscode-button
    appearance=${options.kind ?? "secondary"}
    ?disabled=${options.disabled ?? false}
    aria-pressed=${options.pressed === undefined ? nothing : String(options.pressed)}
    title=${options.title ?? nothing}
    @click=${options.onPress}
    >${options.text}</vscode-button
  >`;
}

/** A button with a sign on it; `name` says what it does to those who do not see the sign, and on hover. */
export function iconButton(sign: TemplateResult | string, name: string, onPress: () => void, disabled = false): TemplateResult {
  return html`<vscode-button appearance="icon" aria-label=${name} title=${name} ?disabled=${disabled} @click=${onPress}
    ><span class="sign" aria-hidden="true">${sign}</span></vscode-button
  >`;
}
