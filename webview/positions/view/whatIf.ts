import { html, nothing, type TemplateResult } from "lit-html";
import type { ModelPositions, PositionKind } from "../../../src/protocol/positions";
import type { NextToken, PositionChange, WhatIfResult } from "../../../src/protocol/whatIf";
import { percent } from "../../draw/format";
import { visibleText } from "../../draw/tokenText";
import { button } from "../../ui/button";
import { radios } from "../../ui/choices";
import { progressRing } from "../../ui/progressRing";
import type { Actions } from "../scene";
import type { TextState } from "../textState";
import { short } from "../words";
import { problemNotice } from "./problem";

type Kind = PositionChange["kind"];

const KINDS: Readonly<Record<Kind, { readonly text: string; readonly explanation: string }>> = {
  shift: { text: "all positions + k", explanation: "Every token stands k positions further on. What goes by distances alone does not move." },
  drop: { text: "no positions", explanation: "No token knows where it stands; the mask stays." },
  set: { text: "a set", explanation: "No positions, no mask, and the tokens in another order: each must come out as before, only in its new place." },
  reach: { text: "another reach", explanation: "Distances from here on count as one: relative vectors are clipped, buckets spread up to it." },
  theta: { text: "another θ", explanation: "The hands turn with another base: a smaller θ turns them faster." },
};
const THETA = 500_000;
const REACH = 4;
const FARTHEST = 64;
/** Differences up to here are float32's own. */
const NOTHING = 1e-4;

/** Something about positions tried out on the text; always marked as a what-if. */
export function whatIf({ change, trying, tried }: TextState, { stacks }: ModelPositions, actions: Actions): TemplateResult {
  const [stack] = stacks;
  if (!stack) return html``;
  const kinds = (Object.keys(KINDS) as Kind[]).filter(kind => (kind !== "theta" || stack.kind === "rotary") && (kind !== "reach" || stack.kind === "relative" || stack.kind === "buckets"));
  const choices = kinds.map(value => ({ value, text: KINDS[value].text }));
  return html`<div class="what-if">
    <h3>What if?</h3>
    ${stacks.length > 1 ? html`<p class="quiet">Tried out in the encoder.</p>` : nothing}
    ${radios("What is changed about positions", choices, change.kind, kind => actions.setChange(changeOf(kind, stack.kind)))}
    <p class="explanation">${KINDS[change.kind].explanation}</p>
    <div class="choices">
      ${number(change, actions)}
      ${button({ text: "Try it", kind: "primary", disabled: trying !== null, onPress: actions.tryOut })}
    </div>
    <div role="status">${trying ? html`<div class="running">${progressRing()}<span>${trying.message}…</span></div>` : nothing}</div>
    ${tried === null ? nothing : "code" in tried ? problemNotice(tried, actions.remedy, null) : result(tried)}
  </div>`;
}

function changeOf(kind: Kind, scheme: PositionKind): PositionChange {
  if (kind === "shift") return { kind, by: 7 };
  if (kind === "theta") return { kind, theta: THETA };
  if (kind === "reach") return { kind, distance: scheme === "buckets" ? FARTHEST : REACH };
  return { kind };
}

/** The name of a change's number, its value, and the same change with another one; null for a change without a number. */
function numberOf(change: PositionChange): { readonly name: string; readonly value: number; readonly least: number; readonly step: string; readonly with: (value: number) => PositionChange } | null {
  switch (change.kind) {
    case "shift":
      return { name: "k", value: change.by, least: 0, step: "1", with: by => ({ kind: "shift", by: Math.trunc(by) }) };
    case "theta":
      return { name: "θ", value: change.theta, least: 1, step: "any", with: theta => ({ kind: "theta", theta }) };
    case "reach":
      return { name: "distance", value: change.distance, least: 1, step: "1", with: distance => ({ kind: "reach", distance: Math.trunc(distance) }) };
    default:
      return null;
  }
}

function number(change: PositionChange, { setChange }: Actions): TemplateResult | typeof nothing {
  const entry = numberOf(change);
  if (entry === null) return nothing;
  const onChange = (event: Event): void => {
    const entered = (event.target as HTMLInputElement).valueAsNumber;
    if (Number.isFinite(entered)) setChange(entry.with(entered));
  };
  return html`<label>${entry.name} <input class="number-input" type="number" min=${entry.least} step=${entry.step} .value=${String(entry.value)} @change=${onChange} /></label>`;
}

function result({ change, about, tokens, attention, stream, next }: WhatIfResult): TemplateResult {
  const still = attention.greatest <= NOTHING && stream <= NOTHING;
  const against = change.kind === "set" ? "Each token in one order against itself in the other, over all layers and heads:" : "Against the same text as the model runs it, over all layers and heads:";
  return html`<div class="notice tried">
    <div>
      <p><strong>What if: ${about}.</strong> ${still ? "Nothing moved beyond what float32 rounds." : against}</p>
      <dl class="facts">
        <div><dt>Attention weights</dt><dd>differ by ${short(attention.mean)} on average, ${short(attention.greatest)} at most</dd></div>
        <div><dt>Finished stream</dt><dd>differs by up to ${percent(stream)} of its greatest value</dd></div>
        <div><dt>Tokens</dt><dd>${tokens}</dd></div>
        ${next ? html`<div><dt>Next token</dt><dd>distributions ${short(next.divergence)} bits apart</dd></div>` : nothing}
      </dl>
      ${next ? nextTable(next.before, next.after) : nothing}
    </div>
  </div>`;
}

function nextTable(before: readonly NextToken[], after: readonly NextToken[]): TemplateResult {
  const cell = (one: NextToken | undefined) => (one ? html`<span class="token">${visibleText(one.token.text)}</span> ${percent(one.probability)}` : nothing);
  return html`<table class="next">
    <thead><tr><th scope="col">Next, as it is</th><th scope="col">What if</th></tr></thead>
    <tbody>${before.map((one, index) => html`<tr><td>${cell(one)}</td><td>${cell(after[index])}</td></tr>`)}</tbody>
  </table>`;
}
