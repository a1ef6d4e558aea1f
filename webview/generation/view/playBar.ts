import { html, nothing, type TemplateResult } from "lit-html";
import { button, iconButton } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import type { Actions } from "../actions";
import { shownSteps } from "../column";
import { runRows } from "../runRows";
import { activeColumn, type GenerationState, headIn } from "../state";
import { sign } from "./signs";

const PACES = ["2", "4", "8", "16", "60"] as const;

/** Play, pause, step and back over what was recorded, and what can be done with the text. */
export function playBar(state: GenerationState, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  if (!column || place === null || place === undefined) return nothing;
  const last = shownSteps(column).length - 1;
  const follows = state.head === null;
  const seek = (event: Event): void => actions.seek(column.id, (event.target as HTMLInputElement).valueAsNumber);
  const pace = PACES.reduce((best, candidate) => (Math.abs(Number(candidate) - state.pace) < Math.abs(Number(best) - state.pace) ? candidate : best));
  return html`<div class="play-bar" role="group" aria-label="Steps">
    <div class="steps">
      ${iconButton(sign("first"), "First step  Home", () => actions.move("first"), place === 0)}
      ${iconButton(sign("back"), "Back  ,", () => actions.move("previous"), place === 0)}
      ${iconButton(sign(state.playing ? "pause" : "play"), state.playing ? "Pause  Space" : "Play  Space", actions.play, last < 1)}
      ${iconButton(sign("step"), "Step  .", () => actions.move("next"), place === last)}
      ${iconButton(sign("newest"), column.status === "running" ? "Follow what comes" : "Last step  End", () => actions.move("newest"), follows)}
    </div>
    <input class="slider" type="range" min="0" max=${Math.max(1, last)} .value=${String(place)} aria-label="Step" aria-valuetext="step ${place} of ${last}" @input=${seek} />
    <span class="where value">step ${place} of ${last}</span>
    ${dropdown("Steps a second", PACES.map(value => ({ value, text: `${value}/s` })), pace, value => actions.setPace(Number(value)))}
    <div class="buttons">
      ${state.source?.saved
        ? button({ text: "Copy text", title: "Copy the text: a saved run has no document to put it into", onPress: actions.copyText })
        : button({ text: "Insert", title: "Put the text into the document behind the prompt; one undo takes it back", onPress: () => actions.insert(false) })}
      ${place < last && !state.source?.saved ? button({ text: "Insert to here", title: "Put the text up to this step into the document", onPress: () => actions.insert(true) }) : nothing}
      ${button({ text: "Save run", title: "Save options, seed and all steps as JSON: it can be opened and replayed", onPress: () => actions.save(column.id) })}
      ${button({ text: "Copy TSV", title: "Copy all steps as a table", onPress: () => actions.copy(runRows(column)) })}
    </div>
  </div>`;
}
