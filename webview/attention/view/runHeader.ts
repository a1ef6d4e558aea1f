import { html, nothing, type TemplateResult } from "lit-html";
import type { AttentionShown, RunFinished } from "../../../src/protocol/attention";
import { count, duration } from "../../draw/format";
import { DEVICE_WORDS } from "../words";

/** Which model ran over what, where and how long it took. */
export function runHeader({ run, source }: AttentionShown, finished: RunFinished | null): TemplateResult {
  return html`<header class="run">
    <h1>${run.model}</h1>
    <p class="source">${source}</p>
    <ul class="facts">
      <li>${DEVICE_WORDS[run.device]}</li>
      <li>${count(run.tokens.length)} ${run.tokens.length === 1 ? "token" : "tokens"}</li>
      <li>${finished ? duration(finished.milliseconds) : "running…"}</li>
      <li>${count(run.layers)} × ${count(run.heads)} heads</li>
    </ul>
  </header>`;
}

/** What a reader must know before believing the picture. */
export function cutNotice({ run }: AttentionShown): TemplateResult | typeof nothing {
  if (!run.cut) return nothing;
  return html`<p class="notice" role="note">
    <span><strong>First ${count(run.cut.shown)} of ${count(run.cut.total)} tokens.</strong> The model's context ends there; the rest of the selection did not run.</span>
  </p>`;
}
