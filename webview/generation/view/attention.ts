import { html, nothing, type TemplateResult } from "lit-html";
import type { BareToken } from "../../../src/protocol/generation";
import { percent, weight } from "../../draw/format";
import { listWindow } from "../../draw/listWindow";
import { strengthOf } from "../../draw/ramp";
import { visibleText } from "../../draw/tokenText";
import { button } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { linesOf } from "../ribbonCells";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, headIn, placeIn } from "../state";
import { keyTokens, readWeights } from "../stepAttention";
import { tinted } from "../tint";
import { LINE } from "./ribbon";
import { awaited, part } from "./part";
import { rowTable } from "./rowTable";
import { tokenChip } from "./token";

const ABOUT = "What the step that chose this token read. The prompt's tokens are marked in the editor, too.";
const HEIGHT = 5 * LINE;
const MEAN = "mean";

interface Read {
  readonly token: BareToken;
  readonly key: number;
  readonly weight: number;
  readonly held: boolean;
}

/** Which tokens the step looked at read: over the text, and as a list. */
export function attentionPart(state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  const asked = column && place !== null && place !== undefined ? placeIn(state, column, place) : null;
  const attention = scene.attention(asked);
  if (!column || place === null || place === undefined || !attention) {
    return part("attention", "What the step read", ABOUT, state, actions, () => awaited(asked !== null, scene, column?.saved));
  }
  const tokens = keyTokens(column, place);
  const weights = readWeights(attention, attention.keys, attention.weights, state.read);
  const read = tokens.map((token, key): Read => ({ token, key, weight: weights[key] ?? 0, held: attention.held[key] !== 0 }));
  const source = attention.cross && column.started ? readSource(column.started.prompt, readWeights(attention, attention.cross.keys, attention.cross.weights, state.read)) : null;
  const copy = button({ text: "Copy TSV", onPress: () => actions.copy([["token", "text", "weight", "in the cache"], ...read.map(one => [one.key, one.token.text, one.weight, one.held ? "yes" : "no"])]) });
  const table = state.tables["attention"] === true;
  return part(
    "attention",
    "What the step read",
    ABOUT,
    state,
    actions,
    () => html`<div class="choices">${choices(attention, state, actions)}</div>
      ${source ? html`<h3>Of the source</h3>${table ? ranking(source, "source", scene, actions) : reading(source, "source", scene, actions)}<h3>Of its own text</h3>` : nothing}
      ${table ? ranking(read, "own", scene, actions) : reading(read, "own", scene, actions)}`,
    html`<div class="buttons">${button({ text: "Table", pressed: table, onPress: () => actions.toggleTable("attention") })}${copy}</div>`,
  );
}

/** Which layer and which head, or the mean over them. */
export function choices({ layers, heads }: { readonly layers: number; readonly heads: number }, { read }: GenerationState, actions: Actions): TemplateResult {
  const list = (name: string, size: number) => [{ value: MEAN, text: `mean of ${size} ${name}s` }, ...Array.from({ length: size }, (_, index) => ({ value: String(index), text: `${name} ${index}` }))];
  const value = (text: string): number | null => (text === MEAN ? null : Number(text));
  return html`${dropdown("Layer", list("layer", layers), read.layer === null ? MEAN : String(read.layer), layer => actions.read({ layer: value(layer) }))}
    ${dropdown("Head", list("head", heads), read.head === null ? MEAN : String(read.head), head => actions.read({ head: value(head) }))}`;
}

const readSource = (prompt: readonly BareToken[], weights: Float32Array): Read[] => prompt.map((token, key) => ({ token, key, weight: weights[key] ?? 0, held: true }));

/** The text with every token as dark as it was read; what the cache gave up is struck out. */
function reading(read: readonly Read[], key: string, scene: Scene, actions: Actions): TemplateResult {
  const most = read.reduce((greatest, one) => Math.max(greatest, one.weight), 0);
  const widthOf = ({ token }: Read): number => scene.ribbon.widthOf({ kind: "step", token, place: 0, surprisal: NaN, drafted: false });
  const lines = linesOf(read, scene.width - 20, widthOf);
  const scrolled = scene.scrolled(`read-${key}`);
  const { first, end } = listWindow(lines.length, LINE, scrolled, HEIGHT);
  const top = read.toSorted((one, other) => other.weight - one.weight).slice(0, 3);
  return html`<div class="reading-text" tabindex="0" role="region" aria-label="Tokens by how much they were read" @scroll=${(event: Event) => actions.scroll(`read-${key}`, (event.currentTarget as Element).scrollTop)}>
      <div class="reading-lines" ${styled({ height: `${lines.length * LINE}px` })}>
        ${lines.slice(first, end).map(
          (line, index) => html`<div class="line" ${styled({ top: `${(first + index) * LINE}px` })}>
            ${line.map(
              one => html`<span class=${one.held ? "cell read" : "cell read evicted"} title="${one.key}: “${visibleText(one.token.text)}” ${one.held ? weight(one.weight, 3) : "not in the cache any more"}" ${styled({ width: `${widthOf(one)}px`, "--tint": tinted(scene.theme, strengthOf(one.weight, most)), "--bits": `${Math.round(100 * (one.weight / (most || 1)))}%` })}>${tokenChip(one.token)}</span>`,
            )}
          </div>`,
        )}
      </div>
    </div>
    <p class="reading">Read most: ${top.map(({ token, key: at, weight: value }, index) => html`${index > 0 ? ", " : ""}${tokenChip(token)} <span class="position">${at}</span> ${percent(value)}`)}</p>`;
}

function ranking(read: readonly Read[], key: string, scene: Scene, actions: Actions): TemplateResult {
  const rows = read.toSorted((one, other) => other.weight - one.weight);
  return rowTable({
    label: "Tokens by how much they were read",
    columns: ["Token", "Position", "Weight", "In the cache"],
    rows: rows.length,
    cells: row => {
      const one = rows[row]!;
      return [tokenChip(one.token), String(one.key), weight(one.weight, 4), one.held ? "yes" : "no"];
    },
    current: null,
    scrolled: scene.scrolled(`read-table-${key}`),
    onScroll: top => actions.scroll(`read-table-${key}`, top),
  });
}
