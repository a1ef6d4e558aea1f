import type { Scores } from "../scores";
import type { StepContext } from "./adapter";

/** What another source says about the same place; throws where the model was not asked for it. */
export function beside({ beside: others }: StepContext, name: string): Scores {
  const scores = others?.[name];
  if (!scores) throw new Error(`The model does not tell of "${name}".`);
  return scores;
}
