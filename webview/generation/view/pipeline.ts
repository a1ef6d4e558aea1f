import { html, nothing, type TemplateResult } from "lit-html";
import { count, percent } from "../../draw/format";
import { visibleText } from "../../draw/tokenText";
import { button } from "../../ui/button";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { candidatesOf } from "../candidate";
import { type Column, shownSteps } from "../column";
import { type Pipeline, type PipelineCell, pipelineOf, type PipelineRow, pipelineRows, type PipelineStage } from "../pipeline";
import type { Scene } from "../scene";
import type { ShownStep } from "../shownStep";
import { activeColumn, type GenerationState, headIn, nodeAtHead } from "../state";
import { bitsText, probabilityText, spokenToken } from "../words";
import { draftNotes, weighedTable } from "./candidates";
import { sign } from "./signs";
import { tokenChip } from "./token";

/** Why the token at the place looked at was chosen: its candidates through all stages. */
export function stepDetail(state: GenerationState, scene: Scene, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  const step = column && place !== null && place !== undefined ? shownSteps(column)[place] : undefined;
  if (!column || place === null || place === undefined || !step) return nothing;
  const pipeline = pipelineOf(step);
  return html`<section class="part step-detail" aria-labelledby="step-title">
    <div class="bar">
      <h2 id="step-title">Step ${place}: ${tokenChip(step.token)}</h2>
      ${pipeline ? html`<div class="buttons">${button({ text: "Copy TSV", title: "Copy the candidates as a table", onPress: () => actions.copy(pipelineRows(pipeline)) })}</div>` : nothing}
    </div>
    ${facts(column, step, state)}
    ${pipeline ? table(pipeline, state, scene, actions) : html`<p class="hint">Of this step only the token was told.</p>`}
    ${weighedTable(step)} ${draftNotes(column, place)}
  </section>`;
}

function facts(column: Column, step: ShownStep, state: GenerationState): TemplateResult {
  const { explained, surprisal, token } = step;
  const fact = (name: string, value: string, title: string) => html`<div title=${title}><dt>${name}</dt><dd>${value}</dd></div>`;
  const both = (raw: string, final: string) => (raw === final ? final : `${raw} → ${final}`);
  const own = explained?.watched.some(candidate => candidate.token.id === token.id) && !column.tree && !step.given;
  const node = column.tree?.nodes[nodeAtHead(state, column) ?? -1];
  return html`<dl class="numbers-row">
    ${own && explained
      ? html`${fact("Rank", both(count(explained.raw.rank), count(explained.final.rank)), "Of the chosen token: for the model → behind all stages")}
          ${fact("Probability", both(probabilityText(explained.raw.probability), probabilityText(explained.final.probability)), "Of the chosen token: for the model → behind all stages")}
          ${fact("Surprisal", `${both(bitsText(explained.raw.surprisal), bitsText(explained.final.surprisal))} bits`, "−log₂ of that probability")}`
      : html`${fact("Probability", probabilityText(2 ** -surprisal), "Of the chosen token, behind all stages")}${fact("Surprisal", `${bitsText(surprisal)} bits`, "−log₂ of that probability")}`}
    ${explained ? html`${fact("Entropy", `${both(bitsText(explained.raw.entropy), bitsText(explained.final.entropy))} bits`, "Of the distribution: for the model → behind all stages")}${fact("Forbidden", percent(explained.forbidden), "Probability, for the model, of all tokens that were ruled out")}` : nothing}
    ${node ? html`${fact("Score", node.candidate.score.toFixed(3), "What beams are ranked by while they grow")}${node.candidate.final === null ? nothing : fact("Score of the text", node.candidate.final.toFixed(3), "As a finished text")}` : nothing}
    ${step.given ? fact("Given", "not generated", "The branch was given this token") : nothing}
  </dl>`;
}

