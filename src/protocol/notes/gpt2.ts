import type { StatementAbout } from "./note";
import { GPT2_PAPER, XIONG } from "./papers";

/** Norms in front, and tasks put as text. */
export const GPT2 = [
  {
    id: "norms-in-front-let-the-stream-grow",
    statement: "With norms at the inputs of the sublayers, as in GPT-2 and Llama, the residual stream grows through the layers.",
    measured: "The root mean square of the residual stream behind the last block against that in front of the first, mean over tokens. It holds when it grows by half or more.",
    paper: XIONG,
    options: [],
    embedded: "starter-gpt2",
    shownIn: null,
  },
  {
    id: "norms-stand-at-the-inputs",
    statement: "GPT-2 norms the input of each sublayer instead of its output.",
    measured: "Each block with the stream in front of it, and with one twice as large: behind a norm that makes no difference. It holds when what attention writes moves by no more than 1 % of the greatest value in any block.",
    paper: GPT2_PAPER,
    options: [],
    embedded: "starter-gpt2",
    shownIn: null,
  },
  {
    id: "tasks-need-no-tuning",
    statement: "Tasks can be put as text, without any tuning: “TL;DR:” asks for a summary, pairs for a translation, “A:” for an answer.",
    measured: "Sixteen prompts of the notes' own, in pairs whose right answers are each other's wrong ones. The right answer counts where it is likelier behind the task's words than without them, and than the wrong one. It holds when so many count that coin tosses would reach as many in less than 5 % of all tries.",
    paper: GPT2_PAPER,
    options: [],
    embedded: "starter-gpt2",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
