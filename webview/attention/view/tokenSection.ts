import { html, nothing, type TemplateResult } from "lit-html";
import type { Line } from "../../../src/protocol/attention";
import type { Token } from "../../../src/protocol/tokens";
import { count, percent, weight } from "../../draw/format";
import { button } from "../../ui/button";
import { radios } from "../../ui/choices";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { pinOf } from "../linked";
import { opposite, paneOf, sideOf, tokensOf } from "../panes";
import type { AttentionState } from "../state";
import { greatest, ranked, type RankedToken, total } from "../tokenRows";
import { directionWords, SIDE_WORDS } from "../words";
import { longTable } from "./longTable";
import { type LinkParts, type LinkScene, tokenLinks } from "./tokenLinks";
import { tokenChip } from "./token";

const DIRECTIONS = [
  { value: "reads", text: "reads" },
  { value: "read-by", text: "is read by" },
] as const;
/** How many of the strongest are listed beside the columns. */
const TOP = 10;

/** One token's row or column: as lines between two columns, as its strongest entries, and as a table. */
export function tokenSection(
  state: AttentionState,
  scene: LinkScene,
  parts: LinkParts,
  tableScrolled: number,
  actions: Actions,
): TemplateResult {
  const { focus, line } = scene;
  const pane = paneOf(state);
  const direction = focus?.direction ?? state.choice.direction;
  const several = (state.shown?.run.panes.length ?? 0) > 1;
  const word = pane && several ? `${SIDE_WORDS[sideOf(pane, direction)]} token` : "Token";
  const token = tokensOf(pane, direction)[focus?.token ?? -1];
  const asTable = state.tables.token;
  const rows = line && focus ? ranked(line) : [];
  return html`<section class="tokens" aria-labelledby="token-title">
    <div class="bar">
      <h2 id="token-title">${focus ? html`${word} ${tokenChip(token)} <span class="position">${count(focus.token)}</span>` : word}</h2>
      ${radios("Direction", DIRECTIONS, direction, actions.chooseDirection)}
      <div class="right">
        ${pinOf(state) === null ? nothing : button({ text: "Unpin", onPress: actions.unpin, title: "Let the token go (Escape)" })}
        ${asTable && line ? button({ text: "Copy as TSV", onPress: () => actions.copy("token") }) : nothing}
        ${button({ text: "Table", pressed: asTable, onPress: () => actions.toggleTable("token") })}
      </div>
    </div>
    ${asTable
      ? tokenTable(state, scene, rows, tableScrolled, actions)
      : html`<div class="links-and-list">
          ${tokenLinks(state, scene, parts, actions)} ${focus && line ? topList(rows, line, tokensOf(pane, opposite(focus.direction)), focus.direction, state.choice.pane, actions) : hint(scene)}
        </div>`}
  </section>`;
}

function hint({ focus }: LinkScene): TemplateResult {
  const words = focus ? "…" : "Point at a token to see what it reads; click to pin it. In the columns, the left side reads and the right side is read.";
  return html`<p class="hint">${words}</p>`;
}

function topList(rows: readonly RankedToken[], line: Line, tokens: readonly Token[], direction: "reads" | "read-by", pane: number, actions: Actions): TemplateResult {
  const top = rows.slice(0, TOP);
  const most = greatest(line);
  const other = opposite(direction);
  const listed = top.reduce((sum, { weight: value }) => sum + value, 0);
  const rest = rows.length - top.length;
  return html`<div class="top-list">
    <h3>${direction === "reads" ? "Reads most" : "Most read by"}</h3>
    <ol>
      ${top.map(
        ({ token, weight: value }) => html`<li>
          <button
            title="Pin this token"
            @click=${() => actions.pin(token, other)}
            @pointerenter=${() => actions.hover(direction === "reads" ? { query: null, key: token, by: "list", pane } : { query: token, key: null, by: "list", pane })}
            @pointerleave=${() => actions.hover(null)}
          >
            <span class="position">${token}</span>${tokenChip(tokens[token])}<span class="value">${weight(value, 3)}</span>
            <span class="bar-track"><span class="bar-fill" ${styled({ width: `${(100 * value) / most}%` })}></span></span>
          </button>
        </li>`,
      )}
    </ol>
    ${rest > 0 ? html`<p class="quiet">${count(rest)} more hold ${percent((total(line) - listed) / (total(line) || 1))}</p>` : nothing}
  </div>`;
}

function tokenTable(
  state: AttentionState,
  { focus, line }: LinkScene,
  rows: readonly RankedToken[],
  scrolled: number,
  actions: Actions,
): TemplateResult {
  const { hover } = state;
  if (!focus || !line) return html`<p class="hint">Pin a token, or point at one, to see its row.</p>`;
  const other = opposite(focus.direction);
  const tokens = tokensOf(paneOf(state), other);
  return longTable<RankedToken>({
    label: `What token ${focus.token} ${directionWords(focus.direction)}`,
    columns: [
      { name: "Rank", numeric: true, cell: row => count(row.rank) },
      {
        name: focus.direction === "reads" ? "Key" : "Query",
        cell: row => html`<button class="link" title="Pin this token" @click=${() => actions.pin(row.token, other)}>${tokenChip(tokens[row.token])}</button>`,
      },
      { name: "Position", numeric: true, cell: row => count(row.token) },
      { name: "Weight", numeric: true, cell: row => weight(row.weight, 6) },
    ],
    rows,
    isCurrent: row => row.token === (focus.direction === "reads" ? hover?.key : hover?.query),
    scrolled,
    onScroll: top => actions.scroll("tokenTable", top),
  });
}

/** The table of one token for the clipboard; `tokens` are those that the line is of. */
export function tokenRowsFor(line: Line, tokens: readonly Token[]): (string | number)[][] {
  return [["rank", "token", "position", "weight"], ...ranked(line).map(row => [row.rank, tokens[row.token]?.text ?? "", row.token, row.weight])];
}
