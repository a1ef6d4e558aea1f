import type { StatementAbout } from "./note";

/** How tokens are chosen from what a model says. */
export const GENERATING = [] as const satisfies readonly StatementAbout[];
