import { whatIf } from "../../experiments/whatIf";
import { always, type Statement } from "../statement";

/** Greatest difference, relative to the greatest value, that float32 may leave between two orders of summing up. */
const SAME = 1e-4;

/** Vaswani et al. 2017, section 3.5; Lee et al. 2019: without positions and mask, permuting tokens permutes the output, and nothing else. */
export const setOperation: Statement = {
  applies: always,
  run: async ({ loaded, text, signal, progress }) => {
    const { stream, attention, tokens } = await whatIf(loaded, text, { kind: "set" }, signal, progress);
    return {
      holds: stream <= SAME,
      figure: stream,
      unit: "of the greatest value",
      says: `In another order, without positions and mask, the final vectors of ${tokens.toLocaleString("en")} tokens differ by ${stream.toExponential(1)} of their greatest value, attention weights by ${attention.greatest.toExponential(1)} at most.`,
      settings: { tokens },
      pictures: [],
    };
  },
};
