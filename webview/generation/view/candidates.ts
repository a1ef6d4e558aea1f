import { html, nothing, type TemplateResult } from "lit-html";
import { type Column, shownPath } from "../column";
import type { ShownStep } from "../shownStep";
import { probabilityText } from "../words";
import { tokenChip } from "./token";

/** Contrastive search's candidates: what each gained by its probability and lost by being like what came before. */
export function weighedTable({ weighed, token }: ShownStep): TemplateResult | typeof nothing {
  if (!weighed) return nothing;
  return html`<h3>Weighed against each other</h3>
    <div class="table-scroll"><table class="rows">
      <thead><tr><th scope="col">Candidate</th><th scope="col">Probability</th><th scope="col">Likeness to an earlier token</th><th scope="col">Score</th></tr></thead>
      <tbody>
        ${weighed.map(
          one => html`<tr class=${one.token.id === token.id ? "current" : ""}>
            <th scope="row">${one.token.id === token.id ? html`<span class="chosen-sign" aria-label="chosen">▸</span>` : nothing}${tokenChip(one.token)}</th>
            <td>${probabilityText(one.probability)}</td><td>${one.similarity.toFixed(3)}</td><td>${one.score.toFixed(4)}</td>
          </tr>`,
        )}
      </tbody>
    </table></div>`;
}

/** The draft that the place looked at was part of: which of its tokens stayed, and which were rejected. */
export function draftNotes(column: Column, place: number): TemplateResult | typeof nothing {
  const own = place - column.given.length;
  const path = shownPath(column);
  const draft = column.drafts.find(one => one.path === path && own >= one.step && own <= one.step + one.accepted);
  if (!draft) return nothing;
  const { accepted } = draft;
  return html`<h3>Draft, verified in one pass</h3>
    <p class="quiet">${accepted} of ${draft.draft.length} drafted tokens were accepted. Each is accepted with the probability that the model gives it, by what the draft gave it.</p>
    <div class="table-scroll"><table class="rows">
      <thead><tr><th scope="col">Drafted</th><th scope="col">Probability, draft</th><th scope="col">Probability, model</th><th scope="col">Fate</th></tr></thead>
      <tbody>
        ${draft.draft.map(
          ({ token, drafted, model }, index) => html`<tr class=${draft.step + index === own ? "current" : ""}>
            <th scope="row" class=${index < accepted ? "" : "struck"}>${tokenChip(token)}</th><td>${probabilityText(drafted)}</td><td>${probabilityText(model)}</td>
            <td>${index < accepted ? "✓ accepted" : index === accepted ? "✕ rejected" : "✕ not reached"}</td>
          </tr>`,
        )}
      </tbody>
    </table></div>`;
}
