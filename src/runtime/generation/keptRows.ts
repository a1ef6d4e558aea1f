import type { Feeds } from "../model/positions/position";

/** A run of the whole stack over some tokens behind the rows that are kept. */
export interface StackPass {
  /** All inputs but the past's keys and values, and what is read of an encoder. */
  readonly feeds: Feeds;
  readonly taps: readonly string[];
  /** Outputs that are wanted besides keys and values. */
  readonly fetch: readonly string[];
  /** Tokens of the pass. */
  readonly queries: number;
  /** How many of them, the first ones, become rows. */
  readonly added: number;
}

/** Keys and values of tokens, a row each, wherever they lie: what a {@link BranchingModel} reads again and again. */
export interface KeptRows {
  readonly bytes: number;
  /** Makes room for `count` rows, and where they need any, for `spare` more. */
  makeRoom(count: number, spare: number): void;
  /** Runs the model behind the rows, and adds those of the pass; gives what was to be fetched. */
  run(pass: StackPass): Promise<Record<string, Float32Array>>;
  /** Keeps only these rows, given in ascending order. */
  keep(rows: readonly number[]): Promise<void>;
  clear(): void;
  /** The rows of one layer: [row kv_head d_head] each. */
  read(layer: number): Promise<{ readonly keys: Float32Array; readonly values: Float32Array }>;
}
