import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit-html";
import type { Verdict } from "../../../src/protocol/notes/note";

/** A shape for each verdict, so that colour alone tells nothing. */
const SHAPES: Readonly<Record<Verdict, SVGTemplateResult>> = {
  holds: svg`<circle cx="10" cy="10" r="8.5"></circle><path d="M5.8 10.4l2.9 2.9 5.6-6.2"></path>`,
  fails: svg`<path d="M6 1.5h8l4.5 4.5v8L14 18.5H6L1.5 14V6z"></path><path d="M6.8 6.8l6.4 6.4M13.2 6.8l-6.4 6.4"></path>`,
  "not-applicable": svg`<circle cx="10" cy="10" r="8.5" stroke-dasharray="3 2.4"></circle><path d="M5.8 10h8.4"></path>`,
};

/** The sign beside a verdict's words. */
export function outcomeSign(verdict: Verdict): TemplateResult {
  return html`<svg class="outcome-sign" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">${SHAPES[verdict]}</svg>`;
}
