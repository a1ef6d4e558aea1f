import type { IdOf } from "../../../protocol/notes/catalogue";
import type { POSITIONS } from "../../../protocol/notes/positions";
import type { Statement } from "../statement";
import { bucketScalars } from "./bucketScalars";
import { clippedDistances } from "./clippedDistances";
import { onlyDistances } from "./onlyDistances";
import { orderNeeded } from "./orderNeeded";
import { wavelengths } from "./wavelengths";

/** How the statements of Positional encoding are put to a model. */
export const POSITIONS_STATEMENTS: Readonly<Record<IdOf<typeof POSITIONS>, Statement>> = {
  "positions-carry-the-order": orderNeeded,
  "only-distances-count": onlyDistances,
  "waves-in-geometric-progression": wavelengths,
  "distances-are-clipped": clippedDistances,
  "one-number-per-bucket": bucketScalars,
};
