import { html, type TemplateResult } from "lit-html";
import type { Token } from "../../../src/protocol/tokens";
import { textParts, visibleText } from "../../draw/tokenText";

/** A token's text, with signs for what cannot be seen. */
export function tokenChip(token: Token | undefined): TemplateResult {
  if (!token) return html``;
  return html`<bdi class=${token.special ? "token special" : "token"}
    >${textParts(token.text).map(part => (part.sign ? html`<span class="sign">${part.text}</span>` : part.text))}</bdi
  >`;
}

/** A token for reading aloud: its text, or the names of what cannot be seen. */
export function spokenToken(token: Token | undefined): string {
  if (!token) return "";
  const words = token.text.replaceAll("\n", " line break ").replaceAll("\t", " tab ").trim();
  return words === "" ? (/^ +$/.test(token.text) ? "space" : visibleText(token.text)) : words;
}
