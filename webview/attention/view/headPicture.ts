import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import { WEIGHTINGS } from "../../../src/protocol/attention";
import { cssOf } from "../../draw/color";
import { weight } from "../../draw/format";
import { ENDS, rampColor } from "../../draw/ramp";
import { iconButton } from "../../ui/button";
import { dropdown, radios } from "../../ui/choices";
import { styled } from "../../ui/styled";
import type { Theme } from "../../ui/theme";
import type { Actions } from "../actions";
import { movedHead } from "../choice";
import { paneOf } from "../panes";
import { type AttentionState, endOf } from "../state";
import { headName, PANE_WORDS, WEIGHTING_WORDS } from "../words";

/** Where the head's picture is painted, and how it is worked with. */
export interface PictureParts {
  readonly frame: Ref<HTMLElement>;
  readonly picture: Ref<HTMLCanvasElement>;
  readonly marks: Ref<HTMLCanvasElement>;
  readonly onPointer: (event: PointerEvent) => void;
  readonly onWheel: (event: WheelEvent) => void;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
}

/** The title of the head that is chosen in a pane, with the steps to its neighbours; a step in a pane chooses the pane. */
export function headTitle(state: AttentionState, actions: Actions): TemplateResult {
  const { choice } = state;
  const pane = paneOf(state);
  if (!pane) return html``;
  const here = (then: () => void) => () => {
    actions.choosePane(choice.pane);
    then();
  };
  const step = (sign: string, name: string, layers: number, heads: number) => {
    const to = movedHead(choice, layers, heads, pane);
    const nowhere = to.layer === choice.layer && to.head === choice.head;
    return iconButton(sign, name, here(() => actions.chooseHead(to.layer, to.head)), nowhere);
  };
  return html`<div class="bar">
    <h2 id=${headTitleId(choice.pane)}>Layer ${choice.layer} · head ${choice.head}</h2>
    <div class="steps" role="group" aria-label="Neighbouring heads">
      ${step("←", "Previous head  [", 0, -1)}${step("→", "Next head  ]", 0, 1)}
      ${step("↑", "Previous layer  {", -1, 0)}${step("↓", "Next layer  }", 1, 0)}
    </div>
    <div class="steps zoom" role="group" aria-label="Zoom">
      ${iconButton("−", "Zoom out  −", here(() => actions.zoom(1 / 1.6)))}${iconButton("+", "Zoom in  +", here(() => actions.zoom(1.6)))}
      ${iconButton("⤢", "Show all  0", here(actions.showAll))}
    </div>
  </div>`;
}

/** The id of the title of a pane's head. */
export function headTitleId(pane: number): string {
  return `head-title-${pane}`;
}

/** What a cell holds: three ways to weigh, and what the chosen one is. */
export function weightingChoice({ choice }: AttentionState, actions: Actions): TemplateResult {
  const choices = WEIGHTINGS.map(value => ({ value, text: WEIGHTING_WORDS[value].name }));
  return html`<div class="weighting">
    ${radios("Weighting", choices, choice.weighting, actions.chooseWeighting)}
    <p class="explanation">${WEIGHTING_WORDS[choice.weighting].explanation}</p>
  </div>`;
}

/** The place of the picture; two canvases, so that what moves with the pointer costs nothing of what does not. */
export function headPicture(state: AttentionState, parts: PictureParts, tip: TemplateResult | typeof nothing): TemplateResult {
  const pane = paneOf(state);
  const of = pane && state.beside ? `${PANE_WORDS[pane.kind]}: ` : "";
  const label = `${of}${headName(state.choice)}, ${WEIGHTING_WORDS[state.choice.weighting].name}: ${pane?.queries.length ?? 0} by ${pane?.keys.length ?? 0} tokens, rows are queries, columns are keys`;
  return html`<div class="heat" ${ref(parts.frame)}>
    <canvas class="picture" aria-hidden="true" ${ref(parts.picture)}></canvas>
    <canvas
      class="marks"
      tabindex="0"
      role="application"
      aria-roledescription="heat map"
      aria-label=${label}
      aria-describedby="heat-keys"
      ${ref(parts.marks)}
      @pointermove=${parts.onPointer}
      @pointerdown=${parts.onPointer}
      @pointerup=${parts.onPointer}
      @pointercancel=${parts.onPointer}
      @pointerleave=${parts.onPointer}
      @wheel=${parts.onWheel}
      @keydown=${parts.onKey}
      @focus=${parts.onFocus}
      @blur=${parts.onFocus}
    ></canvas>
    ${tip}
  </div>`;
}

/** Strengths at which the legend carries a number: the scale is a square root. */
const LEGEND = [0, 0.1, 0.25, 0.5, 1];

/** Which colour stands for which value, and the choice of where full colour is reached. */
export function legend(state: AttentionState, theme: Theme, wholeScale: number, actions: Actions): TemplateResult {
  const end = endOf(state);
  const scale = wholeScale * end;
  const ends = ENDS.map(value => ({ value: String(value), text: short(wholeScale * value) }));
  const stops = Array.from({ length: 17 }, (_, index) => cssOf(rampColor(theme.ramp, index / 16)));
  const pane = paneOf(state);
  return html`<span class="quiet">${pane && state.beside ? `${PANE_WORDS[pane.kind]}: full` : "Full"} colour at</span>
    ${dropdown("Weight at which full colour is reached", ends, String(end), value => actions.chooseEnd(ENDS.find(known => String(known) === value) ?? 1))}
    <div class="legend" role="img" aria-label="Colours from 0 to ${weight(scale, 2)}, along the square root of the weight">
    <div class="legend-bar" ${styled({ "background-image": `linear-gradient(to right, ${stops.join(", ")})` })}></div>
    <div class="legend-marks" aria-hidden="true">
      ${LEGEND.map(share => html`<span ${styled({ left: `${100 * Math.sqrt(share)}%` })}>${end < 1 && share === 1 ? "≥ " : ""}${short(share * scale)}</span>`)}
    </div>
  </div>`;
}

/** A weight in few characters: two digits that count. */
function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** How the picture is worked with from the keyboard. */
export function pictureKeys(panes: number): TemplateResult {
  return html`<details class="key-help">
    <summary>Keys</summary>
    <p id="heat-keys">
      In the picture: arrows move the cell, with Ctrl by ten, with Shift the view; Home, End, Page Up and Page Down go to the
      edges; Enter pins the token, Escape lets it go; r reads the row, c the column; + and − zoom, 0 shows all. In the grid:
      arrows move, Enter shows the head. Anywhere: [ and ] for the neighbouring heads, { and } for layers, w for the weighting,
      t for tables${panes > 1 ? ", p for the next pane" : nothing}. Pointer: click pins, drag moves, wheel or pinch zooms.
    </p>
  </details>`;
}
