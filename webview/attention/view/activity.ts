import { html, nothing, type TemplateResult } from "lit-html";
import type { ProblemData } from "../../../src/protocol/problem";
import { button } from "../../ui/button";
import { progressRing } from "../../ui/progressRing";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import type { AttentionState } from "../state";

/** What goes on: a run under way, one that was cancelled or failed, a text that has changed since. */
export function activity({ activity: now, shown, partProblem }: AttentionState, actions: Actions): TemplateResult {
  const alone = shown === null;
  return html`<div class=${alone ? "activity alone" : "activity"} role="status">
    ${now.kind === "running" ? running(now.progress, actions) : nothing}
    ${now.kind === "cancelled" ? cancelled(actions) : nothing}
    ${now.kind === "failed" ? problem(now.problem, actions, "run") : nothing}
    ${partProblem ? problem(partProblem, actions, "part") : nothing}
    ${shown?.stale && now.kind === "idle" ? stale(actions) : nothing}
  </div>`;
}

function running(progress: { readonly message: string; readonly fraction: number } | null, { cancel }: Actions): TemplateResult {
  const share = progress ? Math.min(1, Math.max(0, progress.fraction)) : null;
  return html`<div class="running">
    ${progressRing()}
    <div class="how-far">
      <span>${progress?.message ?? "Running the model…"}</span>
      <div class="track" role="progressbar" aria-label="Progress" aria-valuemin="0" aria-valuemax="100" aria-valuenow=${share === null ? nothing : Math.round(100 * share)}>
        <div class="done" ${styled({ width: `${100 * (share ?? 0)}%` })}></div>
      </div>
    </div>
    ${button({ text: "Cancel", onPress: cancel, title: "Stop the run (Escape)" })}
  </div>`;
}

function cancelled({ runAgain }: Actions): TemplateResult {
  return html`<div class="notice">
    <span>The run was cancelled.</span>${button({ text: "Run again", kind: "primary", onPress: runAgain })}
  </div>`;
}

function stale({ runAgain }: Actions): TemplateResult {
  return html`<div class="notice">
    <span><strong>The text was edited after this run.</strong> Marks in the editor may be off.</span>
    ${button({ text: "Run again", onPress: runAgain })}
  </div>`;
}

function problem(data: ProblemData, { remedy, retry, runAgain }: Actions, of: "run" | "part"): TemplateResult {
  const again = of === "part" ? { text: "Try again", onPress: retry } : { text: "Run again", onPress: runAgain };
  return html`<div class="notice problem" role="alert">
    <div>
      <p>${data.message}</p>
    </div>
    <div class="buttons">
      ${data.remedy === undefined ? nothing : button({ text: data.remedy.replace(/\.$/, ""), kind: "primary", onPress: () => remedy(data) })}
      ${button(again)}
    </div>
  </div>`;
}
