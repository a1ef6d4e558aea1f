import path from "node:path";
import { onnx } from "onnx-proto";
import type { StoredTensor } from "../checkpoints/safetensors";
import type { Attributes, Graph } from "./graph";
import { withoutCopies } from "./withoutCopies";
import { withoutUnread } from "./withoutUnread";
import { axesOf, type ElementType, type Value } from "./value";

/** An ONNX model whose weights stay in the checkpoint's files below `folder`. */
export interface EncodedModel {
  readonly bytes: Uint8Array;
  /** Folder that every weight file lies in or below; empty when there are no weights. */
  readonly folder: string;
}

/** RotaryEmbedding and RMSNormalization entered ONNX in opset 23. */
const OPSET = 23;
const IR_VERSION = 10;
const { DataType } = onnx.TensorProto;
const ELEMENT = { float32: DataType.FLOAT, int64: DataType.INT64 } as const satisfies Record<ElementType, number>;
const STORED: Readonly<Record<string, number>> = { F32: DataType.FLOAT, F16: DataType.FLOAT16, BF16: DataType.BFLOAT16, U8: DataType.UINT8 };
/** ONNX attributes that are floats even when the number is whole. */
const FLOATS = new Set(["alpha", "beta", "epsilon"]);

/** Encodes a recorded graph as ONNX (protobuf), each stored tensor as external data: file, offset, length. */
export function encode(graph: Graph): EncodedModel {
  const stored = [...graph.weights.values()];
  const folder = commonFolder(stored.map(tensor => tensor.file));
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: "Model Lens",
    opsetImport: [
      { domain: "", version: OPSET },
      { domain: "com.microsoft", version: 1 },
    ],
    graph: {
      name: "model",
      node: withoutUnread(withoutCopies(graph), graph.outputs).map((node, i) => ({
        name: `${node.op}_${i}`,
        opType: node.op,
        domain: node.domain,
        input: [...node.inputs],
        output: [...node.outputs],
        attribute: attributes(node.attributes),
      })),
      input: [...graph.inputs].map(([name, value]) => described(name, value, graph)),
      output: [...graph.outputs].map(([name, value]) => described(name, value, graph)),
      initializer: [
        ...stored.map(tensor => external(tensor, folder)),
        ...[...graph.constants].map(([name, { type, values, scalar }]) => ({
          name,
          dataType: ELEMENT[type],
          dims: scalar ? [] : [values.length],
          ...(type === "int64" ? { int64Data: [...values] } : { floatData: [...values] }),
        })),
      ],
    },
  });
  return { bytes: onnx.ModelProto.encode(model).finish(), folder };
}

function described(name: string, value: Value, graph: Graph): onnx.IValueInfoProto {
  const dim = axesOf(value.axes).map(axis => {
    const size = graph.sizes[axis];
    return size === undefined ? { dimParam: axis } : { dimValue: size };
  });
  return { name, type: { tensorType: { elemType: ELEMENT[value.type], shape: { dim } } } };
}

function external(tensor: StoredTensor, folder: string): onnx.ITensorProto {
  return {
    name: tensor.name,
    dataType: STORED[tensor.type] ?? DataType.UNDEFINED,
    dims: [...tensor.shape],
    dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    externalData: [
      { key: "location", value: path.relative(folder, tensor.file).split(path.sep).join("/") },
      { key: "offset", value: String(tensor.offset) },
      { key: "length", value: String(tensor.bytes) },
    ],
  };
}

function attributes(all: Attributes): onnx.IAttributeProto[] {
  const { AttributeType } = onnx.AttributeProto;
  return Object.entries(all).map(([name, value]) => {
    if (name === "to") return { name, type: AttributeType.INT, i: ELEMENT[value as ElementType] };
    if (typeof value === "string") return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
    if (typeof value !== "number") return { name, type: AttributeType.INTS, ints: [...value] };
    return FLOATS.has(name) ? { name, type: AttributeType.FLOAT, f: value } : { name, type: AttributeType.INT, i: value };
  });
}

/** ONNX Runtime refuses locations that leave the folder it was given, so it gets the deepest one that holds all files. */
function commonFolder(files: readonly string[]): string {
  const [first, ...rest] = [...new Set(files)].map(file => path.dirname(file).split(path.sep));
  if (!first) return "";
  const shared = rest.reduce((parts, other) => parts.slice(0, parts.findIndex((part, i) => part !== other[i]) >>> 0), first);
  return shared.join(path.sep) || path.sep;
}
