import { html, nothing, type TemplateResult } from "lit-html";
import { count } from "../../draw/format";
import type { ProblemData } from "../../../src/protocol/problem";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { shownSteps } from "../column";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, partsAt } from "../state";
import { attentionPart } from "./attention";
import { byStepPart } from "./byStep";
import { crossPart } from "./cross";
import { lensPart } from "./lens";
import { optionForm } from "./optionForm";
import { stepDetail } from "./pipeline";
import { playBar } from "./playBar";
import { problemNotice } from "./problem";
import { ribbons } from "./ribbon";
import { texts } from "./texts";
import { treePart } from "./tree";

const EXCERPT = 160;
/** What is remedied by taking the text anew. */
const GONE: ProblemData = { code: "run-gone", message: "The text was edited." };

/** The whole page: what is continued and how, the texts, then all about the step that is looked at. */
export function generationView(state: GenerationState, scene: Scene, askAllSteps: () => void, actions: Actions): TemplateResult {
  const { source, columns, problem } = state;
  const column = activeColumn(state);
  const steps = column ? shownSteps(column).length : 0;
  return html`<div class="page">
    ${header(state, actions)}
    ${source ? optionForm(state, actions) : problem ? nothing : html`<p class="hint" role="status">Waiting for a text…</p>`}
    ${problem ? problemNotice(problem, actions.remedy, { text: "Try again", press: actions.retry }) : nothing}
    ${source?.text === "" && columns.length === 0 ? empty() : nothing}
    ${columns.length > 0 ? html`<div>${ribbons(state, scene, actions)}${parting(state)}</div>` : nothing}
    ${steps > 0
      ? html`${playBar(state, actions)}
          ${details(state, scene, askAllSteps, actions)}`
      : nothing}
    ${source ? keys() : nothing}
  </div>`;
}

/** In two columns where there is room, about as high as one another. */
function details(state: GenerationState, scene: Scene, askAllSteps: () => void, actions: Actions): TemplateResult {
  const column = activeColumn(state);
  const several = column?.tree !== null || column.paths.length > 1;
  const inside = html`${lensPart(state, scene, actions)}${attentionPart(state, scene, actions)}${crossPart(state, scene, askAllSteps, actions)}`;
  return html`${treePart(state, scene, actions)}<div class="below">
    <div class="below-column">${stepDetail(state, scene, actions)}${several ? inside : nothing}</div>
    <div class="below-column">${texts(state, scene, actions)}${byStepPart(state, scene, actions)}${several ? nothing : inside}</div>
  </div>`;
}

function header({ source, columns, form }: GenerationState, actions: Actions): TemplateResult | typeof nothing {
  if (!source) return nothing;
  const model = source.models.find(({ folder }) => folder === form.folder);
  const cut = columns[0]?.started?.cut ?? 0;
  const text = source.text.length > EXCERPT ? `…${source.text.slice(-EXCERPT)}` : source.text;
  return html`<header class="run">
      <h1>${columns[0]?.started?.model ?? model?.name ?? "Generation"}</h1>
      <p class="source">${source.source}</p>
    </header>
    ${text === "" ? nothing : html`<p class="excerpt" title=${model?.encoderDecoder ? "What is read" : "What is continued"}>${text}</p>`}
    ${cut > 0 ? html`<p class="notice" role="note"><span><strong>The first ${count(cut)} tokens were left out,</strong> so that new ones find room in the model's context.</span></p>` : nothing}
    ${source.stale ? html`<p class="notice" role="note"><span><strong>The text was edited after this run.</strong> Marks in the editor may be off.</span>${button({ text: "Continue the text as it is now", onPress: () => actions.remedy(GONE) })}</p>` : nothing}`;
}

function empty(): TemplateResult {
  return html`<div class="empty">
    <p><strong>There is no text to continue.</strong></p>
    <p class="quiet">Select some text in an editor, or put the cursor behind it, and run “Model Lens: Trace Generation”.</p>
  </div>`;
}

/** Where the texts part, in words. */
function parting(state: GenerationState): TemplateResult | typeof nothing {
  if (state.columns.length < 2) return nothing;
  const parts = partsAt(state);
  return html`<p class="quiet parting" role="status">${parts ? `The texts part at token ${[...new Set(parts)].join(" / ")}: from there on they begin at the same height.` : "The texts agree as far as they have come."}</p>`;
}

function keys(): TemplateResult {
  return html`<details class="key-help">
    <summary>Keys</summary>
    <p>
      Space plays and pauses, comma and full stop step back and on, n goes to the next run, Escape stops what runs. In a text: arrows, Home and End; Ctrl+End follows what comes. Among the
      candidates: up and down, Enter continues from there with that token. In the tree of beams: arrows, Home, End, plus, minus and 0.
    </p>
  </details>`;
}
