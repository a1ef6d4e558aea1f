import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import type { Line } from "../../../src/protocol/attention";
import { cssOf } from "../../draw/color";
import { weight } from "../../draw/format";
import { listWindow } from "../../draw/listWindow";
import { rampColor, strengthOf } from "../../draw/ramp";
import { styled } from "../../ui/styled";
import type { Theme } from "../../ui/theme";
import type { Actions } from "../actions";
import { paneOf, readsItself, sideOf, tokensOf } from "../panes";
import type { AttentionState, Focus } from "../state";
import { greatest } from "../tokenRows";
import { onColumnKey } from "./columnKeys";
import { spokenToken, tokenChip } from "./token";

/** Height of a token's row in the columns, in pixels. */
export const COLUMN_ROW = 22;

/** The two columns and the space between, where lines are painted. */
export interface LinkParts {
  readonly queries: Ref<HTMLElement>;
  readonly keys: Ref<HTMLElement>;
  readonly links: Ref<HTMLCanvasElement>;
}

/** What the columns need beside the state. */
export interface LinkScene {
  readonly focus: Focus | null;
  /** The focus's row or column, once it is here. */
  readonly line: Line | undefined;
  readonly scrolled: { readonly queries: number; readonly keys: number };
  /** Rows in sight. */
  readonly rows: number;
  readonly theme: Theme;
}

/** Queries on the left, keys on the right; lines are painted between them. */
export function tokenLinks(state: AttentionState, scene: LinkScene, parts: LinkParts, actions: Actions): TemplateResult {
  const pane = paneOf(state);
  const of = (direction: "reads" | "read-by") => (pane && !readsItself(pane) ? ` · ${sideOf(pane, direction)}` : "");
  return html`<div class="columns" ${styled({ "--rows": String(scene.rows) })}>
    <span class="column-name">query${of("reads")}</span><span></span><span class="column-name">key${of("read-by")}</span>
    ${column("queries", state, scene, parts.queries, actions)}
    <canvas class="links" aria-hidden="true" ${ref(parts.links)}></canvas>
    ${column("keys", state, scene, parts.keys, actions)}
  </div>`;
}

function column(
  side: "queries" | "keys",
  state: AttentionState,
  { focus, line, scrolled, rows, theme }: LinkScene,
  element: Ref<HTMLElement>,
  actions: Actions,
): TemplateResult {
  const direction = side === "queries" ? "reads" : "read-by";
  const pane = paneOf(state);
  const tokens = tokensOf(pane, direction);
  const editorToken = pane && sideOf(pane, direction) === "source" ? state.editorToken : null;
  const height = rows * COLUMN_ROW;
  const { first, end } = listWindow(tokens.length, COLUMN_ROW, scrolled[side], height);
  const weighed = focus !== null && focus.direction !== direction ? line : undefined;
  const most = weighed ? greatest(weighed) : 1;
  const active = focus?.direction === direction ? focus.token : ((side === "queries" ? state.hover?.query : state.hover?.key) ?? null);
  const hover = (token: number | null) =>
    actions.hover(token === null ? null : { query: side === "queries" ? token : null, key: side === "keys" ? token : null, by: "column", pane: state.choice.pane });
  const row = (token: number) => {
    const value = weighed?.[token] ?? 0;
    const strength = strengthOf(value, most);
    const isFocus = focus?.token === token && focus.direction === direction;
    const isPinned = isFocus && focus.because === "pinned";
    const classes = ["token-row", isFocus ? "focus" : "", isPinned ? "pinned" : "", editorToken === token ? "marked" : "", token === active ? "active" : ""];
    return html`<div
      class=${classes.join(" ")}
      role="option"
      id="${side}-${token}"
      data-token=${token}
      aria-selected=${isPinned}
      aria-posinset=${token + 1}
      aria-setsize=${tokens.length}
      aria-label="${token} ${spokenToken(tokens[token])}${weighed ? `, ${weight(value)}` : ""}"
      ${styled({
        top: `${token * COLUMN_ROW}px`,
        "--bar": weighed ? `${(100 * value) / most}%` : "0%",
        "--tint": weighed ? cssOf(rampColor(theme.ramp, 0.25 + 0.6 * strength)) : "transparent",
      })}
    >
      <span class="position">${token}</span>${tokenChip(tokens[token])}${weighed && value > 0 ? html`<span class="value">${weight(value, 3)}</span>` : nothing}
    </div>`;
  };
  return html`<div
    class="column ${side}"
    role="listbox"
    tabindex="0"
    aria-label=${side === "queries" ? "Queries: tokens that read" : "Keys: tokens that are read"}
    aria-activedescendant=${active !== null && active >= first && active < end ? `${side}-${active}` : nothing}
    ${ref(element)}
    @scroll=${(event: Event) => actions.scroll(side, (event.currentTarget as Element).scrollTop)}
    @pointermove=${(event: Event) => hover(tokenOf(event))}
    @pointerleave=${() => hover(null)}
    @blur=${() => {
      if (state.hover?.by === "column") hover(null);
    }}
    @click=${(event: Event) => {
      const token = tokenOf(event);
      if (token !== null) actions.pin(token, direction);
    }}
    @keydown=${(event: KeyboardEvent) => onColumnKey(event, active, tokens.length, rows, hover, token => actions.pin(token, direction))}
  >
    <div class="column-rows" ${styled({ height: `${tokens.length * COLUMN_ROW}px` })}>
      ${Array.from({ length: end - first }, (_, index) => row(first + index))}
    </div>
  </div>`;
}

function tokenOf(event: Event): number | null {
  const found = (event.target as Element).closest<HTMLElement>(".token-row");
  return found ? Number(found.dataset["token"]) : null;
}
