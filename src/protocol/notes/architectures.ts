import type { StatementAbout } from "./note";

/** What the shapes of models cost and see. */
export const ARCHITECTURES = [] as const satisfies readonly StatementAbout[];
