import { Problem } from "../../protocol/problem";
import type { StoredTensor } from "../checkpoints/safetensors";
import type { Lowering } from "./lowering";
import type { Parameter, Parameters } from "./parameter";
import { columnsOf, partOf } from "./partOf";
import { kindOf, TAPS } from "./taps";
import { axesOf, sizeOf, type ElementType, type Sizes, type Value } from "./value";

/** A step from one value to the next: all a model is made of. */
export type Part = (g: Graph, x: Value) => Value;

export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** One ONNX operator as recorded. */
export interface Node {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** One matrix of a linear map: `to` names the axes that it makes, e.g. "head d_head". */
export interface Projection {
  readonly weight: string;
  readonly bias?: string;
  readonly to: string;
}

export interface GraphOptions {
  readonly sizes: Sizes;
  readonly parameters: Parameters;
  readonly lowering: Lowering;
  /** Which taps become outputs; the others cost nothing. */
  readonly wants?: (tap: string) => boolean;
}

/** Records an ONNX graph. Names follow the scopes; axes follow the operations, and wrong axes throw while building. */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs = new Map<string, Value>();
  readonly outputs = new Map<string, Value>();
  /** Checkpoint tensors that the graph reads in place, by their name in the checkpoint. */
  readonly weights = new Map<string, StoredTensor>();
  /** Small constants of the graph itself: shapes, indices, split sizes, factors. */
  readonly constants = new Map<string, { readonly type: ElementType; readonly values: readonly number[]; readonly scalar: boolean }>();
  readonly sizes: Sizes;
  readonly #options: GraphOptions;
  readonly #shared = new Map<string, Value>();
  /** What a value that was only cut into other axes was cut from. */
  readonly #cutFrom = new Map<string, Value>();
  #path: readonly string[] = [];

  constructor(options: GraphOptions) {
    this.sizes = options.sizes;
    this.#options = options;
  }

  /** Builds `body` with `name` in front of every parameter, tap and value inside it. */
  in<T>(name: string, body: () => T): T {
    const outside = this.#path;
    this.#path = [...outside, name];
    try {
      return body();
    } finally {
      this.#path = outside;
    }
  }

  /** A value given to each run. Asking again for the same name gives the same input. */
  input(name: string, axes: string, type: ElementType = "float32"): Value {
    const known = this.inputs.get(name);
    if (known && known.axes !== axes) throw new Error(`input ${name} is both [${known.axes}] and [${axes}]`);
    const value = known ?? { id: name, axes, type };
    this.inputs.set(name, value);
    return value;
  }

  /** A value that runs may fetch by `name`. */
  output(name: string, x: Value): void {
    if (this.outputs.has(name)) throw new Error(`two outputs are named ${name}`);
    const named = this.op("Identity", [x], x.axes, {}, { id: name, type: x.type });
    this.outputs.set(name, named);
  }

