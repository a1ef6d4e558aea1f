import type { Graph, Part } from "../graph/graph";
import type { Value } from "../graph/value";
import type { Config } from "./config";
import type { AttentionShape } from "./parts/attention";
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

/** Everything in which two models may differ. Each field is a part; no builder ever asks for a model's name. */
export interface Recipe {
  readonly config: Config;
  readonly position: Position;
  readonly norm: Norm;
  readonly residual: Residual;
  readonly attention: AttentionShape;
  readonly mask: Mask;
  readonly mlp: Mlp;
  /** Normalises the stream after the last block. */
  readonly final: Norm;
  readonly head: Head;
}
