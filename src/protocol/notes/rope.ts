import type { StatementAbout } from "./note";
import { SU } from "./papers";

/** Positions as rotations. */
export const ROPE = [
  {
    id: "rotations-keep-lengths",
    statement: "Rotary positions turn queries and keys: their lengths stay.",
    measured: "The lengths of all heads' queries and keys before and after turning. It holds when none changes by more than 1e-4 of itself, the factor of the scheme aside.",
    paper: SU,
    options: [],
    embedded: "starter-llama",
    shownIn: "positions",
  },
] as const satisfies readonly StatementAbout[];
