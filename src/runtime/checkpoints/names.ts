/** Where a parameter of the graph lies in a checkpoint. `{i}` stands for the layer. */
export interface Place {
  readonly tensor: string;
  readonly layout: "in out" | "out in" | "as is";
  /**
   * Parameter number `index` of `of` that lie side by side in the tensor. With `per: "head"` they lie so within each head: the
   * tensor's outputs are [head, of, d_head].
   */
  readonly part?: { readonly index: number; readonly of: number; readonly per?: "head" };
  /** The file keeps a leading axis of size 1 that the parameter does not have. */
  readonly squeeze?: true;
  /** Files may lack the tensor; it then counts as zero. */
  readonly optional?: true;
}

/** Places by their path in the graph. */
export type Places = Readonly<Record<string, Place>>;

/** How one kind of checkpoint spells a model's parameters. */
export interface Names {
  /** Tried in order in front of every tensor's name; the first that fits the file is used for all. */
  readonly prefixes: readonly string[];
  /** Path in the graph → place in the file (without prefix). */
  readonly places: Places;
  /** Names that never take a prefix. */
  readonly bare: readonly string[];
  /** Other names that files give to these tensors: read as `to` where the file has no tensor of that name. */
  readonly aliases?: readonly { readonly from: RegExp; readonly to: string }[];
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

/** A norm's gain `PATH.w` and bias `PATH.b`. */
export const norm = (path: string, tensor: string): Places => ({ [`${path}.w`]: table(`${tensor}.weight`), [`${path}.b`]: table(`${tensor}.bias`) });
/** A Linear's matrix at `path` (`….W_Q`, `….W`) and its bias beside it (`….b_Q`, `….b`). */
export const affine = (path: string, tensor: string): Places => ({ [path]: linear(`${tensor}.weight`), [biasOf(path)]: table(`${tensor}.bias`) });
/** A Conv1D's matrix and its bias. */
export const affineConv1d = (path: string, tensor: string): Places => ({ [path]: conv1d(`${tensor}.weight`), [biasOf(path)]: table(`${tensor}.bias`) });

/** W_Q, W_K and W_V of `scope` in one Linear whose rows are [head, (q k v), d_head], and the biases likewise. */
export const interleaved = (scope: string, tensor: string, { bias }: { bias: boolean }): Places =>
  Object.fromEntries(
    ["Q", "K", "V"].flatMap((letter, index) => {
      const part = { index, of: 3, per: "head" } as const;
      const matrix: [string, Place] = [`${scope}.W_${letter}`, { ...linear(`${tensor}.weight`), part }];
      return bias ? [matrix, [`${scope}.b_${letter}`, { ...table(`${tensor}.bias`), part }]] : [matrix];
    }),
  );

/** W_Q, W_K and W_V of `scope` side by side in one Conv1D, and the biases likewise. */
export const sideBySide = (scope: string, tensor: string): Places =>
  Object.fromEntries(
    ["Q", "K", "V"].flatMap((letter, index): [string, Place][] => [
      [`${scope}.W_${letter}`, conv1d(`${tensor}.weight`, { index, of: 3 })],
      [`${scope}.b_${letter}`, shared(`${tensor}.bias`, index, 3)],
    ]),
  );

/** The tensors that these places name: for `bare`. */
export const tensorsOf = (places: Places): string[] => Object.values(places).map(place => place.tensor);

const biasOf = (path: string): string => path.replace(/\bW(?=(_\w+)?$)/, "b");
