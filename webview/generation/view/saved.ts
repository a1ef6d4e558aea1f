import { html, nothing, type TemplateResult } from "lit-html";
import { count } from "../../draw/format";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import type { Column } from "../column";
import { replayed } from "../replayed";
import type { GenerationState } from "../state";
import { DEVICE_WORDS } from "../words";
import { tokenChip } from "./token";

/** Of a run that was opened from a file: when it was saved, whether its model is at hand, and what runs it again. */
export function savedMark({ id, saved, status }: Column, actions: Actions): TemplateResult | typeof nothing {
  if (!saved) return nothing;
  const when = new Date(saved.saved).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
  const halted = status === "failed" ? ", broken off" : "";
  return html`<div class="saved" role="note">
    <p><strong>Saved run</strong>${halted}: ${saved.file}, <time datetime=${saved.saved}>${when}</time>. ${saved.missing === null ? `Its model, ${saved.model}, is at hand.` : `${saved.missing} It is shown as it was saved.`}</p>
    ${button({ text: "Replay", title: saved.missing ?? "Run it again on its model and compare, token for token", disabled: saved.missing !== null, onPress: () => actions.replay(id) })}
  </div>`;
}

/** Whether a replay came out as it was saved. */
export function replayWords({ columns }: GenerationState, column: Column): TemplateResult | typeof nothing {
  const saved = column.replays === null ? undefined : columns.find(({ id }) => id === column.replays);
  if (column.replays === null || column.status === "failed") return nothing;
  if (!saved) return html`<p class="quiet">Replay of a run that was removed.</p>`;
  if (column.status !== "done") return html`<p class="quiet">Replay${column.status === "cancelled" ? ", stopped: it is not compared" : "…"}</p>`;
  const out = replayed(saved, column);
  const devices = saved.started && column.started && saved.started.device !== column.started.device ? ` It was saved on ${DEVICE_WORDS[saved.started.device]} and ran on ${DEVICE_WORDS[column.started.device]} now.` : "";
  const many = out.texts > 1;
  if (out.identical) {
    const asFar = saved.status === "done" ? "" : ", as far as the saved run had come";
    return html`<p class="replayed" data-identical="true" role="status"><strong>Identical</strong> to the saved run: ${many ? `${count(out.texts)} texts, ` : ""}${count(out.tokens)} tokens${asFar}.${devices}</p>`;
  }
  return html`<p class="replayed" data-identical="false" role="status">
    <strong>Not identical:</strong> token ${out.at}${many ? ` of text ${out.text + 1}` : ""} differs first: ${out.saved ? html`${tokenChip(out.saved)} was saved` : "nothing was saved there"}, ${out.now ? html`${tokenChip(out.now)} came` : "nothing came"}.${devices}
  </p>`;
}
