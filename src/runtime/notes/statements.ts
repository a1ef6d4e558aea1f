import type { StatementId } from "../../protocol/notes/catalogue";
import { ARCHITECTURES_STATEMENTS } from "./architectures/statements";
import { ATTENTION_STATEMENTS } from "./attention/statements";
import { GENERATING_STATEMENTS } from "./generating/statements";
import { GPT_STATEMENTS } from "./gpt/statements";
import { GPT2_STATEMENTS } from "./gpt2/statements";
import { LLAMA_STATEMENTS } from "./llama/statements";
import { LOST_IN_THE_MIDDLE_STATEMENTS } from "./lostInTheMiddle/statements";
import { POSITIONS_STATEMENTS } from "./positions/statements";
import { ROPE_STATEMENTS } from "./rope/statements";
import { T5_STATEMENTS } from "./t5/statements";
import { UL2_STATEMENTS } from "./ul2/statements";
import type { Statement } from "./statement";

/** How each statement of the notes is put to a model. */
export const STATEMENTS: Readonly<Record<StatementId, Statement>> = {
  ...ATTENTION_STATEMENTS,
  ...POSITIONS_STATEMENTS,
  ...GPT_STATEMENTS,
  ...GPT2_STATEMENTS,
  ...T5_STATEMENTS,
  ...UL2_STATEMENTS,
  ...ARCHITECTURES_STATEMENTS,
  ...LOST_IN_THE_MIDDLE_STATEMENTS,
  ...ROPE_STATEMENTS,
  ...LLAMA_STATEMENTS,
  ...GENERATING_STATEMENTS,
};
