import type { DeviceName } from "./models";
import type { TextRange, Token } from "./tokens";

/**
 * What a cell of an attention picture holds.
 * - `raw`: softmax(q·k/√d_head + mask), as the model used it.
 * - `no-sink`: the first token's column left out and each row renormalised (the attention sink, Xiao et al. 2023).
 * - `other-scale`: softmax with q·k not divided by √d_head, or divided where the model does not (T5): never run by the model, a what-if.
 * - `value-weighted`: raw × ‖v W_O‖, the length of what the head really adds to the stream (Kobayashi et al. 2020).
 */
export const WEIGHTINGS = ["raw", "no-sink", "value-weighted", "other-scale"] as const;
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
  /** Of one stack its attention; of an encoder–decoder the encoder's, the decoder's own, and the decoder's reading of the encoder. */
  readonly panes: readonly AttentionPane[];
  /** The decoder's text, and where it came from; null where the model has no decoder that reads an encoder. */
  readonly target: { readonly text: string; readonly from: TargetText["from"] } | null;
  /** Set when the text had more tokens than the model's context: only the first `shown` of `total` ran. */
  readonly cut: { readonly shown: number; readonly total: number } | null;
  readonly device: DeviceName;
}

/** One kind of attention of a run: queries (rows) read keys (columns), in `layers` × `heads` matrices. */
export interface AttentionPane {
  /** What requests about this attention name as their run. */
  readonly run: string;
  readonly kind: "self" | "encoder" | "decoder" | "cross";
  readonly layers: number;
  readonly heads: number;
  readonly queries: readonly Token[];
  /** The same array as `queries` where tokens read their own text. */
  readonly keys: readonly Token[];
  /** Whose text the queries and the keys are: the selection's ("source"), or what the decoder was given ("target"). */
  readonly queriesOf: "source" | "target";
  readonly keysOf: "source" | "target";
  /** Which keys a query may see, in words: "causal". */
  readonly mask: string;
  /** Tokens at the start that see each other; null where the mask cannot be changed so. */
  readonly prefix: number | null;
  /** Whether the model was trained so: a prefix language model, whose prefix is all that it is given unless somebody asks for another. */
  readonly prefixLm: boolean;
}

/** What a decoder that reads an encoder is given: the model's own most probable continuation, or a text. */
export type TargetText = { readonly from: "generated" } | { readonly from: "typed" | "selection"; readonly text: string };

/** How a text is run, where the user asked for another way than the model's own. */
export interface RunSettings {
  /** What a decoder that reads the text is given; null: what it generates. */
  readonly target: TargetText | null;
  /** Tokens at the start of a causal model's text that see each other; 0: none; null: as the model was trained. */
  readonly prefix: number | null;
}

/** How long the steps of a pass took that is done. */
export interface RunFinished {
  readonly milliseconds: number;
}

/** One head of a run; of one of its panes, where there are several. */
export interface HeadOfRun {
  /** {@link AttentionPane.run} */
  readonly run: string;
  readonly layer: number;
  readonly head: number;
}

/** All heads of one layer of a pane at a glance. Arrives as an item per layer, pane by pane and layer by layer. */
export interface LayerGlance {
  /** Number of the pane. */
  readonly pane: number;
  readonly layer: number;
  /** Cells along the keys and along the queries: so that the longer side has min(T, THUMBNAIL). */
  readonly width: number;
  readonly height: number;
  /** [head, height, width], row = query, column = key; the maximum of each block of cells as √(value/1) × 255. */
  readonly thumbnails: Uint8Array;
  /**
   * Per head, means over query rows: entropy in bits, mass on token 0, mass on the token before, mean distance in tokens, and mass on
   * other sentences (special tokens belong to none). The last three are NaN where keys are another text, the last also where
   * the tokens' places in the text are not known.
   */
  readonly entropy: Float32Array;
  readonly firstToken: Float32Array;
  readonly previousToken: Float32Array;
  readonly meanDistance: Float32Array;
  readonly otherSentences: Float32Array;
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
  /** A query for "reads", a key for "read-by". */
  readonly token: number;
  readonly direction: "reads" | "read-by";
}
/** [key] for "reads", [query] for "read-by"; float32, exact. */
export type Line = Float32Array;

/** Which keys each query could see in the pass: from `from` up to, not including, `to`. Both [query]. */
export interface MaskRows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** q·k of one head over all pairs that the mask lets see each other, as it is and as the model scales it (Vaswani et al. 2017, section 3.2.1). */
export interface HeadScaling {
  /** Channels of a head: d_k. */
  readonly channels: number;
  /** What the model multiplies q·k with: 1 / √d_k, or 1. */
  readonly scale: number;
  /** The other choice, for comparison: 1, or 1 / √d_k. */
  readonly otherScale: number;
  readonly pairs: number;
  /** Of q·k before anything is done to it. */
  readonly mean: number;
  readonly variance: number;
  /** Means over rows: entropy in bits, and the greatest weight; as the model scales, and with the other scale. */
  readonly entropy: readonly [asIs: number, other: number];
  readonly greatest: readonly [asIs: number, other: number];
}

/** What a head does by distance key − query: means over all pairs that the mask lets see each other, NaN where there are none. */
export interface ByDistance {
  /** The distance of entry 0; each next one is one more. */
  readonly from: number;
  readonly pairs: Int32Array;
  /** Attention weight. */
  readonly weight: Float32Array;
  /** Scaled q·k, and what positions add to it; null where positions act inside q·k (rotary) or before (learned, sinusoidal), so that they cannot be told apart. */
  readonly content: Float32Array;
  readonly position: Float32Array | null;
  /** `position` as the scheme's formula gives it, where that reads queries and keys (relative vectors): worked out from the head's own, the whole first, then its terms. */
  readonly formula: readonly { readonly name: string; readonly values: Float32Array }[] | null;
  /** What turning does to the head's queries and keys; null where positions do not turn them. */
  readonly turned: TurnedLengths | null;
}

/** Lengths ‖q‖ and ‖k‖ over the channels that positions turn, before and after, measured: [token] each. */
export interface TurnedLengths {
  /** How many channels turn. */
  readonly channels: number;
  /** What the scheme multiplies lengths with: 1 but in YaRN. */
  readonly factor: number;
  readonly q: { readonly before: Float32Array; readonly after: Float32Array };
  readonly k: { readonly before: Float32Array; readonly after: Float32Array };
  /** The greatest |after / (factor · before) − 1| of all. */
  readonly difference: number;
}

/** What the attention page shows and restores. */
export interface AttentionChoice {
  /** Number of the pane. */
  readonly pane: number;
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
