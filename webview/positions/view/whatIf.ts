import { html, nothing, type TemplateResult } from "lit-html";
import type { ModelPositions, PositionKind } from "../../../src/protocol/positions";
import type { ProblemData } from "../../../src/protocol/problem";
import { LONGEST_WHAT_IF, type PositionChange } from "../../../src/protocol/whatIf";
import type { PictureScene } from "../../pictures/scene";
import { button } from "../../ui/button";
import { radios } from "../../ui/choices";
import { problemNotice } from "../../ui/problemNotice";
import { progressRing } from "../../ui/progressRing";
import type { Actions } from "../scene";
import type { PositionsState } from "../state";
import type { TextState } from "../textState";
import { refusal, tried as outcome } from "./tried";

type Kind = PositionChange["kind"];

const KINDS: Readonly<Record<Kind, { readonly text: string; readonly explanation: string }>> = {
  shift: { text: "all positions + k", explanation: "Every token stands k positions further on. What goes by distances alone does not move." },
  drop: { text: "no positions", explanation: "No token knows where it stands; the mask stays." },
  set: { text: "a set", explanation: "No positions, no mask, and the tokens in another order: each must come out as before, only in its new place." },
  reach: { text: "another reach", explanation: "Distances from here on count as one: relative vectors are clipped, buckets spread up to it." },
  length: { text: "a longer text", explanation: "The text in one go past the length that the model was made for, against its last tokens alone, which are as many as that." },
  theta: { text: "another θ", explanation: "The hands turn with another base: a smaller θ turns them faster." },
};
const THETA = 500_000;
const REACH = 4;
const FARTHEST = 64;
/** Contexts that a longer text has, where it may. */
const LONGER = 4;

/** Something about positions tried out on the text; always marked as a what-if. */
export function whatIf(state: PositionsState, text: TextState, { stacks, context }: ModelPositions, scene: PictureScene, actions: Actions): TemplateResult {
  const { change, trying, tried } = text;
  const [stack] = stacks;
  if (!stack) return html``;
  const kinds = (Object.keys(KINDS) as Kind[]).filter(kind => (kind !== "theta" || stack.kind === "rotary") && (kind !== "reach" || stack.kind === "relative" || stack.kind === "buckets"));
  const choices = kinds.map(value => ({ value, text: KINDS[value].text }));
  return html`<div class="what-if">
    <h3>What if?</h3>
    ${stacks.length > 1 ? html`<p class="quiet">Tried out in the encoder.</p>` : nothing}
    ${radios("What is changed about positions", choices, change.kind, kind => actions.setChange(changeOf(kind, stack.kind, context)))}
    <p class="explanation">${KINDS[change.kind].explanation}</p>
    <div class="choices">
      ${number(change, actions)}
      ${button({ text: "Try it", kind: "primary", disabled: trying !== null, onPress: actions.tryOut })}
    </div>
    <div role="status">${trying ? html`<div class="running">${progressRing()}<span>${trying.message}…</span></div>` : nothing}</div>
    ${tried === null ? nothing : "code" in tried ? refused(text, tried, actions) : outcome(tried, text.triedPictures, state, scene, actions)}
  </div>`;
}

/** What a change cannot mean for a model is an answer to what was asked; the rest are problems. */
function refused({ change }: TextState, problem: ProblemData, actions: Actions): TemplateResult {
  return problem.code === "input-invalid" ? refusal(KINDS[change.kind].text, problem) : problemNotice(problem, actions.remedy, null);
}

function changeOf(kind: Kind, scheme: PositionKind, context: number): PositionChange {
  if (kind === "length") return { kind, tokens: Math.min(LONGER * context, LONGEST_WHAT_IF) };
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
    case "length":
      return { name: "tokens at most", value: change.tokens, least: 2, step: "1", with: tokens => ({ kind: "length", tokens: Math.trunc(tokens) }) };
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
