import type { DeviceName } from "./models";
import type { TextRange, Token } from "./tokens";

/**
 * What a cell of an attention picture holds.
 * - `raw`: softmax(q·k/√d_head + mask), as the model used it.
 * - `no-sink`: the first token's column left out and each row renormalised (the attention sink, Xiao et al. 2023).
 * - `value-weighted`: raw × ‖v W_O‖, the length of what the head really adds to the stream (Kobayashi et al. 2020).
 */
export const WEIGHTINGS = ["raw", "no-sink", "value-weighted"] as const;
export type Weighting = (typeof WEIGHTINGS)[number];

/** Side of a tile and of a thumbnail at most, in cells. */
export const TILE = 256;
export const THUMBNAIL = 48;

/**
 * A forward pass whose residual stream the runtime keeps; everything else about it is derived on demand. The pass goes on
 * layer by layer after this is sent: what is asked of a later layer is answered once the layer is there.
 */
export interface RunSummary {
  readonly run: string;
  readonly folder: string;
  readonly model: string;
  readonly layers: number;
  readonly heads: number;
  readonly tokens: readonly Token[];
  /** Set when the text had more tokens than the model's context: only the first `shown` of `total` ran. */
  readonly cut: { readonly shown: number; readonly total: number } | null;
  readonly device: DeviceName;
}

/** How long the steps of a pass took that is done. */
export interface RunFinished {
  readonly milliseconds: number;
}

/** One head of a run. */
export interface HeadOfRun {
  readonly run: string;
  readonly layer: number;
  readonly head: number;
}

/** All heads of one layer at a glance. Arrives as an item per layer, layer by layer. */
export interface LayerGlance {
  readonly layer: number;
  /** Cells on each side of a thumbnail: min(T, THUMBNAIL). */
  readonly size: number;
  /** [head, size, size], row = query, column = key; the maximum of each block of cells as √(value/1) × 255. */
  readonly thumbnails: Uint8Array;
  /** Per head, means over query rows: entropy in bits, mass on token 0, mass on the token before, mean distance in tokens. */
  readonly entropy: Float32Array;
  readonly firstToken: Float32Array;
  readonly previousToken: Float32Array;
  readonly meanDistance: Float32Array;
}

/**
 * A part of one head's picture. At level n a cell is the maximum of 2ⁿ × 2ⁿ cells of the matrix.
 * `row` and `column` count tiles, not tokens.
 */
export interface TileRequest extends HeadOfRun {
  readonly weighting: Weighting;
  readonly level: number;
  readonly row: number;
  readonly column: number;
}
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  /** [rows, columns]; value = scale × (byte / 255)². */
  readonly values: Uint8Array;
  /** No value of the head is greater: 1, or for value-weighted the greatest ‖v W_O‖. The same in every tile of a picture. */
  readonly scale: number;
}

/** One token's row ("reads": what it attends to) or column ("read-by": who attends to it), exact. */
export interface LineRequest extends HeadOfRun {
  readonly weighting: Weighting;
  readonly token: number;
  readonly direction: "reads" | "read-by";
}
/** [token], float32, exact. */
export type Line = Float32Array;

/** What the attention page shows and restores. */
export interface AttentionChoice {
  readonly layer: number;
  readonly head: number;
  readonly weighting: Weighting;
  /** The pinned token, and whether it is looked at as a reader or as what is read. */
  readonly pinned: number | null;
  readonly direction: LineRequest["direction"];
}

/** All an attention page needs to draw its frame; the numbers follow on request. */
export interface AttentionShown {
  readonly run: RunSummary;
  /** The document's name and the place of the selection in it: "sample.ts:3–9". */
  readonly source: string;
  /** True when the document was edited after the run, so that marks in the editor may be off. */
  readonly stale: boolean;
  readonly choice: AttentionChoice | null;
}

/** A range of the selection's own text: the views add the selection's start in the document. */
export type SelectionRange = TextRange;
