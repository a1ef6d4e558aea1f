import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import type { AttentionPane, MaskRows } from "../../../src/protocol/attention";
import { button } from "../../ui/button";

/** What the card shows, and what it can ask for. */
export interface MaskCard {
  readonly pane: AttentionPane;
  /** Undefined until it is here. */
  readonly rows: MaskRows | undefined;
  /** The pinned token, up to which a prefix can reach. */
  readonly pinned: number | null;
  readonly canvas: Ref<HTMLCanvasElement>;
  readonly setPrefix: (prefix: number) => void;
}

/** The mask that ran, as a picture and in words; a causal one can be opened for a prefix (prefix language models: Liu et al. 2018, Raffel et al. 2019). */
export function maskCard({ pane, rows, pinned, canvas, setPrefix }: MaskCard): TemplateResult {
  const { prefix, mask } = pane;
  const reach = pinned === null ? null : pinned + 1;
  return html`<div class="mask-card">
    <canvas class="mask" role="img" aria-label=${spoken(pane, rows)} ${ref(canvas)}></canvas>
    <div>
      <p class="quiet">Mask: ${mask}. Filled: the keys (columns) that a query (row) may see.</p>
      ${prefix === null
        ? nothing
        : html`<p class="prefix">
            ${prefix > 0 ? html`<strong>What if:</strong> the first ${prefix} tokens see each other; only a prefix LM was trained so.` : nothing}
            ${reach !== null && reach > 1 && reach !== prefix ? button({ text: `Prefix up to the pinned token (${reach})`, onPress: () => setPrefix(reach) }) : nothing}
            ${prefix > 0 ? button({ text: "Causal again", onPress: () => setPrefix(0) }) : reach === null ? html`<span class="quiet">Pin a token to let all tokens up to it see each other (a prefix LM).</span>` : nothing}
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
