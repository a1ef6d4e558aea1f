import type { IdOf } from "../../../protocol/notes/catalogue";
import type { ROPE } from "../../../protocol/notes/rope";
import type { Statement } from "../statement";
import { decay } from "./decay";
import { keptLengths } from "./keptLengths";
import { turnsByPosition } from "./turnsByPosition";

/** How the statements of RoPE are put to a model. */
export const ROPE_STATEMENTS: Readonly<Record<IdOf<typeof ROPE>, Statement>> = {
  "rotations-keep-lengths": keptLengths,
  "products-decay-with-distance": decay,
  "turns-go-by-position": turnsByPosition,
};
