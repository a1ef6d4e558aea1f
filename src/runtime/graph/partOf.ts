import type { Graph } from "./graph";
import type { Parameter } from "./parameter";
import { sizeOf, type Value } from "./value";

/** The part of a shared tensor that is this parameter, `width` wide along `axis`; ONNX Runtime cuts it out once, while loading. */
export function partOf(g: Graph, { part }: Parameter, whole: Value, width: number, axis: number): Value {
  if (!part) return whole;
  if (part.per === "head") return partOfHeads(g, whole, width, axis, part);
  const start = part.index * width;
  return g.op("Slice", [whole, g.integers([start]), g.integers([start + width]), g.integers([axis])], whole.axes);
}

/** The same where each head has its own queries, keys and values side by side: out is [head, part, d_head]. */
function partOfHeads(g: Graph, whole: Value, width: number, axis: number, { index, of }: NonNullable<Parameter["part"]>): Value {
  const heads = sizeOf("head", g.sizes);
  const inner = [heads, of, width / heads];
  const [apart, together] = whole.axes === "out" ? [inner, [width]] : axis === 0 ? [[...inner, -1], [width, -1]] : [[-1, ...inner], [-1, width]];
  const cut = g.op("Reshape", [whole, g.integers(apart)], "parts");
  const one = g.op("Slice", [cut, g.integers([index]), g.integers([index + 1]), g.integers([axis + 1])], "parts");
  return g.op("Reshape", [one, g.integers(together)], whole.axes);
}

/** The columns of these heads [chosen] among all of the tensor, shared or not: [column]. Taken by number, since a large tensor that is cut otherwise would be copied while loading. */
export function columnsOf(g: Graph, { part }: Parameter, heads: Value): Value {
  const { index, of, per } = part ?? { index: 0, of: 1 };
  const [head, width] = [sizeOf("head", g.sizes), sizeOf("d_head", g.sizes)];
  const [each, first] = per === "head" ? [of, index] : [1, index * head];
  const starts = counted(g, g.op("Reshape", [heads, g.integers([-1, 1])], `${heads.axes} one`, {}, { type: "int64" }), "Mul", [each * width]);
  const columns = counted(g, starts, "Add", Array.from({ length: width }, (_, channel) => first * width + channel));
  return g.op("Reshape", [columns, g.integers([-1])], "column", {}, { type: "int64" });
}

const counted = (g: Graph, numbers: Value, op: "Add" | "Mul", by: readonly number[]): Value => g.op(op, [numbers, g.integers(by)], numbers.axes, {}, { type: "int64" });
