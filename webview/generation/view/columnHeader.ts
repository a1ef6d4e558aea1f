import { html, nothing, type TemplateResult } from "lit-html";
import { WEIGHTS_WORDS } from "../../../src/protocol/weights";
import { count, duration } from "../../draw/format";
import { button, iconButton } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import type { Actions } from "../actions";
import { type Column, shownPath, speed } from "../column";
import { prefixFact } from "../prefix";
import type { Scene } from "../scene";
import type { GenerationState } from "../state";
import { columnName, DEVICE_WORDS } from "../words";
import { problemNotice } from "./problem";
import { replayWords, savedMark } from "./saved";

/** Which run a column is, how fast it goes and how it ended. */
export function columnHeader(state: GenerationState, column: Column, _scene: Scene, actions: Actions): TemplateResult {
  const { started, status, problem, id } = column;
  const { tokens, milliseconds } = speed(column);
  const facts = [
    ...(started ? [started.model, DEVICE_WORDS[started.device]] : []),
    ...(started && started.weights !== "exact" ? [WEIGHTS_WORDS[started.weights]] : []),
    ...prefixFact(state, column),
    ...(tokens > 0 ? [`${count(tokens)} ${column.tree ? "steps" : "tokens"}`] : []),
    ...(tokens > 1 && milliseconds > 0 ? [`${((1000 * tokens) / milliseconds).toFixed(1)} ${column.tree ? "steps" : "tokens"}/s`] : []),
    ...(column.finished ? [duration(column.finished.milliseconds)] : []),
  ];
  return html`<header class="column-header">
    <div class="bar">
      <h2><button class="column-name" title=${started?.method.about ?? ""} aria-pressed=${state.columns.length > 1 ? String(state.active === id) : nothing} @click=${() => actions.activate(id)}>${columnName(column)}</button></h2>
      <div class="buttons">
        ${status === "running" ? button({ text: "Stop", title: "Stop the run; what came stays (Escape)", onPress: () => actions.stop(id) }) : nothing}
        ${state.columns.length > 1 ? html`<button class="link" title="Put this run's options into the form above" @click=${() => actions.adopt(id)}>Options</button>${iconButton("×", "Remove this run", () => actions.remove(id))}` : nothing}
      </div>
    </div>
    <ul class="facts">${facts.map(fact => html`<li>${fact}</li>`)}</ul>
    ${savedMark(column, actions)} ${replayWords(state, column)}
    <div role="status">${ending(column)}</div>
    ${problem ? problemNotice(problem, actions.remedy, null) : nothing}
    ${paths(column, actions)}
  </header>`;
}

function ending({ status, paths, tree, given }: Column): TemplateResult | typeof nothing {
  const steps = tree?.steps.length ?? paths.flat().length;
  if (status === "running") return steps === 0 ? html`<p class="quiet">Starting…</p>` : nothing;
  if (status === "cancelled") return html`<p class="quiet">Stopped: the ${count(steps)} steps so far stay.</p>`;
  if (status === "failed" && steps > 0) return html`<p class="quiet">The run broke off: the ${count(steps)} steps so far stay.</p>`;
  if (steps === 0 && given.length === 0) return html`<p class="quiet">Nothing was generated.</p>`;
  return nothing;
}

/** Which of several samples is looked at. */
function paths(column: Column, actions: Actions): TemplateResult | typeof nothing {
  if (column.paths.length < 2) return nothing;
  const ranks = new Map(column.finished?.texts.map(({ path }, rank) => [path, rank + 1]));
  const choices = column.paths.map((_, path) => ({ value: String(path), text: `sample ${path + 1}${ranks.has(path) ? `, rank ${ranks.get(path)}` : ""}` }));
  return html`<div class="choices">${dropdown("Which sample", choices, String(shownPath(column)), path => actions.choosePath(column.id, Number(path)))}</div>`;
}