  /** Names `x` for traces; it becomes an output if the caller of the build wants it. */
  tap(name: string, x: Value): Value {
    const path = this.path(name);
    const axes = TAPS[kindOf(path)];
    if (x.axes !== axes) throw new Error(`${path} is documented as [${axes}] but is [${x.axes}]`);
    if (this.#options.wants?.(path) === true) this.output(path, x);
    return x;
  }

  /** Builds something that several places share, once. */
  once(key: string, body: () => Value): Value {
    const known = this.#shared.get(key);
    if (known) return known;
    const value = body();
    this.#shared.set(key, value);
    return value;
  }

  /** A table or a vector of the checkpoint, as it is stored (widened to float32). */
  weight(name: string, axes: string): Value {
    const path = this.path(name);
    const parameter = this.#options.parameters.find(path);
    const shape = axesOf(axes).map(axis => sizeOf(axis, this.sizes));
    if (parameter.part) throw new Error(`${path} is part of a tensor: read it through linear()`);
    this.#check(path, parameter, shape);
    return this.read(parameter.tensor, axes);
  }

  /** Rows of a stored table by number, in float32. */
  lookUp(name: string, axes: string, axis: string, by: Value): Value {
    const path = this.path(name);
    const table = this.#options.parameters.find(path);
    this.#check(path, table, axesOf(axes).map(one => sizeOf(one, this.sizes)));
    return this.#options.lowering.lookUp(this, { table, axes, axis }, by);
  }

  /** A parameter that all layers of a stack share: it is named under the stack's scope, not the block's. */
  stackWeight(name: string, axes: string): Value {
    const inside = this.#path;
    const block = inside.findIndex(scope => scope.startsWith("blocks."));
    this.#path = inside.slice(0, block < 0 ? undefined : block);
    try {
      return this.weight(name, axes);
    } finally {
      this.#path = inside;
    }
  }

  /** A whole matrix with both sides' axes apart: [from… to…] or [to… from…], as it is stored. */
  matrix(name: string, from: string, to: string): Value {
    const path = this.path(name);
    const parameter = this.#options.parameters.find(path);
    if (parameter.part) throw new Error(`${path} is part of a tensor: read it through linear()`);
    this.#check(path, parameter, this.#matrixShape(parameter, sizeOf(from, this.sizes), sizeOf(to, this.sizes)));
    return this.reshape(this.read(parameter.tensor, "in out"), parameter.layout === "in out" ? `${from} ${to}` : `${to} ${from}`);
  }

  /** x W (+ b) for matrices over the last axis of `x` [… from]; those that share a stored tensor share one multiplication. */
  linear(x: Value, projections: readonly Projection[]): Value[] {
    const from = axesOf(x.axes).at(-1);
    const rows = axesOf(x.axes).slice(0, -1).join(" ");
    if (from === undefined || axesOf(rows).length !== 1) throw new Error(`linear() wants [row in], not [${x.axes}]`);
    const found = projections.map(projection => this.#options.parameters.find(this.path(projection.weight)));
    const fused = found[0]?.part !== undefined && found.length === found[0].part.of && found.every((p, i) => p.tensor === found[0]?.tensor && p.part?.index === i);
    if (fused && found[0]?.part?.per === "head") return this.#interleaved(x, from, rows, projections, found);
    const flat = fused
      ? this.#fused(x, from, rows, projections, found)
      : projections.map((projection, i) => this.#gemm(x, from, rows, projection, found[i] as Parameter));
    return flat.map((y, i) => {
      const { to } = projections[i] as Projection;
      return axesOf(to).length === 1 ? this.as(y, `${rows} ${to}`) : this.reshape(y, `${rows} ${to}`);
    });
  }

  /** As linear() with one matrix to "head d_head", for some heads alone: x [row from], heads [chosen] → [row chosen d_head]. Only their part of the matrix is read and multiplied. */
  linearOfHeads(x: Value, { weight, bias }: Projection, heads: Value): Value {
    const [rows, from] = axesOf(x.axes) as [string, string];
    const path = this.path(weight);
    const found = this.#options.parameters.find(path);
    this.#check(path, found, this.#matrixShape(found, sizeOf(from, this.sizes), sizeOf("head d_head", this.sizes) * (found.part?.of ?? 1)));
    const columns = columnsOf(this, found, heads);
    const matrix = this.#options.lowering.lookUp(this, { table: found, axes: found.layout, axis: "out" }, columns);
    const entries = this.#bias(bias, sizeOf("head d_head", this.sizes));
    const added = entries ? [this.gather(this.read(entries.tensor, "out"), "out", columns)] : [];
    const y = this.op("Gemm", [x, matrix, ...added], `${rows} column`, { transB: Number(found.layout === "out in") });
    return this.op("Reshape", [y, this.integers([0, -1, sizeOf("d_head", this.sizes)])], `${rows} ${heads.axes} d_head`);
  }

  /** Multiplies `a` and `b` and sums over every axis that `axes` leaves out; all other axes keep their meaning. */
  contract(a: Value, b: Value, axes: string, alpha = 1): Value {
    return this.#options.lowering.contract(this, a, b, axes, alpha);
  }

  /** a + b; the shorter one's axes are the last of the longer one's. */
  add(a: Value, b: Value): Value {
    return this.#elementwise("Add", a, b);
  }

  /** a × b; the shorter one's axes are the last of the longer one's. */
  multiply(a: Value, b: Value): Value {
    return this.#elementwise("Mul", a, b);
  }

  /** Rows (or other entries) of `table` along `axis` by number; `by` [new] takes the axis's place. */
  gather(table: Value, axis: string, by: Value): Value {
    const position = axesOf(table.axes).indexOf(axis);
    if (position < 0) throw new Error(`[${table.axes}] has no ${axis}`);
    const axes = axesOf(table.axes).flatMap(name => (name === axis ? axesOf(by.axes) : [name]));
    return this.op("Gather", [table, by], axes.join(" "), { axis: position }, { type: table.type });
  }

  /** Joins `a` and `b` along `axis`; the result calls that axis `as`. */
  concat(a: Value, b: Value, axis: string, as: string): Value {
    const names = axesOf(b.axes);
    const axes = names.map(name => (name === axis ? as : name)).join(" ");
    return this.op("Concat", [a, b], axes, { axis: names.indexOf(axis) });
  }

  softmax(x: Value, axis: string): Value {
    return this.op("Softmax", [x], x.axes, { axis: axesOf(x.axes).indexOf(axis) });
  }

  /** The same numbers under other axis names. */
  as(x: Value, axes: string): Value {
    if (axesOf(axes).length !== axesOf(x.axes).length) throw new Error(`[${x.axes}] cannot be called [${axes}]`);
    return { ...x, axes };
  }

  /** The same numbers in the same order, cut into other axes. At most one varying axis of the result may be new or moved. */
  reshape(x: Value, axes: string): Value {
    if (axes === x.axes) return x;
    // What was cut before is cut as a whole: an operator that only renames numbers takes time, too.
    const whole = this.#cutFrom.get(x.id) ?? x;
    if (axes === whole.axes) return whole;
    const from = this.#shape(whole, axes) ? whole : x;
    const shape = this.#shape(from, axes);
    if (!shape) throw new Error(`[${x.axes}] → [${axes}]: two axes would be inferred`);
    const cut = this.op("Reshape", [from, this.integers(shape)], axes, {}, { type: x.type });
    this.#cutFrom.set(cut.id, from);
    return cut;
  }

  transpose(x: Value, axes: string): Value {
    if (axes === x.axes) return x;
    const before = axesOf(x.axes);
    const perm = axesOf(axes).map(axis => before.indexOf(axis));
    if (perm.includes(-1) || perm.length !== before.length) throw new Error(`[${x.axes}] cannot be arranged as [${axes}]`);
    return this.op("Transpose", [x], axes, { perm });
  }

  /** A vector of small integers, kept in the graph. */
  integers(values: readonly number[]): Value {
    const id = `integers_${values.join("_")}`;
    this.constants.set(id, { type: "int64", values, scalar: false });
    return { id, axes: "entry", type: "int64" };
  }

  /** A small table of numbers under a name of its own, kept in the graph. */
  floats(id: string, values: readonly number[], axes: string): Value {
    this.constants.set(id, { type: "float32", values, scalar: false });
    return { id, axes, type: "float32" };
  }

  /** One number, kept in the graph. */
  scalar(value: number): Value {
    const id = `scalar_${value}`;
    this.constants.set(id, { type: "float32", values: [value], scalar: true });
    return { id, axes: "", type: "float32" };
  }

  /** Records any operator with one output. `axes` are the result's. */
  op(op: string, inputs: readonly Value[], axes: string, attributes: Attributes = {}, more: { domain?: string; id?: string; type?: ElementType } = {}): Value {
    const id = more.id ?? `${this.path(op)}_${this.nodes.length}`;
    this.nodes.push({ op, domain: more.domain ?? "", inputs: inputs.map(input => input.id), outputs: [id], attributes });
    return { id, axes, type: more.type ?? "float32" };
  }

  /** A stored tensor as it is, in the type in which it is stored: for operators that read that type. */
  stored(tensor: StoredTensor, axes: string): Value {
    this.weights.set(tensor.name, tensor);
    return { id: tensor.name, axes, type: "float32" };
  }

  /** A stored tensor in float32. */
  read(tensor: StoredTensor, axes: string): Value {
    const value = this.stored(tensor, axes);
    if (tensor.type === "F32") return value;
    // Widening is exact, and ONNX Runtime does it once, while loading.
    return this.once(`cast ${tensor.name}`, () => this.op("Cast", [value], axes, { to: "float32" }, { id: `${tensor.name}@float32` }));
  }

  path(name: string): string {
    return [...this.#path, name].join(".");
  }

  /** Sizes of `axes` as Reshape takes them: −1 is inferred, 0 as it was in the same place. Null where two would have to be inferred. */
  #shape(from: Value, axes: string): number[] | null {
    const before = axesOf(from.axes);
    const shape = axesOf(axes).map((axis, i) => this.sizes[axis] ?? (before[i] === axis && i > 0 ? 0 : -1));
    return shape.filter(size => size === -1).length > 1 ? null : shape;
  }

  #elementwise(op: string, a: Value, b: Value): Value {
    const [wide, thin] = a.axes.length < b.axes.length ? [b, a] : [a, b];
    if (!` ${wide.axes}`.endsWith(thin.axes === "" ? "" : ` ${thin.axes}`)) throw new Error(`${op} of [${a.axes}] and [${b.axes}]`);
    return this.op(op, [a, b], wide.axes);
  }

  /** One multiplication for matrices that lie side by side in one tensor, then a split. */
  #fused(x: Value, from: string, rows: string, projections: readonly Projection[], found: readonly Parameter[]): Value[] {
    const widths = projections.map(projection => sizeOf(projection.to, this.sizes));
    const y = this.#whole(x, from, rows, projections, found);
    const outputs = projections.map(projection => `${this.path(projection.weight)}_split_${this.nodes.length}`);
    this.nodes.push({ op: "Split", domain: "", inputs: [y.id, this.integers(widths).id], outputs, attributes: { axis: 1 } });
    return outputs.map(id => ({ id, axes: `${rows} out`, type: "float32" }));
  }

  /** x times the whole tensor that these matrices share, biases added: [rows out]. */
  #whole(x: Value, from: string, rows: string, projections: readonly Projection[], found: readonly Parameter[]): Value {
    const [first] = found as [Parameter];
    const whole = projections.reduce((sum, projection) => sum + sizeOf(projection.to, this.sizes), 0);
    this.#check(this.path((projections[0] as Projection).weight), first, this.#matrixShape(first, sizeOf(from, this.sizes), whole));
    let bias: Value | null = null;
    if (projections.every(projection => projection.bias !== undefined)) {
      const path = this.path((projections[0] as Required<Projection>).bias);
      const parameter = this.#options.parameters.find(path);
      this.#check(path, parameter, [whole]);
      bias = this.read(parameter.tensor, "out");
    }
    return this.#options.lowering.linear(this, x, { matrix: first, bias }, `${rows} out`);
  }

