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
  {
    id: "products-decay-with-distance",
    statement: "Turning each pair of channels at a frequency of its own makes q·k decay with distance.",
    measured: "All queries of the text with all its keys, before turning, as if they stood 0 to a whole context apart: mean |q·k| by distance, over the channels that turn. It holds when it falls with distance in the mean and in most heads (a rank correlation below 0).",
    paper: SU,
    options: [],
    embedded: "starter-llama",
    shownIn: "positions",
  },
  {
    id: "turns-go-by-position",
    statement: "Rotary positions turn each pair of channels of queries and keys by an angle that is a multiple of the position; nothing is added to the tokens.",
    measured: "The angles of all heads' queries and keys between before and after turning, but for pairs too short to have one. It holds when each is the pair's frequency times the position, within a hundredth of a radian.",
    paper: SU,
    options: [],
    embedded: "starter-llama",
    shownIn: "positions",
  },
] as const satisfies readonly StatementAbout[];
