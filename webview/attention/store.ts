import { Cancelled, Problem } from "../../src/protocol/problem";
import type { AttentionState, KeptState } from "./state";
import { isChoice } from "./choice";
import { METRICS } from "./headNumbers";
import type { PaneMemory, Pin } from "./panes";
import { ENDS } from "../draw/ramp";
import { Store as PageStore } from "../ui/store";

/** The attention page's state. */
export class Store extends PageStore<AttentionState> {
  /** Shows why something of the page could not be had; a cancellation is nothing to show. */
  readonly failed = (error: unknown): void => {
    if (error instanceof Cancelled) return;
    const partProblem = Problem.from(error).toData();
    this.update(state => ({ ...state, partProblem }));
  };

  /** The same for a run that did not come about. */
  readonly runFailed = (error: unknown): void => {
    if (error instanceof Cancelled) return;
    const problem = Problem.from(error).toData();
    this.update(state => ({ ...state, activity: { kind: "failed", problem } }));
  };
}

/** What an earlier life of the page kept, if it is what this version keeps. */
export function keptState(value: unknown): KeptState | null {
  if (typeof value !== "object" || value === null) return null;
  const { choice, elsewhere, aside, metric, end, tables, run } = value as Partial<Record<keyof KeptState, unknown>>;
  const known = METRICS.find(candidate => candidate === metric);
  if (!isChoice(choice) || known === undefined || typeof tables !== "object" || tables === null) return null;
  const { heads, token } = tables as { heads?: unknown; token?: unknown };
  const steep = ENDS.find(candidate => candidate === end) ?? null;
  return {
    choice,
    elsewhere: Array.isArray(elsewhere) ? elsewhere.map((memory: unknown) => (isMemory(memory) ? memory : null)) : [],
    aside: isPin(aside) ? aside : null,
    metric: known,
    end: steep,
    tables: { heads: heads === true, token: token === true },
    run: typeof run === "string" ? run : null,
  };
}

function isMemory(value: unknown): value is PaneMemory {
  if (typeof value !== "object" || value === null) return false;
  const { layer, head, direction } = value as Partial<Record<keyof PaneMemory, unknown>>;
  return Number.isInteger(layer) && Number.isInteger(head) && (direction === "reads" || direction === "read-by");
}

function isPin(value: unknown): value is Pin {
  if (typeof value !== "object" || value === null) return false;
  const { side, token } = value as Partial<Record<keyof Pin, unknown>>;
  return (side === "source" || side === "target") && Number.isInteger(token);
}
