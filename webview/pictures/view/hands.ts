import { html, nothing, svg, type TemplateResult } from "lit-html";
import type { HandsPicture } from "../../../src/protocol/positions";
import { short } from "../../../src/report/words";
import { cursorIn } from "../pictureState";
import { onKeys } from "../pointing";
import type { Drawn, PictureActions } from "../scene";

const RADIUS = 19;
const SIDE = 44;

/** A clock for each pair of channels at the chosen position, and the slider that chooses it. */
export function hands(drawn: Drawn<HandsPicture>, actions: PictureActions): TemplateResult {
  const { key, picture, choice } = drawn;
  const cursor = cursorIn(picture, choice);
  const pairs = picture.wavelengths.length;
  const position = picture.positions.at[cursor.row] ?? 0;
  const look = (event: Event): void => {
    const pair = (event.target as Element).closest<HTMLElement>("[data-pair]")?.dataset["pair"];
    if (pair !== undefined) actions.choose(key, { cursor: { ...cursor, column: Number(pair) } });
  };
  return html`<label class="slider">
      <span>Position <output>${short(position)}</output></span>
      <input
        type="range"
        min="0"
        max=${picture.positions.at.length - 1}
        .value=${String(cursor.row)}
        aria-valuetext="Position ${short(position)}"
        @input=${(event: Event) => actions.choose(key, { cursor: { ...cursor, row: Number((event.target as HTMLInputElement).value) } })}
      />
    </label>
    <div
      class="clocks"
      tabindex="0"
      role="application"
      aria-roledescription="clocks"
      aria-label="${picture.title}: ${pairs} pairs at position ${short(position)}"
      aria-describedby="picture-keys"
      @pointerover=${look}
      @pointerdown=${look}
      @keydown=${(event: KeyboardEvent) => onKeys(event, drawn, actions)}
    >
      ${Array.from(picture.wavelengths, (wavelength, pair) => clock(pair, picture.angles[cursor.row * pairs + pair] ?? 0, wavelength, choice.cursor !== null && pair === cursor.column))}
    </div>`;
}

function clock(pair: number, angle: number, wavelength: number, chosen: boolean): TemplateResult {
  const [x, y] = [SIDE / 2 + RADIUS * 0.92 * Math.sin(angle), SIDE / 2 - RADIUS * 0.92 * Math.cos(angle)];
  return html`<div class=${chosen ? "clock chosen" : "clock"} data-pair=${pair}>
    <svg width=${SIDE} height=${SIDE} aria-hidden="true">
      <circle class="face" cx=${SIDE / 2} cy=${SIDE / 2} r=${RADIUS}></circle>
      ${angle === 0 ? nothing : svg`<path class="sector" d=${sector(angle)}></path>`}
      <line class="hand" x1=${SIDE / 2} y1=${SIDE / 2} x2=${x} y2=${y}></line>
    </svg>
    <span>${short(wavelength)}</span>
  </div>`;
}

/** What the hand has gone over since its last whole turn, clockwise from the top. */
function sector(angle: number): string {
  const rest = angle % (2 * Math.PI);
  const middle = SIDE / 2;
  return `M${middle} ${middle}V${middle - RADIUS}A${RADIUS} ${RADIUS} 0 ${rest > Math.PI ? 1 : 0} 1 ${middle + RADIUS * Math.sin(rest)} ${middle - RADIUS * Math.cos(rest)}Z`;
}
