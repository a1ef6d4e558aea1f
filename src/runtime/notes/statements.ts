import type { StatementId } from "../../protocol/notes/catalogue";
import { scalingKeepsSoft } from "./attention/scalingKeepsSoft";
import { setOperation } from "./attention/setOperation";
import { sinks } from "./attention/sinks";
import { varianceByWidth } from "./attention/varianceByWidth";
import { noFuture } from "./models/noFuture";
import { streamGrowth } from "./models/streamGrowth";
import { tiedOutput } from "./models/tiedOutput";
import { keptLengths } from "./positions/keptLengths";
import { onlyDistances } from "./positions/onlyDistances";
import { orderNeeded } from "./positions/orderNeeded";
import type { Statement } from "./statement";

/** How each statement of the notes is put to a model. */
export const STATEMENTS: Readonly<Record<StatementId, Statement>> = {
  "attention-is-a-set-operation": setOperation,
  "variance-grows-with-width": varianceByWidth,
  "scaling-keeps-attention-soft": scalingKeepsSoft,
  "first-tokens-are-attention-sinks": sinks,
  "positions-carry-the-order": orderNeeded,
  "only-distances-count": onlyDistances,
  "rotations-keep-lengths": keptLengths,
  "no-token-sees-the-future": noFuture,
  "output-matrix-is-the-embedding": tiedOutput,
  "norms-in-front-let-the-stream-grow": streamGrowth,
};
