import type { NumberOption, StatementAbout, TextOption } from "./note";
import { LIU, XIAO } from "./papers";

const DEPTHS: NumberOption = { kind: "number", name: "depths", about: "Places in the context at which it stands, evenly from its beginning to its end.", least: 3, most: 21, step: 1, otherwise: 5 };
const REPETITIONS: NumberOption = { kind: "number", name: "repetitions", about: "Contexts that are drawn for every depth.", least: 2, most: 200, step: 1, otherwise: 8 };
const SEED: NumberOption = { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 };

const FACT: TextOption = { kind: "text", name: "fact", about: "What is put into the context.", mostCharacters: 1000, otherwise: "The boat of the king was called Zoe." };
const QUESTION: TextOption = { kind: "text", name: "question", about: "What stands behind the context, up to where the answer begins.", mostCharacters: 1000, otherwise: "The boat of the king was called" };
const ANSWER: TextOption = { kind: "text", name: "answer", about: "What is right there, with the space in front of it.", mostCharacters: 1000, otherwise: " Zoe" };

/** Where in a long context a model finds what it needs. */
export const LOST_IN_THE_MIDDLE = [
  {
    id: "values-in-the-middle-are-lost",
    statement: "A value is found by its key best when the pair stands at the beginning or the end of many, and worst in their middle.",
    measured: "The value's log-probability per token and how often greedy decoding gives it, by the place of its pair among random ones. It holds when the mean of the first and the last place is above that of the middle by more than twice the standard error of this difference over repetitions, and above that without a context.",
    paper: LIU,
    options: [
      { kind: "number", name: "pairs", about: "Keys with values in the JSON object.", least: 3, most: 2000, step: 1, otherwise: 10 },
      { kind: "number", name: "digits", about: "Hexadecimal digits of each key and value; 32 make a UUID.", least: 3, most: 32, step: 1, otherwise: 4 },
      DEPTHS,
      REPETITIONS,
      SEED,
    ],
    embedded: "starter-llama",
    shownIn: "attention",
  },
  {
    id: "facts-in-the-middle-are-lost",
    statement: "A question is answered best when the sentence that says it stands at the beginning or the end of the context.",
    measured: "The answer's log-probability per token and how often greedy decoding gives it, by the depth of a fact among the sentences of documents. It holds when the mean of the first and the last depth is above that of the middle by more than twice the standard error of this difference over repetitions, and above that without a context.",
    paper: LIU,
    options: [FACT, QUESTION, ANSWER, { kind: "number", name: "tokens", about: "Length of the context.", least: 16, most: 1_000_000, step: 1, otherwise: 160 }, DEPTHS, REPETITIONS, SEED],
    embedded: "starter-llama",
    shownIn: "attention",
    documents: true,
  },
  {
    id: "first-tokens-are-attention-sinks",
    statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
    measured: "The mean mass on the first token per head, over queries of the whole text. It holds when some head gives it more than the share that is asked for.",
    paper: XIAO,
    options: [{ kind: "number", name: "share", about: "Mean mass on the first token from which a head counts as one with a sink.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 }],
    embedded: "starter-llama",
    shownIn: "attention",
  },
] as const satisfies readonly StatementAbout[];
