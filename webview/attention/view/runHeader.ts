import { html, nothing, type TemplateResult } from "lit-html";
import type { AttentionShown } from "../../../src/protocol/attention";
import { count, duration } from "../../draw/format";
import type { Actions } from "../actions";
import type { AttentionState } from "../state";
import { DEVICE_WORDS } from "../words";

/** Which model ran over what, where and how long it took. */
export function runHeader({ run, source }: AttentionShown, { pass, glances }: Pick<AttentionState, "pass" | "glances">, { cancel }: Actions): TemplateResult {
  const arrived = glances.filter(glance => glance !== undefined).length;
  return html`<header class="run">
    <h1>${run.model}</h1>
    <p class="source">${source}</p>
    <ul class="facts">
      <li>${DEVICE_WORDS[run.device]}</li>
      <li>${count(run.tokens.length)} ${run.tokens.length === 1 ? "token" : "tokens"}</li>
      <li>${count(run.layers)} × ${count(run.heads)} heads</li>
      ${pass.kind === "done" ? html`<li>${duration(pass.milliseconds)}</li>` : nothing}
      ${pass.kind === "arriving" ? arriving(arrived, run.layers, cancel) : nothing}
    </ul>
  </header>`;
}

function arriving(arrived: number, layers: number, cancel: () => void): TemplateResult {
  return html`<li class="arriving">
    layer ${arrived} of ${layers} <button class="link" title="Stop the run (Escape)" @click=${cancel}>Cancel</button>
  </li>`;
}

/** What a reader must know before believing the picture. */
export function cutNotice({ run }: AttentionShown): TemplateResult | typeof nothing {
  if (!run.cut) return nothing;
  return html`<p class="notice" role="note">
    <span><strong>First ${count(run.cut.shown)} of ${count(run.cut.total)} tokens.</strong> The model's context ends there; the rest of the selection did not run.</span>
  </p>`;
}
