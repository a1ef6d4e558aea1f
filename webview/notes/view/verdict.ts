import { html, nothing, type TemplateResult } from "lit-html";
import type { Finding } from "../../../src/protocol/notes/note";
import type { NoteExport, NoteShown } from "../../../src/protocol/notesPage";
import { figureWords, OUTCOMES, settingsWords } from "../../../src/report/findingWords";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { isAsShown, type NotesState } from "../state";
import { outcomeSign } from "./outcomeSign";

/** What came of the statement: verdict, figure, what the evidence says, and all that decided it. */
export function verdict(state: NotesState, finding: Finding | null, actions: Actions): TemplateResult {
  const { shown } = state;
  // Stays in the page, so that what appears in it is read out.
  return html`<div class="verdict ${finding?.verdict ?? ""}">
    <div role="status">${finding ? heading(finding) : nothing}</div>
    ${finding && shown ? rest(state, shown, finding, actions) : nothing}
  </div>`;
}

function heading(finding: Finding): TemplateResult {
  const { verdict: came, figure, says } = finding;
  return html`<h2 class="came">
      ${outcomeSign(came)}<span>${OUTCOMES[came].words}</span>${figure === null ? nothing : html`<span class="figure">${figureWords(finding)}</span>`}
    </h2>
    <p class="says">${says}</p>`;
}

function rest(state: NotesState, { about, model, saved }: NoteShown, finding: Finding, actions: Actions): TemplateResult {
  const { figure, unit, verdict: came } = finding;
  const made = model?.embedded === true && model.name === about.embedded;
  return html`${isAsShown(state) ? nothing : html`<p class="notice stale">This was measured with other options than those above.</p>`}
    ${came === "not-applicable" && !made
      ? html`<div class="notice"><span>The embedded model ${about.embedded} was made for this statement.</span>${button({ text: `Run on ${about.embedded}`, kind: "primary", onPress: actions.runEmbedded })}</div>`
      : nothing}
    ${saved ? html`<p class="quiet">Read from ${saved.file}, saved ${new Date(saved.at).toLocaleString()}.</p>` : nothing}
    <dl class="settings" aria-label="What decided it">${settingsWords(finding.settings).map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <div class="buttons exports">
      ${figure === null ? nothing : button({ text: "Copy figure", onPress: () => actions.copyText(unit === "" ? String(figure) : `${figure} ${unit}`) })}
      <span class="quiet" aria-hidden="true">Export:</span>
      ${EXPORTS.map(({ as, text, title }) => button({ text, title, onPress: () => actions.export({ as }) }))}
    </div>`;
}

const EXPORTS: readonly { readonly as: Exclude<NoteExport["as"], "csv" | "svg">; readonly text: string; readonly title: string }[] = [
  { as: "html", text: "HTML…", title: "Export the finding as a web page" },
  { as: "markdown", text: "Markdown…", title: "Export the finding as Markdown" },
  { as: "json", text: "JSON…", title: "Export the finding as data" },
];
