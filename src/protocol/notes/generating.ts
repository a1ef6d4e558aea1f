import type { StatementAbout } from "./note";
import { HOLTZMAN, MEISTER, TUTORIAL } from "./papers";

const TOKENS = { kind: "number", name: "tokens", about: "Tokens that each text is continued by.", least: 8, most: 512, step: 1 } as const;
const SEED = { kind: "number", name: "seed", about: "Of the first sampled text; each further one has the next.", least: 0, most: 999_999, step: 1, otherwise: 0 } as const;

/** How tokens are chosen from what a model says. */
export const GENERATING = [
  {
    id: "greedy-text-repeats-itself",
    statement: "Always taking the most probable token leads into loops; sampled text repeats itself less.",
    measured: "The beginning of the text, continued greedily and by sampling. It holds when the share of 4-grams that came before is greater in the greedy text than in the mean of the sampled ones.",
    paper: HOLTZMAN,
    options: [{ ...TOKENS, otherwise: 128 }, { kind: "number", name: "samples", about: "Sampled texts.", least: 2, most: 64, step: 1, otherwise: 8 }, SEED],
    embedded: "starter-llama",
    shownIn: "generation",
  },
  {
    id: "beams-find-likelier-texts",
    statement: "Keeping several beams finds a text that the model gives more probability than the greedy one.",
    measured: "The beginning of the text, continued by as many tokens with 1, 2, 4 … beams. It holds when the text of the most beams has a greater log-probability than the greedy one.",
    paper: TUTORIAL,
    options: [{ ...TOKENS, otherwise: 24 }, { kind: "number", name: "beams", about: "The most beams.", least: 2, most: 32, step: 1, otherwise: 8 }],
    embedded: "starter-llama",
    shownIn: "generation",
  },
  {
    id: "sampling-meets-the-tail",
    statement: "Tokens that are each next to impossible have so much probability together that sampling from all of them soon takes one.",
    measured: "At each token of the text, the mass of all tokens less probable than the threshold. It holds when so many sampled tokens would take one of them more often than not.",
    paper: HOLTZMAN,
    options: [
      { kind: "number", name: "threshold", about: "Probability below which a token counts as one of the tail.", least: 0.00001, most: 0.1, step: 0.00001, otherwise: 0.001 },
      { ...TOKENS, about: "Tokens that are sampled.", otherwise: 50 },
    ],
    embedded: "starter-llama",
    shownIn: "generation",
  },
  {
    id: "text-keeps-near-the-entropy",
    statement: "The tokens that people write are about as surprising as the model expects them to be: neither likelier nor less likely than usual.",
    measured: "The surprisal of each token of the text less the entropy of what the model expected there. It holds when the mean of the difference is within half a bit.",
    paper: MEISTER,
    options: [],
    embedded: "starter-llama",
    shownIn: "generation",
  },
  {
    id: "temperature-buys-variety-with-probability",
    statement: "A higher temperature makes texts more varied and less probable.",
    measured: "The beginning of the text, continued by sampling at several temperatures. It holds when from the lowest to the highest the mean log-probability of a token falls and the share of new 4-grams over all texts grows.",
    paper: TUTORIAL,
    options: [{ ...TOKENS, otherwise: 32 }, { kind: "number", name: "samples", about: "Texts at each temperature.", least: 2, most: 64, step: 1, otherwise: 6 }, SEED],
    embedded: "starter-llama",
    shownIn: "generation",
  },
] as const satisfies readonly StatementAbout[];
