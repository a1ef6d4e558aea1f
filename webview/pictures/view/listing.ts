import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { ListingPicture, NoteLook } from "../../../src/protocol/notes/note";
import { axisName, short } from "../../../src/report/words";
import { listWindow, scrollIntoView } from "../../draw/listWindow";
import { styled } from "../../ui/styled";
import { cellParts } from "../cellText";
import { cursorIn, moved } from "../pictureState";
import { onKeys } from "../pointing";
import { type Drawn, looksIn, type PictureActions, type PictureScene } from "../scene";

/** Rows that all exist, as high as their words need; more are a line each, and only those in sight exist. */
const MOST_WHOLE = 200;
const ROW = 24;
const HEIGHT = 360;
/** Characters of a cell that are shown; the rest is read when the cursor is on it. */
const MOST_SHOWN = 600;

/** Findings as rows of words and numbers. */
export function listing(drawn: Drawn<ListingPicture>, scene: PictureScene, actions: PictureActions): TemplateResult {
  const { key, picture, choice } = drawn;
  const { columns, rows } = picture;
  const whole = rows.length <= MOST_WHOLE;
  const scrolled = scene.scrolled.get(key) ?? 0;
  const { first, end } = whole ? { first: 0, end: rows.length } : listWindow(rows.length, ROW, scrolled, HEIGHT);
  const cursor = choice.cursor && cursorIn(picture, choice);
  const onPress = (event: Event): void => {
    const cell = (event.target as Element).closest<HTMLElement>("[data-cell]")?.dataset["cell"]?.split(",");
    if (cell) actions.choose(key, { cursor: { row: Number(cell[0]), column: Number(cell[1]) } });
  };
  const onKey = (event: KeyboardEvent): void => {
    onKeys(event, drawn, actions);
    const to = moved(picture, cursorIn(picture, choice), event.key, event.ctrlKey);
    if (to) bringIntoView(event.currentTarget as HTMLElement, to.row, whole);
  };
  return html`<div
    class=${whole ? "listing" : "listing long"}
    tabindex="0"
    role="group"
    aria-label="${picture.title}: ${rows.length.toLocaleString("en")} rows"
    aria-describedby="picture-keys"
    @scroll=${(event: Event) => (whole ? undefined : scene.scroll(key, (event.currentTarget as Element).scrollTop))}
    @click=${onPress}
    @keydown=${onKey}
  >
    ${guard([picture, first, end, cursor?.row, cursor?.column, drawn.looks], () => {
      const looks = looksIn(drawn);
      const numeric = columns.map((_, column) => rows.every(row => typeof row[column] === "number"));
      return html`<table aria-rowcount=${rows.length + 1}>
        <thead><tr aria-rowindex="1">${columns.map((column, index) => html`<th scope="col" class=${numeric[index] ? "number" : ""}>${axisName(column)}</th>`)}</tr></thead>
        <tbody>
          ${spacer(first, columns.length)}
          ${rows.slice(first, end).map((cells, index) => {
            const row = first + index;
            return html`<tr aria-rowindex=${row + 2}>${columns.map((_, column) => {
              const look = looks.find(({ line, at }) => line === row && at === column);
              return cellView(cells[column] ?? NaN, `${row},${column}`, cursor?.row === row && cursor.column === column, look, actions);
            })}</tr>`;
          })}
          ${spacer(rows.length - end, columns.length)}
        </tbody>
      </table>`;
    })}
  </div>`;
}

function cellView(cell: string | number, place: string, chosen: boolean, look: NoteLook | undefined, actions: PictureActions): TemplateResult {
  const kind = [typeof cell === "number" ? "number" : "words", ...(chosen ? ["chosen"] : [])].join(" ");
  const words = typeof cell === "number" ? short(cell) : wordsView(cell);
  return html`<td class=${kind} data-cell=${place} title=${typeof cell === "string" && cell.length > 40 ? cell : nothing}>
    ${look ? html`<button class="link" title=${look.title} @click=${() => actions.look?.(look)}>${words}</button>` : words}
  </td>`;
}

function wordsView(text: string): TemplateResult {
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return html`<span class="cell-text">${cellParts(cut).map(part => (part.kind === "words" ? part.text : html`<span class=${part.kind}>${part.text}</span>`))}</span>`;
}

function spacer(rows: number, columns: number): TemplateResult | typeof nothing {
  if (rows <= 0) return nothing;
  return html`<tr class="spacer" aria-hidden="true"><td colspan=${columns} ${styled({ height: `${rows * ROW}px` })}></td></tr>`;
}

/** Scrolls as little as is needed for a row to be seen below the names of the columns. */
function bringIntoView(list: HTMLElement, row: number, whole: boolean): void {
  if (whole) list.querySelectorAll("tbody tr")[row]?.scrollIntoView({ block: "nearest" });
  else list.scrollTop = scrollIntoView(ROW, row, list.scrollTop, list.clientHeight - (list.querySelector("thead")?.clientHeight ?? ROW));
}
