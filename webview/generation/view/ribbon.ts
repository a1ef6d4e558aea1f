import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { listWindow } from "../../draw/listWindow";
import { visibleText } from "../../draw/tokenText";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { type Column, shownSteps } from "../column";
import type { RibbonCell } from "../ribbonCells";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, headIn } from "../state";
import { tinted } from "../tint";
import { bitsText, spokenToken } from "../words";
import { columnHeader } from "./columnHeader";
import { tokenChip } from "./token";

/** Height of a line of the ribbon, and of its window at most, in pixels. */
export const LINE = 28;
export const RIBBON_HEIGHT = 252;
/** A token that carries so many bits has full colour. */
const FULL = 12;

/** The texts of all columns, side by side, token by token; tinted by surprisal, which a bar below each token says too. */
export function ribbons(state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const { columns } = state;
  const { lines, width } = scene.ribbon;
  const height = Math.max(1, ...lines.map(({ length }) => length)) * LINE;
  const seen = listWindow(Math.ceil(height / LINE), LINE, scene.scrolled("ribbon"), RIBBON_HEIGHT);
  return html`<div class="ribbons" @scroll=${(event: Event) => actions.scroll("ribbon", (event.currentTarget as Element).scrollTop)}>
    <div class="ribbon-columns" ${styled({ "--columns": String(columns.length), "--column": `${width}px` })}>
      ${columns.map((column, index) => html`<section class=${column.id === activeColumn(state)?.id ? "ribbon-column active" : "ribbon-column"} data-status=${column.status} aria-label=${`Run ${index + 1}`}>
        ${columnHeader(state, column, scene, actions)}
        ${ribbon(state, column, scene, actions, { lines: lines[index] ?? [], first: seen.first, end: seen.end, height, parts: scene.ribbon.parts?.[index] ?? null })}
      </section>`)}
    </div>
  </div>`;
}

interface Lines {
  readonly lines: readonly (readonly RibbonCell[])[];
  readonly first: number;
  readonly end: number;
  readonly height: number;
  readonly parts: number | null;
}

function ribbon(state: GenerationState, column: Column, scene: Scene, actions: Actions, { lines, first, end, height, parts }: Lines): TemplateResult {
  const head = headIn(state, column);
  const steps = shownSteps(column).length;
  const follows = state.head === null;
  return html`<div
    class="ribbon"
    role="listbox"
    aria-orientation="horizontal"
    aria-label="Generated text, ${steps} tokens"
    aria-activedescendant=${head === null ? nothing : cellId(column, head)}
    tabindex="0"
    data-ribbon=${column.id}
    ${styled({ height: `${height}px` })}
    @keydown=${(event: KeyboardEvent) => onKey(event, column, actions)}
    @focus=${() => actions.activate(column.id)}
  >
    ${lines.slice(first, end).map((line, index) => {
      const here = head !== null && line.some(cell => cell.place === head && cell.kind !== "rejected") ? head : -1;
      const after = follows || head === null ? Infinity : head;
      const later = line.every(({ place }) => place > after) ? 1 : line.some(({ place }) => place > after) ? 2 : 0;
      return guard([line, here, later, first + index, scene.theme, parts, column.id], () => html`<div class="line" role="presentation" ${styled({ top: `${(first + index) * LINE}px` })}>
        ${line.map(cell => tokenCell(cell, { column, scene, steps, actions, head: here, after, parts }))}
      </div>`);
    })}
  </div>`;
}

interface CellParts {
  readonly column: Column;
  readonly scene: Scene;
  readonly steps: number;
  readonly actions: Actions;
  readonly head: number;
  readonly after: number;
  readonly parts: number | null;
}

function tokenCell(cell: RibbonCell, { column, scene, steps, actions, head, after, parts }: CellParts): TemplateResult {
  const { kind, token, place, surprisal, drafted } = cell;
  const width = `${scene.ribbon.widthOf(cell)}px`;
  if (kind === "prompt" || kind === "rejected") {
    return html`<span class="cell ${kind}" title=${kind === "prompt" ? "Prompt" : "Drafted, and rejected by the model"} aria-hidden="true" ${styled({ width })}>${tokenChip(token)}</span>`;
  }
  const classes = ["cell", kind, drafted ? "drafted" : "", place === head ? "here" : "", place > after ? "later" : "", place === parts ? "parts" : ""].filter(Boolean).join(" ");
  const said = `${place}: ${spokenToken(token)}, ${bitsText(surprisal)} bits${kind === "given" ? ", given" : ""}${drafted ? ", drafted" : ""}${place === parts ? ", texts part here" : ""}`;
  return html`<span
    class=${classes}
    id=${cellId(column, place)}
    role="option"
    aria-selected=${place === head}
    aria-setsize=${steps}
    aria-posinset=${place + 1}
    aria-label=${said}
    title="${place}: “${visibleText(token.text)}” ${bitsText(surprisal)} bits"
    ${styled({ width, "--tint": tinted(scene.theme, Math.sqrt(shareOf(surprisal))), "--bits": `${Math.round(100 * shareOf(surprisal))}%` })}
    @pointerdown=${() => actions.seek(column.id, place)}
    >${tokenChip(token)}</span
  >`;
}

/** Moves through the text: arrows, Home and End; with Ctrl the play head follows the newest. */
function onKey(event: KeyboardEvent, column: Column, actions: Actions): void {
  if (event.altKey || event.metaKey) return;
  const moves = { ArrowLeft: "previous", ArrowUp: "previous", ArrowRight: "next", ArrowDown: "next", Home: "first", End: event.ctrlKey ? "newest" : "last" } as const;
  const move = moves[event.key as keyof typeof moves];
  if (!move) return;
  event.preventDefault();
  actions.activate(column.id);
  actions.move(move);
}

/** The element of a place of a column. */
const cellId = (column: Column, place: number): string => `cell-${column.id}-${place}`;

/** How much of full colour so many bits have, 0…1. */
const shareOf = (surprisal: number): number => (Number.isFinite(surprisal) ? Math.min(1, Math.max(0, surprisal / FULL)) : 0);
