import type { StoredTensor } from "../checkpoints/safetensors";

/** How a parameter of the graph lies in the checkpoint. */
export interface Parameter {
  readonly tensor: StoredTensor;
  /** Order of a matrix's two dimensions; "out in" is PyTorch's Linear, "in out" GPT-2's Conv1D. Vectors and tables: "as is". */
  readonly layout: "in out" | "out in" | "as is";
  /**
   * Set when several parameters share the tensor, side by side along its output: this one is number `index` of `of`; `per: "head"`
   * where they are so within each head, [head, part, d_head].
   */
  readonly part?: { readonly index: number; readonly of: number; readonly per?: "head" };
}

/** Finds a graph's parameters in a checkpoint by their path in the graph (`blocks.0.attn.W_Q`). */
export interface Parameters {
  /** False where the parameter counts as zero because the checkpoint, rightly, leaves it out. */
  has?(path: string): boolean;
  /** Throws a `tensor-missing` Problem when the checkpoint lacks it. */
  find(path: string): Parameter;
}
