import { whatIf } from "../../experiments/whatIf";
import type { SchemeKind } from "../../model/positions/scheme";
import { numberOf, type Statement } from "../statement";

/** Change of an attention weight that float32 may leave. */
const SAME = 1e-4;

/** Schemes that are told where a token stands, not how far apart two are. */
const ABSOLUTE: readonly SchemeKind[] = ["none", "learned", "sinusoidal"];

/** Shaw et al. 2018, section 3; Su et al. 2021, section 3.1; Press et al. 2022. */
export const onlyDistances: Statement = {
  applies: ({ recipe, encoder }) => {
    const { scheme, about } = (encoder ?? recipe).position;
    return ABSOLUTE.includes(scheme.kind) ? `This model's positions are not relative (${about}).` : null;
  },
  run: async given => {
    const by = numberOf(given, "shift");
    const { attention, tokens } = await whatIf(given.loaded, given.text, { kind: "shift", by }, given.signal, given.progress);
    return {
      holds: attention.greatest <= SAME,
      figure: attention.greatest,
      unit: "of a row's attention",
      says: `With ${tokens.toLocaleString("en")} tokens ${by.toLocaleString("en")} positions further on, attention weights differ by ${attention.greatest.toExponential(1)} at most.`,
      settings: { tokens },
      pictures: [],
    };
  },
};
