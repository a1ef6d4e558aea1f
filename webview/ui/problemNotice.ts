import { html, nothing, type TemplateResult } from "lit-html";
import type { ProblemData } from "../../src/protocol/problem";
import { button } from "./button";

/** What went wrong, with its remedy and, where that can help, another try. */
export function problemNotice(data: ProblemData, remedy: (problem: ProblemData) => void, retry: (() => void) | null): TemplateResult {
  return html`<div class="notice problem" role="alert">
    <div><p>${data.message}</p></div>
    <div class="buttons">
      ${data.remedy === undefined ? nothing : button({ text: data.remedy.replace(/\.$/, ""), kind: "primary", onPress: () => remedy(data) })}
      ${retry ? button({ text: "Try again", onPress: retry }) : nothing}
    </div>
  </div>`;
}
