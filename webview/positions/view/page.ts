import { html, nothing, type TemplateResult } from "lit-html";
import type { ModelPositions, StackPositions } from "../../../src/protocol/positions";
import { choiceOf } from "../../pictures/pictureState";
import type { PictureScene } from "../../pictures/scene";
import { pictureKeys } from "../../pictures/view/keys";
import { pictureView } from "../../pictures/view/picture";
import { problemNotice } from "../../ui/problemNotice";
import { progressRing } from "../../ui/progressRing";
import { styled } from "../../ui/styled";
import type { Actions } from "../scene";
import { pictureKey, type PositionsState } from "../state";
import { textSection } from "./textSection";

/** The whole page: the model, then a section for each of its stacks. */
export function positionsView(state: PositionsState, scene: PictureScene, actions: Actions): TemplateResult {
  const { activity, positions } = state;
  return html`<div class="page">
    ${positions ? header(positions) : nothing}
    <div role="status">${activity.kind === "reading" ? html`<div class="running">${progressRing()}<span>Reading the model…</span></div>` : nothing}</div>
    ${activity.kind === "failed" ? problemNotice(activity.problem, actions.remedy, actions.retry) : nothing}
    ${positions?.stacks.map(stack => section(stack, positions.stacks.length > 1, state, scene, actions))}
    ${positions ? textSection(state, positions, scene, actions) : nothing}
    ${positions ? pictureKeys() : nothing}
  </div>`;
}

function header({ model, family, context }: ModelPositions): TemplateResult {
  return html`<header class="model">
    <h1>${model}</h1>
    <p class="quiet">${family} · made for ${context.toLocaleString("en")} tokens · how it knows where a token stands</p>
  </header>`;
}

const STACKS: Readonly<Record<StackPositions["stack"], string>> = { model: "", encoder: "Encoder: ", decoder: "Decoder: " };

function section(stack: StackPositions, several: boolean, state: PositionsState, scene: PictureScene, actions: Actions): TemplateResult {
  const id = `stack-${stack.stack}`;
  const { count, width } = scene.across(stack.pictures.length);
  return html`<section class="stack" data-stack=${stack.stack} data-kind=${stack.kind} aria-labelledby=${id}>
    <h2 id=${id}>${several ? STACKS[stack.stack] : ""}${stack.name}</h2>
    <p class="scheme">${stack.explanation}</p>
    <p class="formula">${stack.formula}</p>
    <p class="quiet">${stack.paper}</p>
    <dl class="facts">${stack.facts.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <div class="pictures" ${styled({ "--across": String(count) })}>
      ${stack.pictures.map(picture => {
        const key = pictureKey(stack.stack, picture.id);
        return pictureView({ key, picture, choice: choiceOf(state, key), width }, scene, actions);
      })}
    </div>
  </section>`;
}
