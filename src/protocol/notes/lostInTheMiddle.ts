import type { NumberOption, StatementAbout, TextOption } from "./note";
import { LIU, XIAO } from "./papers";

const DEPTHS: NumberOption = { kind: "number", name: "depths", about: "Places in the context at which it stands, evenly from its beginning to its end.", least: 3, most: 21, step: 1, otherwise: 5 };
const REPETITIONS: NumberOption = { kind: "number", name: "repetitions", about: "Contexts that are drawn for every depth.", least: 2, most: 200, step: 1, otherwise: 8 };
const SEED: NumberOption = { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 };

const FACT: TextOption = { kind: "text", name: "fact", about: "What is put into the context; empty: the selected sentence where files make the context, else one of the notes' own.", mostCharacters: 1000, otherwise: "" };
const QUESTION: TextOption = { kind: "text", name: "question", about: "What stands behind the context, up to where the answer begins; empty: the fact without its last word.", mostCharacters: 1000, otherwise: "" };
const ANSWER: TextOption = { kind: "text", name: "answer", about: "What is right there, with the space in front of it; empty: the fact's last word.", mostCharacters: 1000, otherwise: "" };

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
    id: "encoder-decoders-hold-within-their-length",
    statement: "Encoder–decoders hardly mind where the answer stands as long as the context is within the length that they were trained on, and lose the middle beyond it.",
    measured: "A fact at depths of a context that is shorter than the trained length, and of one that is longer. It holds when the mean of the first and the last depth is farther above that of the middle beyond than within, by more than twice the standard error of this difference.",
    paper: LIU,
    options: [
      FACT,
      QUESTION,
      ANSWER,
      { kind: "number", name: "within", about: "The shorter context, as a share of the trained length.", least: 0.1, most: 0.8, step: 0.1, otherwise: 0.6 },
      { kind: "number", name: "beyond", about: "The longer context, as a multiple of the trained length.", least: 1.5, most: 8, step: 0.5, otherwise: 2 },
      DEPTHS,
      REPETITIONS,
      SEED,
    ],
    embedded: "starter-t5",
    shownIn: "attention",
    documents: true,
  },
  {
    id: "extended-contexts-are-read-no-better",
    statement: "A model whose context was extended makes no better use of what would have fitted before.",
    measured:
      "A fact at depths of a context that fits the model, asked of it and of its sibling with interpolated positions (divided by the factor, the weights the same). It holds unless the sibling's answers are more probable, in the mean over depths, by more than twice the standard error over repetitions.",
    paper: LIU,
    options: [
      FACT,
      QUESTION,
      ANSWER,
      { kind: "number", name: "factor", about: "How many times as long the context becomes.", least: 1.5, most: 16, step: 0.5, otherwise: 2 },
      { kind: "number", name: "tokens", about: "Length of the context.", least: 16, most: 1_000_000, step: 1, otherwise: 160 },
      DEPTHS,
      REPETITIONS,
      SEED,
    ],
    embedded: "starter-llama",
    shownIn: "positions",
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
  {
    id: "sinks-need-no-beginning-token",
    statement: "What makes a sink is standing first, not what the token is: without a beginning token the text's own first tokens take its place.",
    measured: "The mean mass on the first tokens per head, over the queries behind them, of the text with the beginning token in front and without. It holds when in either some head gives them more than the share that is asked for.",
    paper: XIAO,
    options: [
      { kind: "number", name: "first", about: "First tokens whose mass is summed.", least: 1, most: 64, step: 1, otherwise: 4 },
      { kind: "number", name: "share", about: "Mean mass on them from which a head counts as one with a sink.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 },
    ],
    embedded: "starter-llama",
    shownIn: "attention",
  },
  {
    id: "sinks-keep-a-stream-going",
    statement: "A cache that keeps the first tokens beside the last ones goes on with a long text; one that drops them breaks down.",
    measured: "Perplexity along the documents, or the chosen text, with a full cache, with the last tokens, and with as many of which a few are the first. It holds when, once the window is full, the last tokens alone have a perplexity more than 10 % higher.",
    paper: XIAO,
    options: [
      { kind: "number", name: "window", about: "Tokens that the cache holds, sinks included.", least: 2, most: 100_000, step: 1, otherwise: 64 },
      { kind: "number", name: "sinks", about: "First tokens that stay.", least: 1, most: 64, step: 1, otherwise: 4 },
      { kind: "number", name: "most", about: "Tokens of the text that are read.", least: 16, most: 1_000_000, step: 1, otherwise: 768 },
    ],
    embedded: "starter-llama",
    shownIn: "generation",
    documents: true,
  },
] as const satisfies readonly StatementAbout[];
