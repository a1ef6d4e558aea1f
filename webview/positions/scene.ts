import type { ProblemData } from "../../src/protocol/problem";
import type { PositionChange } from "../../src/protocol/whatIf";
import type { PictureActions } from "../pictures/scene";
import type { HeadChoice } from "./textState";

/** What a person can do in the page. */
export interface Actions extends PictureActions {
  readonly remedy: (problem: ProblemData) => void;
  readonly retry: () => void;
  /** Measures another head on the text. */
  readonly chooseHead: (change: Partial<HeadChoice>) => void;
  /** Sets what is to be tried out, and tries it. */
  readonly setChange: (change: PositionChange) => void;
  readonly tryOut: () => void;
}
