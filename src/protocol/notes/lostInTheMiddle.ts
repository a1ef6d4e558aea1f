import type { StatementAbout } from "./note";
import { XIAO } from "./papers";

/** Where in a long context a model finds what it needs. */
export const LOST_IN_THE_MIDDLE = [
  {
    id: "first-tokens-are-attention-sinks",
    statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
    measured: "The mean mass on the first token per head, over queries of the whole text. It holds when some head gives it more than the share that is asked for.",
    paper: XIAO,
    options: [{ kind: "number", name: "share", about: "Mean mass on the first token from which a head counts as one with a sink.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 }],
    embedded: "starter-llama",
    shownIn: "attention",
  },
] as const satisfies readonly StatementAbout[];
