import type { Graph, Part } from "../graph/graph";
import type { Value } from "../graph/value";
import type { Config } from "./config";
import type { AttentionShape } from "./parts/attention";
import type { Embedding } from "./parts/embedding";
import type { Head } from "./parts/heads";
import type { Mask } from "./parts/masks";
import type { Residual } from "./parts/residual";
import type { Position } from "./positions/position";

/** A part and how the field calls it, for cards and views. */
export interface Described {
  readonly about: string;
}
export interface Norm extends Described {
  /** Adds the normalisation's own parameters under the current scope. */
  readonly apply: Part;
}
export interface Mlp extends Described {
  readonly apply: (g: Graph, x: Value) => Value;
}

/** Everything in which two stacks of blocks may differ. Each field is a part; no builder ever asks for a model's name. */
export interface Recipe {
  readonly config: Config;
  /** In front of the stack's parameters and taps; "" where a model is one stack. */
  readonly scope: "" | "encoder" | "decoder";
  readonly embedding: Embedding;
  readonly position: Position;
  readonly norm: Norm;
  readonly residual: Residual;
  readonly attention: AttentionShape;
  readonly mask: Mask;
  /** Whether each block, after its own attention, reads the encoder's finished stream: queries from here, keys and values from there. */
  readonly cross: boolean;
  readonly mlp: Mlp;
  /** Normalises the stream after the last block. */
  readonly final: Norm | null;
  /** Reads the finished stream; an encoder that a decoder reads has none. */
  readonly head: Head | null;
}

/** A stack with a head. */
export interface MainRecipe extends Recipe {
  readonly head: Head;
}

/** A model: one stack, or an encoder and the decoder that reads it. */
export interface Architecture {
  /** The stack whose head makes the model's output. */
  readonly recipe: MainRecipe;
  readonly encoder: Recipe | null;
}
