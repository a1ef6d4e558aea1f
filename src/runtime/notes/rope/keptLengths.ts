import { headVectors } from "../../traces/headVectors";
import { turnedLengths } from "../../traces/turnedLengths";
import type { Statement } from "../statement";
import { textRun } from "../textRun";
import { turnsNothing } from "./turnsNothing";

/** Change of a length, relative to itself, that float32 may leave. */
const SAME = 1e-4;

/** Su et al. 2021, section 3.2: a rotation is orthogonal. */
export const keptLengths: Statement = {
  applies: turnsNothing,
  run: async given => {
    const run = await textRun(given);
    const { layers, heads, dHead } = run.recipe.config;
    const { scheme } = run.recipe.position;
    if (scheme.kind !== "rotary") throw new Error("only rotary positions are measured here");
    let most = 0;
    for (let layer = 0; layer < layers; layer++) {
      for (let head = 0; head < heads; head++) {
        const { still, ...turned } = await headVectors(run, layer, head, given.signal);
        if (!still) throw new Error("rotary positions turn queries and keys");
        most = Math.max(most, turnedLengths(still, turned, dHead, scheme).difference);
        given.progress((layer * heads + head + 1) / (layers * heads));
      }
    }
    return {
      holds: most <= SAME,
      figure: most,
      unit: "of a vector's length",
      says: `Of the queries and keys of ${run.ids.length.toLocaleString("en")} tokens in ${layers * heads} heads, no length changes by more than ${most.toExponential(1)} of itself.`,
      settings: { tokens: run.ids.length },
      pictures: [],
    };
  },
};
