import { blockOf, blocksIn, bytesOfBlock } from "../checkpoints/blockQuantised";
import type { QuantisedMatrix, StoredMatrix } from "../checkpoints/quantisedFile";
import type { StoredTensor } from "../checkpoints/safetensors";
import type { Graph } from "./graph";
import type { LinearMap, Lowering, Table } from "./lowering";
import { axesOf, type Value } from "./value";

/** Quantised matrices by the names of the checkpoint's tensors that they were made of. */
export type QuantisedMatrices = ReadonlyMap<string, QuantisedMatrix>;

/** In which numbers a product with quantised weights is computed: float32, or 8-bit integers to which the activations are rounded, too. */
export type QuantisedArithmetic = "float32" | "int8";

/** ONNX Runtime's `accuracy_level` of MatMulNBits. */
const ACCURACY: Readonly<Record<QuantisedArithmetic, number>> = { float32: 0, int8: 4 };

/** In the place of an operand that an operator can do without. */
const LEFT_OUT: Value = { id: "", axes: "", type: "float32" };

/**
 * A device's lowering with quantised weights wherever there are some; what has none stays as it is. Sessions of such graphs have to
 * repack their weights: without it each product does so for itself (20 × slower).
 */
export function quantisedLowering(device: Lowering, matrices: QuantisedMatrices, arithmetic: QuantisedArithmetic = "int8"): Lowering {
  return {
    ...device,
    name: `${device.name}, quantised`,
    linear: (g, x, map, axes) => {
      const found = matrices.get(map.matrix.tensor.name);
      return found ? product(g, x, found, map, axes, arithmetic) : device.linear(g, x, map, axes);
    },
    lookUp: (g, from, by) => {
      const found = matrices.get(from.table.tensor.name);
      return found ? rowsOf(g, found, from, by) : device.lookUp(g, from, by);
    },
  };
}

function product(g: Graph, x: Value, { bits, inputs, outputs, values, scales }: QuantisedMatrix, { bias }: LinearMap, axes: string, arithmetic: QuantisedArithmetic): Value {
  // Neither zero points nor an order of the inputs: those two are left out.
  const operands = [x, g.stored(values, "out block byte"), g.stored(scales, "out block"), ...(bias ? [LEFT_OUT, LEFT_OUT, bias] : [])];
  const attributes = { K: inputs, N: outputs, bits, block_size: blockOf(bits, inputs), accuracy_level: ACCURACY[arithmetic] };
  return g.op("MatMulNBits", operands, axes, attributes, { domain: "com.microsoft" });
}

/** The same bytes as the product's, so that a tied table is kept once. */
function rowsOf(g: Graph, { bits, inputs, outputs, values, scales }: QuantisedMatrix, { axes }: Table, by: Value): Value {
  const flat: StoredTensor = { ...values, name: `${values.name}, by row`, shape: [outputs, blocksIn(bits, inputs) * bytesOfBlock(bits, inputs)] };
  const [, width] = axesOf(axes) as [string, string];
  const rows = `${axesOf(by.axes).join(" ")} ${width}`;
  const operands = [g.stored(flat, "row byte"), by, g.stored(scales, "row block")];
  const whole = g.op("GatherBlockQuantized", operands, rows, { bits, block_size: blockOf(bits, inputs), gather_axis: 0, quantize_axis: 1 }, { domain: "com.microsoft" });
  if (inputs % blockOf(bits, inputs) === 0) return whole;
  return g.op("Slice", [whole, g.integers([0]), g.integers([inputs]), g.integers([1])], rows);
}

/**
 * A lowering that notes which matrices a graph multiplies by and in which tables it looks up tokens: those that are worth quantising,
 * whatever a family calls them. Small tables (positions, segments) are read by the row and cost nothing as they are.
 */
export function notingLowering(device: Lowering, noted: Map<string, StoredMatrix>): Lowering {
  return {
    ...device,
    linear: (g, x, map, axes) => {
      const { tensor, layout } = map.matrix;
      // A shared tensor is one matrix in the file, whichever of its parts a graph asks for.
      noted.set(tensor.name, { tensor, layout: layout === "in out" ? "in out" : "out in" });
      return device.linear(g, x, map, axes);
    },
    lookUp: (g, from, by) => {
      const { tensor } = from.table;
      if (from.axis === "vocab" && !noted.has(tensor.name)) noted.set(tensor.name, { tensor, layout: "out in" });
      return device.lookUp(g, from, by);
    },
  };
}
