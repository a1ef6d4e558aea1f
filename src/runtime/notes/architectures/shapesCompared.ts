import type { StackParts } from "./stackParts";

/** One way to build a model of some blocks: what it holds and what it costs. */
export interface ModelShape {
  readonly name: string;
  /** Who sees whom. */
  readonly mask: string;
  /** Parameters of the blocks that read inputs, and of those that write targets; the same ones where one stack does both. */
  readonly blocks: number;
  /** All parameters. */
  readonly parameters: number;
  /** Multiplications and additions in the blocks for the whole text. */
  readonly operations: number;
  /** Numbers that are kept of each input token while targets are written, and of each target token. */
  readonly kept: { readonly input: number; readonly target: number };
}

/** The sizes that the costs of attention depend on. */
export interface Sizes {
  readonly layers: number;
  /** heads × d_head. */
  readonly attended: number;
  /** kv_heads × d_head. */
  readonly keys: number;
}

/**
 * Encoder, decoder, prefix LM and encoder–decoder with these blocks, `layers` in each stack, over a text of which the first half is
 * the input. A linear map costs two operations a parameter and token; attention four a channel and pair (Raffel et al. 2020, section 3.2.2).
 */
export function shapesCompared(parts: StackParts, cross: number, { layers, attended, keys }: Sizes, tokens: number): readonly ModelShape[] {
  const block = parts.attention + parts.mlp + parts.norms;
  const half = tokens / 2;
  const apart = parts.embedding + parts.head;
  const work = (linear: number, pairs: number): number => layers * (2 * linear + 4 * attended * pairs);
  const past = (count: number): number => (count * (count + 1)) / 2;
  const one = { blocks: layers * block, parameters: apart + parts.once + layers * block };
  const cached = 2 * layers * keys;
  return [
    { name: "encoder alone", mask: "all see all", ...one, operations: work(tokens * block, tokens * tokens), kept: { input: NaN, target: NaN } },
    { name: "decoder alone", mask: "each sees the past", ...one, operations: work(tokens * block, past(tokens)), kept: { input: cached, target: cached } },
    { name: "prefix LM", mask: "inputs see inputs, targets the past", ...one, operations: work(tokens * block, past(tokens) + half * half - past(half)), kept: { input: cached, target: cached } },
    {
      name: "encoder–decoder",
      mask: "inputs see inputs; targets the past, and the inputs by cross-attention",
      blocks: layers * (2 * block + cross),
      parameters: apart + 2 * parts.once + layers * (2 * block + cross),
      // Keys and values of cross-attention are made of inputs, its queries and outputs of targets: half of its maps each.
      operations: work(tokens * block + half * cross, half * half + past(half) + half * half),
      kept: { input: cached, target: cached },
    },
  ];
}
