import type { StatementAbout } from "./note";

/** Every problem as text to text, learnt by filling in spans. */
export const T5 = [] as const satisfies readonly StatementAbout[];
