import type { ModelPositions } from "./positions";
import type { ProblemData } from "./problem";
import { call } from "./rpc";

/** What the positions page asks of the extension. The host tells this page nothing by itself. */
export const positionsHost = {
  /** The first message of each life of the page. */
  ready: call<null, null>(),
  /** What is to be shown; may be asked again after a problem. */
  describe: call<null, ModelPositions>(),
  /** Performs the remedy that was shown with a problem. */
  remedy: call<{ code: ProblemData["code"] }, null>(),
  /** Copies text (a table as TSV) to the clipboard. */
  copy: call<{ text: string }, null>(),
} as const;
