import type { BareToken } from "../../src/protocol/generation";
import type { ProblemData } from "../../src/protocol/problem";
import type { Move } from "./playHead";
import type { Form, GenerationState, Part } from "./state";

/** What a person can do on the page. */
export interface Actions {
  readonly setForm: (change: Partial<Form>) => void;
  /** Sets one option of the form; undefined takes it away, which is its neutral value. */
  readonly setOption: (name: string, value: unknown) => void;
  /** Runs in place of everything, or beside it. */
  readonly run: (beside: boolean) => void;
  readonly stop: (column: number) => void;
  readonly remove: (column: number) => void;
  /** Runs a saved run again, beside it. */
  readonly replay: (column: number) => void;
  /** Takes the column's options into the form. */
  readonly adopt: (column: number) => void;
  readonly activate: (column: number) => void;
  /** Looks at a place of a column. */
  readonly seek: (column: number, place: number) => void;
  readonly choosePath: (column: number, path: number) => void;
  /** Looks at a node of a column's tree. */
  readonly chooseNode: (column: number, node: number) => void;
  readonly move: (move: Move) => void;
  readonly play: () => void;
  readonly setPace: (pace: number) => void;
  /** Continues from the place looked at with another token. */
  readonly branch: (token: BareToken) => void;
  readonly setCandidate: (row: number) => void;
  /** What a key does among the candidates: whether it did something. */
  readonly candidateKey: (key: string) => boolean;
  /** Up to the place looked at, or the whole text. */
  readonly insert: (upToHere: boolean) => void;
  readonly save: (column: number) => void;
  /** Copies the text, where there is no document to put it into. */
  readonly copyText: () => void;
  readonly copy: (rows: readonly (readonly (string | number)[])[]) => void;
  readonly toggle: (part: Part) => void;
  readonly toggleTable: (key: string) => void;
  readonly read: (change: Partial<GenerationState["read"]>) => void;
  readonly remedy: (problem: ProblemData) => void;
  /** Asks again for what failed, and hides the problem. */
  readonly retry: () => void;
  readonly scroll: (key: string, top: number) => void;
  readonly zoomTree: (factor: number) => void;
}
