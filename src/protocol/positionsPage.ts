import type { AttentionPane, ByDistance, HeadOfRun } from "./attention";
import type { Progress } from "./models";
import type { ModelPositions } from "./positions";
import type { ProblemData } from "./problem";
import { call } from "./rpc";
import type { PositionChange, WhatIfResult } from "./whatIf";

/** A text on which positions are looked at. */
export interface PositionsText {
  /** Where it is: "names.md:5". */
  readonly source: string;
  /** Its beginning. */
  readonly excerpt: string;
}

/** The text's run: what of it can be asked about, cross-attention left out because there is no distance between two texts. */
export interface PositionsRun {
  readonly tokens: number;
  /** Tokens of the whole text, of which the first `tokens` ran. */
  readonly total: number;
  readonly panes: readonly ({ readonly pane: number } & Pick<AttentionPane, "kind" | "layers" | "heads">)[];
}

/** What the positions page asks of the extension. */
export const positionsHost = {
  /** The first message of each life of the page. */
  ready: call<null, null>(),
  /** What is to be shown; may be asked again after a problem. */
  describe: call<null, ModelPositions>(),
  /** The text that was selected when the panel was opened; null without one. */
  text: call<null, PositionsText | null>(),
  /** Runs the model on it. */
  run: call<null, PositionsRun, Progress>(),
  byDistance: call<Omit<HeadOfRun, "run"> & { pane: number }, ByDistance>(),
  whatIf: call<{ change: PositionChange }, WhatIfResult, Progress>(),
  /** Performs the remedy that was shown with a problem. */
  remedy: call<{ code: ProblemData["code"] }, null>(),
  /** Copies text (a table as TSV) to the clipboard. */
  copy: call<{ text: string }, null>(),
} as const;

/** What the host tells the positions page. */
export const positionsPage = {
  /** Another text was selected for this panel. */
  textChanged: call<null, null>(),
} as const;
