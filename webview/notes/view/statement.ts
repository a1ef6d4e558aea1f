import { html, type TemplateResult } from "lit-html";
import type { NoteShown } from "../../../src/protocol/notesPage";
import type { Actions } from "../actions";

/** What the statement says, what of it is measured, and where it is from. */
export function statement({ about, chapter }: NoteShown, actions: Actions): TemplateResult {
  return html`<header class="statement">
    <p class="chapter">${chapter}</p>
    <h1>${about.statement}</h1>
    <p class="measured">${about.measured}</p>
    <p><button class="link paper" title="Open ${about.paper.url}" @click=${actions.openPaper}>${about.paper.title}<span aria-hidden="true"> ↗</span></button></p>
  </header>`;
}
