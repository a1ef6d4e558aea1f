import { html, nothing, type TemplateResult } from "lit-html";
import type { AttentionShown, RunSummary } from "../../../src/protocol/attention";
import { count, duration } from "../../draw/format";
import type { Actions } from "../actions";
import { paneOf } from "../panes";
import type { AttentionState } from "../state";
import { DEVICE_WORDS } from "../words";

/** Which model ran over what, where and how long it took. */
export function runHeader({ run, source }: AttentionShown, state: AttentionState, { cancel }: Actions): TemplateResult {
  const { pass, glances } = state;
  const pane = paneOf(state);
  const arrived = glances.flat().filter(glance => glance !== undefined).length;
  const layers = run.panes.reduce((sum, { layers: ofPane }) => sum + ofPane, 0);
  return html`<header class="run">
    <h1>${run.model}</h1>
    <p class="source">${source}</p>
    <ul class="facts">
      <li>${DEVICE_WORDS[run.device]}</li>
      <li>${tokenCount(run)}</li>
      ${pane ? html`<li>${count(pane.layers)} × ${count(pane.heads)} heads</li><li>mask: ${pane.mask}</li>` : nothing}
      ${pass.kind === "done" ? html`<li>${duration(pass.milliseconds)}</li>` : nothing}
      ${pass.kind === "arriving" ? arriving(arrived, layers, cancel) : nothing}
    </ul>
  </header>`;
}

/** How many tokens ran; of a run with a target, of either text. */
function tokenCount({ panes, target }: RunSummary): string {
  const of = (side: "source" | "target") =>
    panes.flatMap(({ queriesOf, queries, keysOf, keys }) => [...(queriesOf === side ? [queries] : []), ...(keysOf === side ? [keys] : [])])[0]?.length ?? 0;
  if (target) return `${count(of("source"))} source and ${count(of("target"))} target tokens`;
  return `${count(of("source"))} ${of("source") === 1 ? "token" : "tokens"}`;
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
