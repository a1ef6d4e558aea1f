import { html, nothing, type TemplateResult } from "lit-html";
import type { HeadScaling, Weighting } from "../../../src/protocol/attention";
import { count } from "../../draw/format";
import { button } from "../../ui/button";

/** What the card shows, and what it can ask for. */
export interface ScalingCard {
  readonly open: boolean;
  /** Undefined until they have been measured. */
  readonly facts: HeadScaling | undefined;
  readonly weighting: Weighting;
  readonly toggle: () => void;
  readonly showOther: (on: boolean) => void;
}

/** Why q·k is divided by √d_k, measured on the head that is shown (Vaswani et al. 2017, section 3.2.1). */
export function scalingCard({ open, facts, weighting, toggle, showOther }: ScalingCard): TemplateResult {
  return html`<details class="scaling" ?open=${open} @toggle=${(event: Event) => (event.target as HTMLDetailsElement).open !== open && toggle()}>
    <summary>Why divide by √d<sub>k</sub></summary>
    ${open ? (facts ? measured(facts, weighting, showOther) : html`<p class="quiet">Measuring …</p>`) : nothing}
  </details>`;
}

function measured(facts: HeadScaling, weighting: Weighting, showOther: ScalingCard["showOther"]): TemplateResult {
  const { channels, scale, otherScale, pairs, variance, entropy, greatest } = facts;
  const divides = scale !== 1;
  const other = weighting === "other-scale";
  return html`<table class="scaling-numbers">
      <thead>
        <tr><td></td><th scope="col">as the model runs${divides ? "" : " (not divided)"}</th><th scope="col">what if ${divides ? "not divided" : "divided"}</th></tr>
      </thead>
      <tbody>
        ${row("q·k is multiplied by", short(scale), short(otherScale))}
        ${row(`variance of that, over ${count(pairs)} pairs`, short(variance * scale ** 2), short(variance * otherScale ** 2))}
        ${row("entropy of a row, bits", entropy[0].toFixed(2), entropy[1].toFixed(2))}
        ${row("greatest weight of a row", greatest[0].toFixed(2), greatest[1].toFixed(2))}
      </tbody>
    </table>
    <p class="explanation">
      A head compares ${channels} channels (d<sub>k</sub>). Were each channel of q and k independent with variance 1, q·k would have
      the variance ${channels}; here it is ${short(variance)}. The greater it is, the closer the softmax comes to choosing a single
      token, and the less it can learn.
      ${divides
        ? html`Dividing by √${channels} = ${short(1 / scale)} divides the variance by ${channels}.`
        : html`This model does not divide: its initial weights are smaller by 1/√d<sub>k</sub> instead, so that q·k began with the same variance (Raffel et al. 2019).`}
    </p>
    ${button({ text: other ? "Show what the model ran" : "Show the pattern of the what-if", pressed: other, onPress: () => showOther(!other) })}`;
}

const row = (name: string, asIs: string, other: string): TemplateResult => html`<tr><th scope="row">${name}</th><td class="numeric">${asIs}</td><td class="numeric">${other}</td></tr>`;

/** A number in three digits that count. */
const short = (value: number): string => String(Number(value.toPrecision(3)));
