import { html, nothing, type TemplateResult } from "lit-html";
import type { CurvesPicture } from "../../../src/protocol/positions";
import type { ProblemData } from "../../../src/protocol/problem";
import type { NextToken, PastContext, WhatIfResult } from "../../../src/protocol/whatIf";
import { short } from "../../../src/report/words";
import { percent } from "../../draw/format";
import { visibleText } from "../../draw/tokenText";
import { choiceOf } from "../../pictures/pictureState";
import type { PictureScene } from "../../pictures/scene";
import { pictureView } from "../../pictures/view/picture";
import { styled } from "../../ui/styled";
import type { Actions } from "../scene";
import { pictureKey, type PositionsState } from "../state";


/** Differences up to here are float32's own. */
const NOTHING = 1e-4;

/** What came of a what-if: figures, then pictures. */
export function tried(result: WhatIfResult, pictures: readonly CurvesPicture[], state: PositionsState, scene: PictureScene, actions: Actions): TemplateResult {
  const { about, change, tokens, attention, stream, next, past } = result;
  const still = attention.greatest <= NOTHING && stream <= NOTHING;
  const { count, width } = scene.across(2);
  return html`<div class="notice tried">
      <div>
        <p><strong>What if: ${about}.</strong> ${still ? "Nothing moved beyond what float32 rounds." : against(result)}</p>
        <dl class="facts">
          <div><dt>Attention weights</dt><dd>differ by ${short(attention.mean)} on average, ${short(attention.greatest)} at most</dd></div>
          <div><dt>Finished stream</dt><dd>differs by up to ${percent(stream)} of its greatest value</dd></div>
          <div><dt>Tokens</dt><dd>${tokens.toLocaleString("en")}${change.kind === "length" && tokens < change.tokens ? ": the text has no more" : ""}</dd></div>
          ${past ? beyond(past) : nothing}
          ${next ? html`<div><dt>Next token</dt><dd>distributions ${short(next.divergence)} bits apart</dd></div>` : nothing}
        </dl>
        ${next ? nextTable(next.before, next.after, past) : nothing}
      </div>
    </div>
    <div class="pictures" ${styled({ "--across": String(count) })}>
      ${pictures.map(picture => {
        const key = pictureKey("text", picture.id);
        return pictureView({ key, picture, choice: choiceOf(state, key), width }, scene, actions);
      })}
    </div>`;
}

/** Why a change cannot be tried out on this model or text: an answer, too. */
export function refusal(what: string, { message, remedy }: ProblemData): TemplateResult {
  return html`<div class="notice tried refused" role="status"><p><strong>What if: ${what}.</strong> ${message} ${remedy ?? ""}</p></div>`;
}

function against({ change, past }: WhatIfResult): string {
  if (past) return `Against its last ${past.context.toLocaleString("en")} tokens alone, as the model would read them, over all layers and heads:`;
  return change.kind === "set" ? "Each token in one order against itself in the other, over all layers and heads:" : "Against the same text as the model runs it, over all layers and heads:";
}

function beyond({ context, far, losses }: PastContext): TemplateResult {
  const limit = context.toLocaleString("en");
  return html`<div><dt>Attention past ${limit}</dt><dd>${percent(far)} of it goes to keys at least ${limit} away, as none were in training</dd></div>
    ${losses
      ? html`<div><dt>Loss of the next token</dt><dd>${short(losses.inside)} nats inside the ${limit}, ${losses.beyond === null ? "none" : short(losses.beyond)} beyond</dd></div>
          ${losses.again ? html`<div><dt>Loss of the last ${losses.again.tokens.toLocaleString("en")}</dt><dd>${short(losses.again.whole)} nats in one go, ${short(losses.again.alone)} by the last tokens alone</dd></div>` : nothing}`
      : nothing}`;
}

function nextTable(before: readonly NextToken[], after: readonly NextToken[], past: PastContext | null): TemplateResult {
  const cell = (one: NextToken | undefined) => (one ? html`<span class="token">${visibleText(one.token.text)}</span> ${percent(one.probability)}` : nothing);
  return html`<table class="next">
    <thead><tr><th scope="col">${past ? "Next, by the last tokens alone" : "Next, as it is"}</th><th scope="col">${past ? "In one go" : "What if"}</th></tr></thead>
    <tbody>${before.map((one, index) => html`<tr><td>${cell(one)}</td><td>${cell(after[index])}</td></tr>`)}</tbody>
  </table>`;
}