function table({ stages, rows, greatest }: Pipeline, state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const current = candidatesOf(state)?.current ?? 0;
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter" && event.target !== event.currentTarget) return;
    if (!actions.candidateKey(event.key)) return;
    event.preventDefault();
  };
  return html`<div
      class="pipeline-scroll"
      tabindex="0"
      role="region"
      aria-label="Candidates through the stages. Arrows choose a candidate, Enter continues from it."
      @keydown=${onKey}
    >
      <table class="pipeline" ${styled({ "--stages": String(stages.length) })}>
        <thead>
          <tr>
            <th scope="col">Candidate</th>
            ${stages.map(stage => html`<th scope="col" class="stage" title="${stage.about} Behind it the probabilities sum to ${stage.sum.toFixed(6)}."><span class="stage-name">${stage.name}</span></th>`)}
            <th scope="col"><span class="hidden">Continue</span></th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((row, index) => candidate(row, index, { stages, greatest, current: index === current, actions }))}
        </tbody>
        <tfoot>
          ${footer("Cut", stages, ({ removed, kept }) => (kept === null ? "" : removed > 0 ? percent(removed) : "–"), "Probability that the stage's ruled-out tokens had just before it")}
          ${footer("Kept", stages, ({ kept }) => (kept === null ? "all" : count(kept)), "Tokens that may still be chosen")}
          ${footer("Entropy", stages, ({ entropy }) => `${bitsText(entropy)}`, "Bits")}
        </tfoot>
      </table>
    </div>
    ${ruledOut(rows[current], scene)}`;
}

interface RowParts {
  readonly stages: readonly PipelineStage[];
  readonly greatest: number;
  readonly current: boolean;
  readonly actions: Actions;
}

function candidate({ token, chosen, cells, ruledOut: out }: PipelineRow, index: number, { stages, greatest, current, actions }: RowParts): TemplateResult {
  return html`<tr class="${chosen ? "chosen" : ""} ${current ? "current" : ""}" aria-current=${current ? "true" : nothing} @pointerdown=${() => actions.setCandidate(index)}>
    <th scope="row">${chosen ? html`<span class="chosen-sign" title="Chosen" aria-label="chosen">▸</span>` : nothing}${tokenChip(token)}</th>
    ${cells.map((cell, stage) => html`<td class="stage">${bar(cell, stages[stage]!, greatest)}</td>`)}
    <td class="go">
      <button class="link" tabindex=${current ? "0" : "-1"} aria-label="Continue from here with ${spokenToken(token)}" title=${out ? `Continue from here with “${visibleText(token.text)}”, although ${out.name} ruled it out` : `Continue from here with “${visibleText(token.text)}”`} @click=${() => actions.branch(token)}>${sign("branch")}</button>
    </td>
  </tr>`;
}

/** A candidate's bar behind a stage: as wide as its probability, crossed out where it was ruled out, nothing from there on. */
function bar({ probability, fate }: PipelineCell, { name }: PipelineStage, greatest: number): TemplateResult {
  if (fate === "gone") return html`<span class="hidden">ruled out before</span>`;
  if (fate === "cut") return html`<span class="cut" title="Ruled out by ${name}"><span aria-hidden="true">✕</span> <span class="cut-by">out</span></span>`;
  return html`<span class="pipe"><span class="pipe-fill" ${styled({ width: `${Math.max(0.6, (100 * probability) / greatest)}%` })}></span><span class="pipe-value">${probabilityText(probability)}</span></span>`;
}

function footer(name: string, stages: readonly PipelineStage[], value: (stage: PipelineStage) => string, title: string): TemplateResult {
  return html`<tr title=${title}><th scope="row">${name}</th>${stages.map(stage => html`<td class="stage">${value(stage)}</td>`)}<td></td></tr>`;
}

/** Which stage ruled the candidate out that is looked at, and why. */
function ruledOut(row: PipelineRow | undefined, { rests }: Scene): TemplateResult {
  const words = !row ? "" : row.ruledOut ? html`<strong>${tokenChip(row.token)} was ruled out by ${row.ruledOut.name}.</strong> ${row.ruledOut.about}` : row.chosen ? html`${tokenChip(row.token)} was chosen.` : html`${tokenChip(row.token)} could have been chosen.`;
  return html`<p class="explanation" role=${rests ? "status" : nothing}>${words}</p>`;
}
