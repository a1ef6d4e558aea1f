import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import type { AttentionPane, MaskRows } from "../../../src/protocol/attention";
import { button } from "../../ui/button";
import { prefixWords } from "../prefixWords";

/** What the card shows, and what it can ask for. */
export interface MaskCard {
  readonly pane: AttentionPane;
  /** Undefined until it is here. */
  readonly rows: MaskRows | undefined;
  /** The pinned token, up to which a prefix can reach. */
  readonly pinned: number | null;
  readonly canvas: Ref<HTMLCanvasElement>;
  /** 0: none; null: as the model was trained. */
  readonly setPrefix: (prefix: number | null) => void;
}

/** The mask that ran, as a picture and in words; a causal one can be opened for a prefix (prefix language models: Liu et al. 2018, Raffel et al. 2019). */
export function maskCard({ pane, rows, pinned, canvas, setPrefix }: MaskCard): TemplateResult {
  const { prefix, prefixLm, mask, keys } = pane;
  const words = prefixWords(pane);
  const reach = pinned === null ? null : pinned + 1;
  return html`<div class="mask-card">
    <canvas class="mask" role="img" aria-label=${spoken(pane, rows)} ${ref(canvas)}></canvas>
    <div>
      <p class="quiet">Mask: ${mask}. Filled: the keys (columns) that a query (row) may see.</p>
      ${prefix === null
        ? nothing
        : html`<p class="prefix">
            ${words ? html`<strong>${words.title}:</strong> ${words.text}` : nothing}
            ${reach !== null && reach > 1 && reach !== prefix ? button({ text: `Prefix up to the pinned token (${reach})`, onPress: () => setPrefix(reach) }) : nothing}
            ${prefixLm && prefix !== keys.length ? button({ text: `As trained (all ${keys.length})`, onPress: () => setPrefix(null) }) : nothing}
            ${prefix > 0 ? button({ text: prefixLm ? "Causal" : "Causal again", onPress: () => setPrefix(0) }) : reach === null ? html`<span class="quiet">Pin a token to let all tokens up to it see each other (a prefix LM).</span>` : nothing}
          </p>`}
    </div>
  </div>`;
}

/** The picture in words: the first, middle and last row. */
function spoken({ mask, keys }: AttentionPane, rows: MaskRows | undefined): string {
  if (!rows) return `Mask: ${mask}`;
  const last = rows.from.length - 1;
  const chosen = [...new Set([0, Math.floor(last / 2), last])];
  const said = chosen.map(query => `query ${query} sees keys ${rows.from[query]} to ${(rows.to[query] ?? 0) - 1}`);
  return `Mask: ${mask}; of ${keys.length} keys ${said.join(", ")}`;
}
