import { html, nothing, type TemplateResult } from "lit-html";
import { percent } from "../../draw/format";
import { button } from "../../ui/button";
import { progressRing } from "../../ui/progressRing";
import type { Actions } from "../actions";
import { failureOf, findingOf, isAsShown, type NotesState, pointsToGoOnFrom, type Running, whyNot } from "../state";

const VIEWS = { attention: "Attention", positions: "Positions", generation: "Generation" } as const;

/** Runs the statement, goes on, stops; and how far a run is. */
export function runControls(state: NotesState, actions: Actions): TemplateResult {
  const { running, shown } = state;
  const view = shown?.about.shownIn;
  return html`<section class="run" aria-label="Run">
    <div class="buttons">${running ? button({ text: "Cancel", disabled: running.stopping, onPress: actions.stop }) : start(state, actions)}
      ${view ? button({ text: `Show in ${VIEWS[view]}`, title: `Look at the same in the ${VIEWS[view]} view`, onPress: actions.openView }) : nothing}
    </div>
    ${running ? progress(running) : nothing}
    <p class="hidden" role="status">${running ? `${running.message}…` : ""}</p>
  </section>`;
}

function start(state: NotesState, { run }: Actions): TemplateResult {
  const refusal = whyNot(state);
  const why = refusal === null ? {} : { disabled: true, title: refusal };
  const points = pointsToGoOnFrom(state);
  const words = points === 1 ? "point" : "points";
  if (points > 0) {
    return html`${button({ text: `Go on from ${points.toLocaleString("en")} ${words}`, kind: "primary", ...why, onPress: () => run(false) })}
      ${button({ text: "Start afresh", ...why, onPress: () => run(true) })}
      <span class="quiet order-last">A run was stopped; what it measured is kept.</span>`;
  }
  const ran = (findingOf(state) !== null || failureOf(state) !== null) && isAsShown(state);
  return html`${button({ text: ran ? "Run again" : "Run", kind: "primary", ...why, onPress: () => run(false) })}${refusal === null ? nothing : html`<span class="wrong order-last">${refusal}</span>`}`;
}

function progress({ message, fraction, points }: Running): TemplateResult {
  return html`<div class="progress">
    ${progressRing()}
    <span>${message}…</span>
    <progress max="1" .value=${fraction} aria-label=${message}></progress>
    <span class="quiet">${percent(fraction)}${points > 0 ? ` · ${points.toLocaleString("en")} ${points === 1 ? "point" : "points"} measured` : ""}</span>
  </div>`;
}
