import type { Progress } from "../../src/protocol/models";
import type { CurvesPicture } from "../../src/protocol/positions";
import type { PositionsRun, PositionsText } from "../../src/protocol/positionsPage";
import type { ProblemData } from "../../src/protocol/problem";
import type { PositionChange, WhatIfResult } from "../../src/protocol/whatIf";

/** Which head is measured; `pane` as the host numbers it. */
export interface HeadChoice {
  readonly pane: number;
  readonly layer: number;
  readonly head: number;
}

/** What the page shows of the selected text. */
export interface TextState {
  readonly text: PositionsText;
  readonly run: PositionsRun | null;
  /** What goes on while the run or a head is awaited. */
  readonly progress: Progress | null;
  readonly problem: ProblemData | null;
  readonly head: HeadChoice;
  /** What was measured of the head; empty until it is there. */
  readonly pictures: readonly CurvesPicture[];
  /** What is to be tried out, how far that is, and what came of it. */
  readonly change: PositionChange;
  readonly trying: Progress | null;
  readonly tried: WhatIfResult | ProblemData | null;
  readonly triedPictures: readonly CurvesPicture[];
}

/** A text of which nothing is known yet. */
export const freshText = (text: PositionsText): TextState => ({
  text,
  run: null,
  progress: { message: "Running the model", fraction: 0 },
  problem: null,
  head: { pane: 0, layer: 0, head: 0 },
  pictures: [],
  change: { kind: "shift", by: 7 },
  trying: null,
  tried: null,
  triedPictures: [],
});

/** The nearest head that the run has. */
export function headIn(run: PositionsRun, wanted: HeadChoice): HeadChoice {
  const pane = run.panes.find(one => one.pane === wanted.pane) ?? run.panes[0];
  if (!pane) return wanted;
  return { pane: pane.pane, layer: Math.min(pane.layers - 1, wanted.layer), head: Math.min(pane.heads - 1, wanted.head) };
}
