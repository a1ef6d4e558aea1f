import { Cancelled, Problem } from "../../src/protocol/problem";
import { Store as PageStore } from "../ui/store";
import type { GenerationState } from "./state";

/** The generation page's state. */
export class Store extends PageStore<GenerationState> {
  /** Shows why something of the page could not be had; a cancellation is nothing to show. */
  readonly failed = (error: unknown): void => {
    if (error instanceof Cancelled) return;
    const problem = Problem.from(error).toData();
    this.update(state => ({ ...state, problem }));
  };
}
