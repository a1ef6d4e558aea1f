import { html, type TemplateResult } from "lit-html";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import type { AttentionPane } from "../../../src/protocol/attention";
import { type HeadNumbers, type Metric, metricScale, metricsOf, NUMBER_METRICS } from "../headNumbers";
import { METRIC_WORDS, metricValue } from "../words";

const ELSEWHERE = "Queries and keys are two texts here: no token is before another.";

/** The numbers of one head with bars to compare them by; a press on one colours the whole grid with it. */
export function headCard(
  head: { readonly layer: number; readonly head: number },
  numbers: HeadNumbers | null,
  all: readonly HeadNumbers[],
  metric: Metric,
  pane: AttentionPane | undefined,
  actions: Actions,
): TemplateResult {
  const possible = metricsOf(pane);
  return html`<div class="head-card">
    <h3>Layer ${head.layer} · head ${head.head}</h3>
    ${NUMBER_METRICS.map(name => {
      const value = numbers?.[name] ?? NaN;
      const share = Number.isFinite(value) ? Math.min(1, value / metricScale(all, name)) : 0;
      const on = metric === name;
      return html`<button
        class=${on ? "number chosen" : "number"}
        aria-pressed=${on}
        ?disabled=${!possible.includes(name)}
        title=${possible.includes(name) ? `${METRIC_WORDS[name].explanation} ${on ? "Show the pictures again." : "Colour the grid by it."}` : ELSEWHERE}
        @click=${() => actions.chooseMetric(on ? "picture" : name)}
      >
        <span>${METRIC_WORDS[name].name}</span><span class="value">${metricValue(name, value)}</span>
        <span class="bar-track"><span class="bar-fill" ${styled({ width: `${100 * share}%` })}></span></span>
      </button>`;
    })}
  </div>`;
}
