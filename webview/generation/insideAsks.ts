import type { GenerationPlace, LogitLens, StepAttention } from "../../src/protocol/generation";
import { Demand } from "../draw/demand";
import type { GenerationHost } from "./page";

/** What was asked about a place failed or has arrived: both are drawn. */
interface On {
  readonly arrive: () => void;
  readonly fail: (error: unknown) => void;
}

/** Looks into the model at the places that are looked at: a lens and an attention each, fetched once. */
export class InsideAsks {
  readonly #lens: Demand<GenerationPlace, LogitLens>;
  readonly #attention: Demand<GenerationPlace, StepAttention>;

  constructor(host: GenerationHost, on: On) {
    const common = { keyOf: ({ generation, tokens }: GenerationPlace) => `${generation} ${tokens.join(" ")}`, parallel: 1, onArrive: on.arrive, onFail: on.fail };
    this.#lens = new Demand({ ...common, capacity: 64, fetch: (place, signal) => host.ask.lens(place, { signal }) });
    this.#attention = new Demand({ ...common, capacity: 160, fetch: (place, signal) => host.ask.attention(place, { signal }) });
  }

  /** What is needed now, the most urgent first. */
  want(lens: readonly GenerationPlace[], attention: readonly GenerationPlace[]): void {
    this.#lens.want(lens);
    this.#attention.want(attention);
  }

  readonly lens = (place: GenerationPlace | null): LogitLens | undefined => (place ? this.#lens.get(place) : undefined);
  readonly attention = (place: GenerationPlace | null): StepAttention | undefined => (place ? this.#attention.get(place) : undefined);

  retry(): void {
    this.#lens.retry();
    this.#attention.retry();
  }
}
