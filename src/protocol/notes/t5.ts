import type { StatementAbout } from "./note";
import { RAFFEL } from "./papers";

/** Every problem as text to text, learnt by filling in spans. */
export const T5 = [
  {
    id: "a-prefix-names-the-task",
    statement: "Every task is text to text: some words in front of the text say which one, and the same model does it.",
    measured: "The first token of the answer to the text behind each prefix, against that to the text alone. It holds when prefixes that name a task move it by a bit or more in the mean, and farther than any that name none.",
    paper: RAFFEL,
    options: [
      { kind: "text", name: "prefixes", about: "Tasks, with | between them.", mostCharacters: 1000, otherwise: "translate English to German: | summarize: | cola sentence:" },
      { kind: "text", name: "controls", about: "Words in front of the text that name no task, with | between them.", mostCharacters: 1000, otherwise: "once upon a time: | the big dog: | yes and no:" },
    ],
    embedded: "starter-t5",
    shownIn: "attention",
  },
  {
    id: "spans-are-filled-behind-sentinels",
    statement: "Spans leave the text, one sentinel stands for each, and the model says them in order, each behind its sentinel.",
    measured: "Spans drawn as T5 draws them, or chosen with several cursors. It holds when the words that are missing are likelier by more than twice their standard error than with nothing to read but the sentinels.",
    paper: RAFFEL,
    options: [
      { kind: "number", name: "density", about: "Share of the tokens that leave the text.", least: 0.05, most: 0.9, step: 0.05, otherwise: 0.15 },
      { kind: "number", name: "span", about: "Mean length of a span, in tokens.", least: 1, most: 64, step: 1, otherwise: 3 },
      { kind: "number", name: "repetitions", about: "Draws of spans.", least: 2, most: 100, step: 1, otherwise: 8 },
      { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 },
    ],
    embedded: "starter-t5",
    shownIn: "attention",
    spans: true,
  },
  {
    id: "details-of-denoising-matter-little",
    statement: "How much of a text is taken out, and in how long spans, makes little difference.",
    measured: "What a missing word costs with 10 to 50 % of the tokens taken out and with spans of 2 to 10 tokens in the mean, against T5's 15 % and 3. The paper trains a model for each setting; here one model meets them all. It holds when no setting is further from T5's own than a tenth of it.",
    paper: RAFFEL,
    options: [
      { kind: "number", name: "repetitions", about: "Draws of spans at each setting.", least: 2, most: 100, step: 1, otherwise: 8 },
      { kind: "number", name: "seed", about: "Decides what is drawn.", least: 0, most: 1_000_000, step: 1, otherwise: 0 },
    ],
    embedded: "starter-t5",
    shownIn: "attention",
  },
  {
    id: "c4-keeps-prose",
    statement: "C4 is a crawl, curated by simple rules: lines that are prose stay, code, menus and notices go.",
    measured: "The published rules on the text, line by line. It holds when the page stays with half of its lines or more; no model is needed.",
    paper: RAFFEL,
    options: [
      { kind: "number", name: "words", about: "Words that a line needs.", least: 1, most: 100, step: 1, otherwise: 5 },
      { kind: "number", name: "sentences", about: "Sentences that a page needs.", least: 1, most: 100, step: 1, otherwise: 3 },
    ],
    embedded: "starter-t5",
    shownIn: null,
  },
  {
    id: "norms-only-rescale",
    statement: "T5's norms only rescale: they add no bias and take no mean off.",
    measured: "What goes into the last norm and what comes out. It holds when dividing by the root mean square and multiplying each channel by a gain leaves less than 1e-4 of the greatest value unexplained, and no norm has a stored bias.",
    paper: RAFFEL,
    options: [],
    embedded: "starter-t5",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
