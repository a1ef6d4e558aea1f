import { html, type TemplateResult } from "lit-html";

/** A turning ring beside words that say what is awaited. */
export function progressRing(): TemplateResult {
  return html`<vscode-progress-ring aria-hidden="true"></vscode-progress-ring>`;
}
