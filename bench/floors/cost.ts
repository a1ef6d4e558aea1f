import { blockOf, type WeightBits } from "../../src/runtime/checkpoints/blockQuantised";
import type { OpenModel } from "../../src/runtime/model/openModel";

/** The least that a piece of work costs: arithmetic operations (a multiplication and an addition are two), and bytes read. */
export interface Cost {
  readonly operations: number;
  readonly bytes: number;
}

const FLOAT = Float32Array.BYTES_PER_ELEMENT;

/** Bytes that one weight of a matrix with so many inputs takes: of quantised ones with its share of a scale. */
export const bytesPerWeight = (bits: WeightBits | null, inputs: number): number => (bits === null ? FLOAT : bits / 8 + FLOAT / blockOf(bits, inputs));

/** What work on a model must cost at least, from its shapes alone. Attention counts only the pairs that a causal mask lets through. */
export class Costs {
  readonly #config;
  /** Elements of the blocks' matrices. */
  readonly #matrices: number;

  constructor({ recipe, checkpoint }: OpenModel) {
    this.#config = recipe.config;
    const inBlocks = [...checkpoint.tensors.values()].filter(({ name, shape }) => /\.(h|layers)\.\d+\./.test(name) && shape.length === 2);
    this.#matrices = inBlocks.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
  }

  /** Bytes of the weights that every token passes through. */
  get weights(): number {
    return FLOAT * (this.#matrices + this.#head);
  }

  /** A pass over `tokens`, with logits for `rows` of them. */
  pass(tokens: number, rows: number): Cost {
    const { layers } = this.#config;
    const attention = 4 * this.#attended * layers * pairs(tokens);
    return { operations: 2 * this.#matrices * tokens + 2 * this.#head * rows + attention, bytes: FLOAT * (this.#matrices + (rows > 0 ? this.#head : 0)) };
  }

  /** One more token behind `context` others, with its logits. */
  token(context: number, bits: WeightBits | null = null): Cost {
    const { layers, kvHeads, dHead, dModel } = this.#config;
    return {
      operations: 2 * (this.#matrices + this.#head) + 4 * this.#attended * layers * (context + 1),
      bytes: (this.weights / FLOAT) * bytesPerWeight(bits, dModel) + FLOAT * 2 * layers * kvHeads * dHead * context,
    };
  }

  /** The pattern of `heads` of one layer over `tokens`, from the residual stream and the cached keys. */
  pattern(tokens: number, heads: number): Cost {
    const { dModel, dHead } = this.#config;
    return {
      operations: heads * dHead * (2 * tokens * dModel + 2 * pairs(tokens)),
      bytes: FLOAT * (tokens * dModel + heads * dHead * (dModel + tokens)),
    };
  }

  /** One row of one head's pattern over `tokens` keys. */
  row(tokens: number): Cost {
    const { dModel, dHead } = this.#config;
    return { operations: 2 * dHead * (dModel + tokens), bytes: FLOAT * dHead * (dModel + tokens) };
  }

  get #head(): number {
    return this.#config.vocabulary * this.#config.dModel;
  }

  get #attended(): number {
    return this.#config.heads * this.#config.dHead;
  }
}

/** The cost of one after the other. */
export const both = (one: Cost, other: Cost): Cost => ({ operations: one.operations + other.operations, bytes: one.bytes + other.bytes });

/** The cost of doing it `times` over. */
export const times = (count: number, { operations, bytes }: Cost): Cost => ({ operations: count * operations, bytes: count * bytes });

/** Pairs of a query and a key at or before it. */
const pairs = (tokens: number): number => (tokens * (tokens + 1)) / 2;
