/** Element types of a graph's inputs and values. */
export type ElementType = "float32" | "int64";

/** A tensor in the graph. `axes` names its dimensions in order, one physical dimension each: "head query key". */
export interface Value {
  readonly id: string;
  readonly axes: string;
  readonly type: ElementType;
}

/** Sizes of the axes that a model fixes (`d_model`, `head`, …). Axes that are absent (`query`, `key`) vary from run to run. */
export type Sizes = Readonly<Record<string, number>>;

/** "head query key" → ["head", "query", "key"]. */
export const axesOf = (axes: string): string[] => (axes === "" ? [] : axes.split(" "));

/** Product of the sizes of axes that are all fixed; throws on an axis that varies. */
export function sizeOf(axes: string, sizes: Sizes): number {
  return axesOf(axes).reduce((product, axis) => {
    const size = sizes[axis];
    if (size === undefined) throw new Error(`the size of ${axis} is not fixed`);
    return product * size;
  }, 1);
}
