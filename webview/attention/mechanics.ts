import type { HeadOfRun, HeadScaling, MaskRows } from "../../src/protocol/attention";
import { Demand } from "../draw/demand";
import type { AttentionHost } from "./pageActions";
import type { AttentionState } from "./state";

type HeadAsk = Omit<HeadOfRun, "run"> & { readonly pane: number };

/** What stands behind the picture that is looked at: the mask that ran, and, once somebody asks, what scaling does to the head. */
export class Mechanics {
  readonly #masks: Demand<{ readonly pane: number }, MaskRows>;
  readonly #scalings: Demand<HeadAsk, HeadScaling>;

  constructor(host: AttentionHost, on: { readonly arrive: () => void; readonly fail: (error: unknown) => void }) {
    const shared = { parallel: 1, onArrive: on.arrive, onFail: on.fail };
    this.#masks = new Demand({ ...shared, keyOf: ({ pane }) => String(pane), fetch: ({ pane }, signal) => host.ask.mask({ pane }, { signal }), capacity: 3 });
    this.#scalings = new Demand({ ...shared, keyOf: ({ pane, layer, head }) => `${pane} ${layer} ${head}`, fetch: ({ pane, layer, head }, signal) => host.ask.scaling({ pane, layer, head }, { signal }), capacity: 64 });
  }

  /** Asks for what is in sight; the head's scaling takes a pass over its rows, and is asked for only while its card is open. */
  want({ shown, choice, scalingOpen }: AttentionState): void {
    this.#masks.want(shown ? [choice] : []);
    this.#scalings.want(shown && scalingOpen ? [choice] : []);
  }

  mask({ choice }: AttentionState): MaskRows | undefined {
    return this.#masks.get(choice);
  }

  scaling({ choice }: AttentionState): HeadScaling | undefined {
    return this.#scalings.get(choice);
  }

  /** Another run: nothing of the one before holds. */
  clear(): void {
    this.#masks.clear();
    this.#scalings.clear();
  }

  retry(): void {
    this.#masks.retry();
    this.#scalings.retry();
  }
}
