import { onnx } from "onnx-proto";
import type { StoredTensor } from "../../src/runtime/checkpoints/safetensors";

type Attribute = number | string | readonly number[];

/** Records the nodes of an ONNX graph; weights are those of a safetensors file beside the graph's own. */
export class OnnxNodes {
  readonly #nodes: onnx.INodeProto[] = [];
  readonly #initializers = new Map<string, onnx.ITensorProto>();
  #next = 0;

  constructor(
    private readonly tensors: ReadonlyMap<string, StoredTensor>,
    private readonly location: string,
  ) {}

  /** Adds a node and names its outputs; one output unless `outputs` names several. */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}, more: { domain?: string; outputs?: readonly string[] } = {}): string {
    const outputs = more.outputs ?? [`${op}_${this.#next++}`];
    this.#nodes.push({ name: `node_${this.#nodes.length}`, opType: op, domain: more.domain ?? "", input: [...inputs], output: [...outputs], attribute: Object.entries(attributes).map(encoded) });
    return outputs[0]!;
  }

  /** A tensor of the checkpoint, read in place. */
  weight(name: string): string {
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`The checkpoint has no ${name}.`);
    this.#initializers.set(name, {
      name,
      dataType: onnx.TensorProto.DataType.FLOAT,
      dims: [...tensor.shape],
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: [
        { key: "location", value: this.location },
        { key: "offset", value: String(tensor.offset) },
        { key: "length", value: String(tensor.bytes) },
      ],
    });
    return name;
  }

  /** Whole numbers: a vector, or a single one as a scalar. */
  integers(values: readonly number[] | number): string {
    const list = typeof values === "number" ? [values] : values;
    const name = `integers_${typeof values === "number" ? "scalar_" : ""}${list.join("_")}`;
    this.#initializers.set(name, { name, dataType: onnx.TensorProto.DataType.INT64, dims: typeof values === "number" ? [] : [list.length], int64Data: [...list] });
    return name;
  }

  float(value: number): string {
    const name = `float_${value}`;
    this.#initializers.set(name, { name, dataType: onnx.TensorProto.DataType.FLOAT, dims: [], floatData: [value] });
    return name;
  }

  /** The model as ONNX protobuf, with inputs and outputs in the order given. */
  encode(inputs: readonly onnx.IValueInfoProto[], outputs: readonly onnx.IValueInfoProto[]): Uint8Array {
    const model = onnx.ModelProto.create({
      irVersion: 10,
      producerName: "Model Lens benchmarks",
      opsetImport: [{ domain: "", version: 20 }, { domain: "com.microsoft", version: 1 }],
      graph: { name: "model", node: this.#nodes, input: [...inputs], output: [...outputs], initializer: [...this.#initializers.values()] },
    });
    return onnx.ModelProto.encode(model).finish();
  }
}

/** An input or output: numbers are fixed sizes, words are sizes that vary. */
export function described(name: string, type: "float32" | "int64", shape: readonly (number | string)[]): onnx.IValueInfoProto {
  const elemType = type === "float32" ? onnx.TensorProto.DataType.FLOAT : onnx.TensorProto.DataType.INT64;
  return { name, type: { tensorType: { elemType, shape: { dim: shape.map(size => (typeof size === "number" ? { dimValue: size } : { dimParam: size })) } } } };
}

const FLOATS = new Set(["epsilon", "scale"]);

function encoded([name, value]: [string, Attribute]): onnx.IAttributeProto {
  const { AttributeType } = onnx.AttributeProto;
  if (typeof value === "string") return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if (typeof value !== "number") return { name, type: AttributeType.INTS, ints: [...value] };
  return FLOATS.has(name) ? { name, type: AttributeType.FLOAT, f: value } : { name, type: AttributeType.INT, i: value };
}
