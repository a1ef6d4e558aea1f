/** Where a parameter of the graph lies in a checkpoint. `{i}` stands for the layer. */
export interface Place {
  readonly tensor: string;
  readonly layout: "in out" | "out in" | "as is";
  /** Parameter number `index` of `of` that lie side by side in the tensor. */
  readonly part?: { readonly index: number; readonly of: number };
}

/** How one kind of checkpoint spells a model's parameters. */
export interface Names {
  /** Tried in order in front of every tensor's name; the first that fits the file is used for all. */
  readonly prefixes: readonly string[];
  /** Path in the graph → place in the file (without prefix). */
  readonly places: Readonly<Record<string, Place>>;
  /** Names that never take a prefix. */
  readonly bare: readonly string[];
  /** Tensors that files may hold and that the model does not need. */
  readonly ignored: readonly { readonly name: RegExp; readonly why: string }[];
}

/** A vector or table. */
export const table = (tensor: string): Place => ({ tensor, layout: "as is" });
/** PyTorch's Linear: [out, in]. */
export const linear = (tensor: string): Place => ({ tensor, layout: "out in" });
/** GPT-2's Conv1D: [in, out]. */
export const conv1d = (tensor: string, part?: { index: number; of: number }): Place => ({ tensor, layout: "in out", ...(part && { part }) });
/** A bias of several parameters side by side. */
export const shared = (tensor: string, index: number, of: number): Place => ({ tensor, layout: "as is", part: { index, of } });
