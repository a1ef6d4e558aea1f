import type { OpenModel } from "../../model/openModel";

/** Why there is no rotation to measure in a model; null where its positions turn queries and keys. */
export const turnsNothing = ({ recipe: { position } }: Pick<OpenModel, "recipe">): string | null =>
  position.scheme.kind === "rotary" ? null : `This model's positions do not turn anything (${position.about}).`;
