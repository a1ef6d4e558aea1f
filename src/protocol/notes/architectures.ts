import type { StatementAbout } from "./note";
import { DEVLIN, RAFFEL } from "./papers";

/** What the shapes of models cost and see. */
export const ARCHITECTURES = [
  {
    id: "an-encoder-decoder-has-two-sets-of-parameters",
    statement: "An encoder–decoder reads inputs and writes targets with separate parameters: at the same width and depth its blocks have twice as many as a decoder's alone, for about the same work.",
    measured:
      "The parameters of the model's own blocks, counted for models of its width and of as many blocks a stack, and the multiplications of a text whose first half is the input and whose second half the target. It holds when the encoder–decoder's blocks have at least twice the parameters of the decoder's and do at most a quarter more work.",
    paper: RAFFEL,
    options: [{ kind: "number", name: "tokens", about: "Tokens of the text, half of them the target.", least: 2, most: 131_072, step: 2, otherwise: 512 }],
    embedded: "starter-t5",
    shownIn: null,
  },
  {
    id: "a-prefix-may-see-itself",
    statement: "A decoder can read its input as an encoder does: its prefix sees itself in both directions, with no parameter more, and nothing behind it suffers.",
    measured: "The second half of the text behind the first one, read as an open prefix and under the causal mask. It holds unless tokens behind the open prefix cost more by over two standard errors.",
    paper: RAFFEL,
    options: [],
    embedded: "starter-prefix",
    shownIn: "attention",
  },
  {
    id: "encoders-need-both-sides",
    statement: "An encoder-only model fills gaps from both sides, and is lost where it would have to go on with a text.",
    measured: "Tokens of the text under the mask token, with everything behind them and with nothing. It holds when having nothing behind costs more than half a bit a token.",
    paper: DEVLIN,
    options: [{ kind: "number", name: "gaps", about: "Tokens that are masked, one at a time, spread evenly over the text.", least: 1, most: 256, step: 1, otherwise: 24 }],
    embedded: "starter-bert",
    shownIn: "attention",
  },
] as const satisfies readonly StatementAbout[];
