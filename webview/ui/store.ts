/** A page's state; whoever changes it says how, and the page is drawn again. */
export class Store<State> {
  #state: State;

  constructor(
    initial: State,
    private readonly changed: () => void,
  ) {
    this.#state = initial;
  }

  get state(): State {
    return this.#state;
  }

  readonly update = (change: (state: State) => State): void => {
    const next = change(this.#state);
    if (next === this.#state) return;
    this.#state = next;
    this.changed();
  };
}
