import type { AttentionChoice, Weighting } from "../../src/protocol/attention";
import type { ProblemData } from "../../src/protocol/problem";
import type { End } from "../draw/ramp";
import type { HeadSort, Metric } from "./headNumbers";
import type { AttentionState, Hover } from "./state";

/** The parts of the page that scroll by themselves. */
export type Scrolled = "queries" | "keys" | "headTable" | "tokenTable";

/** What a person can do on the page. */
export interface Actions {
  readonly choosePane: (pane: number) => void;
  readonly chooseHead: (layer: number, head: number) => void;
  readonly hoverHead: (head: AttentionState["hoveredHead"]) => void;
  readonly chooseMetric: (metric: Metric) => void;
  readonly chooseEnd: (end: End) => void;
  readonly sortHeads: (by: HeadSort["by"]) => void;
  readonly toggleTable: (which: keyof AttentionState["tables"]) => void;
  readonly chooseWeighting: (weighting: Weighting) => void;
  readonly chooseDirection: (direction: AttentionChoice["direction"]) => void;
  /** Pins a token, or lets it go if it is pinned that way. */
  readonly pin: (token: number, direction: AttentionChoice["direction"]) => void;
  readonly unpin: () => void;
  readonly hover: (hover: Hover | null) => void;
  /** Zooms about the middle, or about the cell that is looked at. */
  readonly zoom: (factor: number) => void;
  readonly showAll: () => void;
  readonly scroll: (part: Scrolled, top: number) => void;
  readonly toggleScaling: () => void;
  /** Runs again with the first so many tokens seeing each other; 0: none; null: as the model was trained. */
  readonly setPrefix: (prefix: number | null) => void;
  /** Takes down what is being typed as the decoder's text; null goes back to the run's. */
  readonly draftTarget: (text: string | null) => void;
  /** Runs again with what is typed as the decoder's text. */
  readonly runTarget: () => void;
  /** Runs again with what the model itself generates. */
  readonly generateTarget: () => void;
  readonly runAgain: () => void;
  readonly cancel: () => void;
  readonly remedy: (problem: ProblemData) => void;
  readonly retry: () => void;
  readonly copy: (table: "heads" | "token") => void;
}
