import type { ModelPositions } from "../../src/protocol/positions";
import type { ProblemData } from "../../src/protocol/problem";
import { type Choices, keptChoices } from "../pictures/pictureState";
import type { TextState } from "./textState";

/** All that the positions page shows; choices by picture (`pictureKey`). */
export interface PositionsState extends Choices {
  readonly activity: { readonly kind: "reading" } | { readonly kind: "shown" } | { readonly kind: "failed"; readonly problem: ProblemData };
  readonly positions: ModelPositions | null;
  /** Null while no text is selected. */
  readonly text: TextState | null;
}

/** A picture's name among those of all stacks. */
export const pictureKey = (stack: string, picture: string): string => `${stack}.${picture}`;

/** Before the host has answered; `kept` is what an earlier life of the page kept. */
export const initialState = (kept: unknown): PositionsState => ({ activity: { kind: "reading" }, positions: null, choices: keptChoices(kept), text: null });
