import type { StatementAbout } from "./note";
import { RAFFEL } from "./papers";

/** Every problem as text to text, learnt by filling in spans. */
export const T5 = [
  {
    id: "spans-are-filled-behind-sentinels",
    statement: "Spans leave the text, one sentinel stands for each, and the model says them in order, each behind its sentinel.",
    measured: "Spans drawn as T5 draws them. It holds when the words that are missing are likelier by more than twice their standard error than with nothing to read but the sentinels.",
    paper: RAFFEL,
    options: [
      { kind: "number", name: "density", about: "Share of the tokens that leave the text.", least: 0.05, most: 0.9, step: 0.05, otherwise: 0.15 },
      { kind: "number", name: "span", about: "Mean length of a span, in tokens.", least: 1, most: 64, step: 1, otherwise: 3 },
      { kind: "number", name: "repetitions", about: "Draws of spans.", least: 2, most: 100, step: 1, otherwise: 8 },
      { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 },
    ],
    embedded: "starter-t5",
    shownIn: "attention",
  },
] as const satisfies readonly StatementAbout[];
