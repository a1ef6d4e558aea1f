import { html, nothing, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import type { AttentionState } from "../state";
import { TARGET_WORDS } from "../words";

/** The decoder's text: what it is and where it came from, a place to type another, and the model's own; nothing without a decoder. */
export function targetRow({ shown, activity, targetDraft, targetMissing }: AttentionState, actions: Actions): TemplateResult | typeof nothing {
  const target = shown?.run.target;
  if (!target) return nothing;
  const busy = activity.kind === "running";
  return html`<div class="target" role="group" aria-label="The decoder's text">
    <label for="target">Target</label>
    <textarea
      id="target"
      rows="1"
      spellcheck="false"
      placeholder="Text for the decoder"
      aria-describedby="target-note"
      aria-invalid=${targetMissing}
      .value=${live(targetDraft ?? target.text)}
      @input=${(event: Event) => actions.draftTarget((event.currentTarget as HTMLTextAreaElement).value)}
      @keydown=${(event: KeyboardEvent) => onKey(event, targetDraft, actions)}
    ></textarea>
    ${button({ text: "Generate", onPress: actions.generateTarget, disabled: busy, title: "Let the model write the text, the most probable token each time" })}
    <p class="note quiet" id="target-note" aria-live="polite">${note(targetDraft, targetMissing, TARGET_WORDS[target.from])}</p>
  </div>`;
}

function note(draft: string | null, missing: boolean, from: string): TemplateResult {
  if (missing) return html`<span class="missing">The decoder needs text: type some, or press Generate.</span>`;
  return draft === null ? html`${from}` : html`Enter runs this text, Escape brings back the one that ran.`;
}

/** Enter runs and Escape restores, unless they belong to what is being composed; Shift+Enter begins a line. */
function onKey(event: KeyboardEvent, draft: string | null, actions: Actions): void {
  if (event.isComposing || event.altKey || event.metaKey || event.ctrlKey) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    actions.runTarget();
  } else if (event.key === "Escape" && draft !== null) {
    event.preventDefault();
    event.stopPropagation();
    actions.draftTarget(null);
  }
}
