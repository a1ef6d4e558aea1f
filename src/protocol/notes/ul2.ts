import type { StatementAbout } from "./note";

/** A mixture of denoisers, and tokens that switch between them. */
export const UL2 = [] as const satisfies readonly StatementAbout[];
