import type { NumberOption, StatementAbout } from "./note";
import { TAY } from "./papers";

const REPETITIONS: NumberOption = { kind: "number", name: "repetitions", about: "Draws of spans under each denoiser.", least: 2, most: 100, step: 1, otherwise: 6 };
const SEED: NumberOption = { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 };

/** A mixture of denoisers, and tokens that switch between them. */
export const UL2 = [
  {
    id: "one-model-learns-three-denoisers",
    statement: "One model can learn to fill short gaps (R), to go on with a text (S) and to fill much or long gaps (X).",
    measured: "The text under the seven published settings, each in its own mode where the model has modes. It holds when under each of them the words that are missing are likelier by more than twice their standard error than with nothing to read but the sentinels.",
    paper: TAY,
    options: [REPETITIONS, SEED],
    embedded: "starter-ul2",
    shownIn: "attention",
  },
  {
    id: "mode-tokens-switch-denoisers",
    statement: "A token in front of the text tells the model which kind of gap to expect.",
    measured: "The same gaps under each mode's token. It holds when for each of the three kinds the mean loss of the words that are missing is least in its own mode.",
    paper: TAY,
    options: [REPETITIONS, SEED],
    embedded: "starter-ul2",
    shownIn: "attention",
  },
  {
    id: "a-prefix-lm-fills-the-gap-better",
    statement: "To go on with a text (S) is what a prefix LM does, and it does so better than a causal one, since its beginning is read in both directions.",
    measured: "The last part of the text behind a beginning whose tokens see each other, and under the causal mask. It holds when its tokens are cheaper behind the open beginning by more than twice their standard error.",
    paper: TAY,
    options: [{ kind: "number", name: "share", about: "Part of the text that is the gap.", least: 0.05, most: 0.9, step: 0.05, otherwise: 0.25 }],
    embedded: "starter-prefix",
    shownIn: "generation",
  },
] as const satisfies readonly StatementAbout[];
