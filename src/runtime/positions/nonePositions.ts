import type { Describer } from "./describer";

/** What follows when nothing says where a token stands. */
export const nonePositions: Describer<"none"> = () => ({
  name: "None",
  explanation:
    "Nothing says where a token stands. Attention is then an operation on a set: tokens in another order give the same outputs in that order. Only a mask that lets a token see its past alone still tells order apart, because a later token sees more.",
  formula: "attention(π x) = π attention(x) for every order π",
  paper: "Vaswani et al. 2017, section 3.5, on why positions must be added",
  facts: [],
  pictures: [],
});
