import type { StatementAbout } from "./note";

/** What Llama changed: norms, activations, data. */
export const LLAMA = [] as const satisfies readonly StatementAbout[];
