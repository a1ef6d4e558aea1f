import { html, type TemplateResult } from "lit-html";
import type { AttentionPane } from "../../../src/protocol/attention";
import type { Token } from "../../../src/protocol/tokens";
import { count } from "../../draw/format";
import { styled } from "../../ui/styled";
import { tokenChip } from "./token";

/** What the cell under the pointer says. */
export interface TipContent {
  readonly query: number;
  readonly key: number;
  /** "0.6213", or with "≈" before it until the exact value is here. */
  readonly value: string;
}

/** A note beside the cell: its two tokens and its value. Pixels are of the picture's frame. */
export function tip(
  { query, key, value }: TipContent,
  { queries, keys }: Pick<AttentionPane, "queries" | "keys">,
  place: { readonly left: number; readonly top: number; readonly width: number },
): TemplateResult {
  const line = (what: string, tokens: readonly Token[], token: number) =>
    html`<span class="what">${what}</span>${tokenChip(tokens[token])}<span class="position">${count(token)}</span>`;
  return html`<div class="tip" aria-hidden="true" ${styled({ left: `${place.left}px`, top: `${place.top}px`, width: `${place.width}px` })}>
    ${line("query", queries, query)} ${line("key", keys, key)}
    <span class="what">weight</span><strong>${value}</strong>
  </div>`;
}
