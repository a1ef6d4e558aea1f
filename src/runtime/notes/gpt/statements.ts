import type { IdOf } from "../../../protocol/notes/catalogue";
import type { GPT } from "../../../protocol/notes/gpt";
import type { Statement } from "../statement";
import { boundedStream } from "./boundedStream";
import { jointObjective } from "./jointObjective";
import { noFuture } from "./noFuture";
import { smoothPositions } from "./smoothPositions";
import { softActivation } from "./softActivation";
import { taskInputs } from "./taskInputs";
import { tiedOutput } from "./tiedOutput";

/** How the statements of GPT are put to a model. */
export const GPT_STATEMENTS: Readonly<Record<IdOf<typeof GPT>, Statement>> = {
  "no-token-sees-the-future": noFuture,
  "output-matrix-is-the-embedding": tiedOutput,
  "learned-positions-are-smooth": smoothPositions,
  "gelu-keeps-what-is-negative": softActivation,
  "norms-behind-keep-the-stream-of-one-size": boundedStream,
  "tasks-are-sequences-of-tokens": taskInputs,
  "tuning-joins-two-losses": jointObjective,
};
