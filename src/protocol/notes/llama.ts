import type { StatementAbout } from "./note";
import { SHAZEER, TOUVRON, ZHANG_SENNRICH } from "./papers";

/** What Llama changed: norms, activations, data. */
export const LLAMA = [
  {
    id: "rmsnorm-at-the-inputs",
    statement: "Llama normalises the input of each sublayer by RMSNorm, not its output.",
    measured: "Each block with the stream in front of it, and with one twice as large: behind a norm that makes no difference. It holds when what attention writes moves by no more than 1 % of the greatest value in any block.",
    paper: TOUVRON,
    options: [],
    embedded: "starter-llama",
    shownIn: null,
  },
  {
    id: "rmsnorm-keeps-the-mean",
    statement: "RMSNorm divides by size alone: the mean that LayerNorm subtracts stays.",
    measured: "The mean over channels relative to the root mean square, of every vector that a norm reads; dividing by the latter leaves it. It holds when it is more than 1 % in the mean over norms and tokens.",
    paper: ZHANG_SENNRICH,
    options: [],
    embedded: "starter-llama",
    shownIn: null,
  },
  {
    id: "swiglu-gates-softly",
    statement: "SwiGLU lets one projection gate another, and negative gates let something through, where ReLU has zeros.",
    measured: "All gates of the MLPs and what they let through. It holds when negative gates carry more than 1 % of what the MLPs pass on (sums of sizes), mean over layers.",
    paper: SHAZEER,
    options: [],
    embedded: "starter-llama",
    shownIn: null,
  },
  {
    id: "one-model-for-kinds-of-text",
    statement: "A mixture of diverse data makes one model at home in many kinds of text.",
    measured: "The loss on short samples of six kinds of text, in their order and with the same tokens shuffled; beside it what the model's card tells of its data. It holds when order helps by more than 1 nat a token in every kind.",
    paper: TOUVRON,
    options: [{ kind: "number", name: "seed", about: "Decides how tokens are shuffled.", least: 0, most: 1_000_000, step: 1, otherwise: 1 }],
    embedded: "starter-llama",
    shownIn: null,
  },
] as const satisfies readonly StatementAbout[];
