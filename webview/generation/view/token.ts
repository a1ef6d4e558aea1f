import { html, type TemplateResult } from "lit-html";
import type { BareToken } from "../../../src/protocol/generation";
import { textParts } from "../../draw/tokenText";

/** A token's text, with signs for what cannot be seen. */
export function tokenChip({ text, special }: Pick<BareToken, "text" | "special">): TemplateResult {
  return html`<bdi class=${special ? "token special" : "token"}>${textParts(text).map(part => (part.sign ? html`<span class="sign">${part.text}</span>` : part.text))}</bdi>`;
}
