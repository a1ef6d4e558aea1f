import { Cancelled, Problem } from "../../src/protocol/problem";
import type { GenerationState } from "./state";

/** The page's state; whoever changes it says how, and the page is drawn again. */
export class Store {
  #state: GenerationState;

  constructor(
    initial: GenerationState,
    private readonly changed: () => void,
  ) {
    this.#state = initial;
  }

  get state(): GenerationState {
    return this.#state;
  }

  readonly update = (change: (state: GenerationState) => GenerationState): void => {
    const next = change(this.#state);
    if (next === this.#state) return;
    this.#state = next;
    this.changed();
  };

  /** Shows why something of the page could not be had; a cancellation is nothing to show. */
  readonly failed = (error: unknown): void => {
    if (error instanceof Cancelled) return;
    const problem = Problem.from(error).toData();
    this.update(state => ({ ...state, problem }));
  };
}