  /** Queries, keys and values that lie side by side within each head: one multiplication, then a split inside the heads. */
  #interleaved(x: Value, from: string, rows: string, projections: readonly Projection[], found: readonly Parameter[]): Value[] {
    const y = this.#whole(x, from, rows, projections, found);
    const of = projections.length;
    const [axes] = projections.map(projection => projection.to) as [string];
    const [head, width] = axesOf(axes) as [string, string];
    const parts = this.op("Reshape", [y, this.integers([-1, sizeOf(head, this.sizes), of * sizeOf(width, this.sizes)])], `${rows} ${head} parts`);
    const outputs = projections.map(projection => `${this.path(projection.weight)}_split_${this.nodes.length}`);
    this.nodes.push({ op: "Split", domain: "", inputs: [parts.id, this.integers(projections.map(() => sizeOf(width, this.sizes))).id], outputs, attributes: { axis: 2 } });
    return outputs.map((id, i) => ({ id, axes: `${rows} ${(projections[i] as Projection).to}`, type: "float32" }));
  }

  #gemm(x: Value, from: string, rows: string, projection: Projection, parameter: Parameter): Value {
    const width = sizeOf(projection.to, this.sizes);
    const path = this.path(projection.weight);
    const of = parameter.part?.of ?? 1;
    this.#check(path, parameter, this.#matrixShape(parameter, sizeOf(from, this.sizes), width * of));
    const entries = this.#bias(projection.bias, width);
    const bias = entries && partOf(this, entries, this.read(entries.tensor, "out"), width, 0);
    if (!parameter.part) return this.#options.lowering.linear(this, x, { matrix: parameter, bias }, `${rows} out`);
    const matrix = partOf(this, parameter, this.read(parameter.tensor, "in out"), width, parameter.layout === "out in" ? 0 : 1);
    return this.op("Gemm", [x, matrix, ...(bias ? [bias] : [])], `${rows} out`, { transB: Number(parameter.layout === "out in") });
  }

  /** Where a bias of this width lies; null where there is none, or the checkpoint, rightly, leaves it out. */
  #bias(name: string | undefined, width: number): Parameter | null {
    if (name === undefined || this.#options.parameters.has?.(this.path(name)) === false) return null;
    const found = this.#options.parameters.find(this.path(name));
    this.#check(this.path(name), found, [width * (found.part?.of ?? 1)]);
    return found;
  }

  #matrixShape(parameter: Parameter, from: number, to: number): number[] {
    return parameter.layout === "in out" ? [from, to] : [to, from];
  }

  #check(path: string, { tensor }: Parameter, shape: readonly number[]): void {
    if (tensor.type !== "F32" && tensor.type !== "F16" && tensor.type !== "BF16") {
      throw new Problem("tensor-type", `${tensor.name} is stored as ${tensor.type}; Model Lens reads F32, F16 and BF16.`, {
        remedy: "Save the model in one of these types.",
      });
    }
    if (tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i])) return;
    throw new Problem(
      "tensor-shape",
      `${tensor.name} has the shape [${tensor.shape.join(", ")}], but config.json makes it [${shape.join(", ")}] (${path}).`,
      { remedy: "Check that config.json and the weights belong to the same model." },
    );
  }
}
