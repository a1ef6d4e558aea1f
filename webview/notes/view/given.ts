import { html, nothing, type TemplateResult } from "lit-html";
import type { NoteShown } from "../../../src/protocol/notesPage";
import { button } from "../../ui/button";
import type { Actions } from "../actions";

/** Names of files that are listed; of more there is the number. */
const MOST_NAMES = 6;

/** What the statement is put to: model, text and documents, and how to choose others. */
export function given({ about, model, text, documents }: NoteShown, running: boolean, { select }: Actions): TemplateResult {
  const choose = (name: string, what: Parameters<Actions["select"]>[0], title: string): TemplateResult => button({ text: name, title, disabled: running, onPress: () => select(what) });
  return html`<section class="given" aria-labelledby="given-heading">
    <h2 id="given-heading">Runs on</h2>
    <dl>
      <div>
        <dt>Model</dt>
        <dd>${model ? html`<span class="model-name">${model.name}</span>${model.embedded ? html` <span class="badge">embedded</span>` : nothing}` : html`<span class="missing">No model was found.</span>`}</dd>
        <dd class="buttons">
          ${choose("Choose model…", "model", "Choose another model")}
          ${model?.embedded === true && model.name === about.embedded ? nothing : choose(`Use ${about.embedded}`, "embedded", "Use the embedded model that was made for this statement")}
        </dd>
      </div>
      <div>
        <dt>Text</dt>
        <dd>${text ? html`<span class="source">${text.source}</span><span class="excerpt">${text.excerpt}</span>` : "The notes' own sample"}${about.spans === true ? html`<div class="hint">Select words with several cursors to choose the spans; otherwise they are drawn, as the options say.</div>` : nothing}</dd>
        <dd class="buttons">
          ${choose("Use selection", "text", "Use the text that is selected in the editor")}
          ${text ? choose("Use sample", "sample", "Use the notes' own sample") : nothing}
        </dd>
      </div>
      ${about.documents === true
        ? html`<div>
            <dt>Documents</dt>
            <dd>${documents.length === 0 ? "The notes' own" : named(documents)}</dd>
            <dd class="buttons">${choose("Choose files…", "documents", "Choose the files that contexts are built of")}</dd>
          </div>`
        : nothing}
    </dl>
  </section>`;
}

function named(documents: readonly string[]): string {
  const more = documents.length - MOST_NAMES;
  return `${documents.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}
