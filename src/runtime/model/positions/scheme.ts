import type { Sides } from "./bucketBias";
import type { RelativeTo } from "./relativeVectors";
import type { RotaryScaling } from "./rotaryScaling";
import type { SineLayout } from "./sinusoidal";

/** The figures of a position encoding, by kind: what pictures of it are drawn from. */
export type Scheme =
  | { readonly kind: "none" }
  | { readonly kind: "learned"; readonly context: number; readonly offset: number }
  | { readonly kind: "sinusoidal"; readonly width: number; readonly layout: SineLayout }
  | { readonly kind: "buckets"; readonly buckets: number; readonly farthest: number; readonly sides: Sides }
  | { readonly kind: "relative"; readonly clip: number; readonly to: RelativeTo }
  | { readonly kind: "rotary"; readonly theta: number; readonly dims: number; readonly scaling: RotaryScaling }
  | { readonly kind: "alibi"; readonly heads: number };

export type SchemeKind = Scheme["kind"];
/** The figures of one kind. */
export type SchemeOf<K extends SchemeKind> = Extract<Scheme, { readonly kind: K }>;
