import type { IdOf } from "../../../protocol/notes/catalogue";
import type { GENERATING } from "../../../protocol/notes/generating";
import type { Statement } from "../statement";
import { greedyRepeats } from "./greedyRepeats";
import { likelierBeams } from "./likelierBeams";
import { nearEntropy } from "./nearEntropy";
import { tailMass } from "./tailMass";
import { temperatureVariety } from "./temperatureVariety";

/** How the statements of Generating text are put to a model. */
export const GENERATING_STATEMENTS: Readonly<Record<IdOf<typeof GENERATING>, Statement>> = {
  "greedy-text-repeats-itself": greedyRepeats,
  "beams-find-likelier-texts": likelierBeams,
  "sampling-meets-the-tail": tailMass,
  "text-keeps-near-the-entropy": nearEntropy,
  "temperature-buys-variety-with-probability": temperatureVariety,
};
