import type { StoredTensor } from "../../src/runtime/checkpoints/safetensors";
import type { Config } from "../../src/runtime/model/config";
import { described, OnnxNodes } from "./onnxNodes";

/**
 * How attention is written: of single operators, as Hugging Face's exporter (Optimum) writes it, or as ONNX Runtime's fused
 * MultiHeadAttention, as its own model builder does.
 */
export type AttentionStyle = "decomposed" | "fused";

/** Keys that a query may not see: the least float32. */
const MASKED = -3.4028234663852886e38;
const TO_THE_END = Number.MAX_SAFE_INTEGER;

/**
 * GPT-2 as transformers.js wants it. Inputs: `input_ids`, `position_ids` [batch, sequence], `attention_mask` [batch, total],
 * `num_logits_to_keep` (0 for all) and `past_key_values.L.key|value` [batch, head, past, d_head]; outputs: `logits` and
 * `present.L.key|value`. Weights stay in the safetensors file `location` beside the graph.
 */
export function gpt2ForTransformers(config: Config, tensors: ReadonlyMap<string, StoredTensor>, location: string, style: AttentionStyle): Uint8Array {
  const { layers, heads, dModel, dHead, vocabulary, eps } = config;
  const g = new OnnxNodes(tensors, location);
  const flat = (x: string, width: number): string => g.add("Reshape", [x, g.integers([-1, width])]);
  const norm = (x: string, at: string): string => g.add("LayerNormalization", [x, g.weight(`${at}.weight`), g.weight(`${at}.bias`)], { axis: -1, epsilon: eps });
  const linear = (x: string, at: string): string => g.add("Gemm", [x, g.weight(`${at}.weight`), g.weight(`${at}.bias`)]);

  const shape = g.add("Shape", ["input_ids"]);
  const like = (width: number): string => g.add("Concat", [shape, g.integers([width])], { axis: 0 });
  const whole = like(dModel);
  const size = (of: string, axis: number): string => g.add("Gather", [g.add("Shape", [of]), g.integers(axis)], { axis: 0 });
  const bias = style === "decomposed" ? maskBias(g, size) : null;
  let x = g.add("Add", [g.add("Gather", [g.weight("transformer.wte.weight"), "input_ids"]), g.add("Gather", [g.weight("transformer.wpe.weight"), "position_ids"])]);
  for (let layer = 0; layer < layers; layer++) {
    const at = `transformer.h.${layer}`;
    const attend = bias === null ? fused(g, layer, config) : decomposed(g, layer, config, bias);
    const qkv = g.add("Reshape", [linear(flat(norm(x, `${at}.ln_1`), dModel), `${at}.attn.c_attn`), like(3 * dModel)]);
    const parts = [0, 1, 2].map(part => `qkv_${layer}_${part}`);
    g.add("Split", [qkv, g.integers([dModel, dModel, dModel])], { axis: 2 }, { outputs: parts });
    const mixed = attend(parts);
    x = g.add("Add", [x, g.add("Reshape", [linear(flat(mixed, dModel), `${at}.attn.c_proj`), whole])]);
    const wide = linear(flat(norm(x, `${at}.ln_2`), dModel), `${at}.mlp.c_fc`);
    const bent = g.add("Gelu", [wide], { approximate: "tanh" });
    x = g.add("Add", [x, g.add("Reshape", [linear(bent, `${at}.mlp.c_proj`), whole])]);
  }
  const from = g.add("Unsqueeze", [g.add("Neg", ["num_logits_to_keep"]), g.integers([0])]);
  const rows = g.add("Slice", [norm(x, "transformer.ln_f"), from, g.integers([TO_THE_END]), g.integers([1])]);
  const flatLogits = g.add("Gemm", [flat(rows, dModel), g.weight("transformer.wte.weight")], { transB: 1 });
  const ofBatch = g.add("Concat", [g.add("Slice", [shape, g.integers([0]), g.integers([1])]), g.integers([-1, vocabulary])], { axis: 0 });
  g.add("Reshape", [flatLogits, ofBatch], {}, { outputs: ["logits"] });

  const cache = (name: string, length: string) =>
    Array.from({ length: layers }, (_, layer) => ["key", "value"].map(which => described(`${name}.${layer}.${which}`, "float32", ["batch_size", heads, length, dHead]))).flat();
  return g.encode(
    [
      described("input_ids", "int64", ["batch_size", "sequence_length"]),
      described("attention_mask", "int64", ["batch_size", "total_sequence_length"]),
      described("position_ids", "int64", ["batch_size", "sequence_length"]),
      described("num_logits_to_keep", "int64", []),
      ...cache("past_key_values", "past_sequence_length"),
    ],
    [described("logits", "float32", ["batch_size", "kept", vocabulary]), ...cache("present", "total_sequence_length")],
  );
}

type Attend = (qkv: readonly string[]) => string;

/** ONNX Runtime's operator; causal by itself, so the padding mask goes unused, which is right for one sequence. */
function fused(g: OnnxNodes, layer: number, { heads }: Config): Attend {
  return ([q, k, v]) => {
    const past = ["key", "value"].map(which => `past_key_values.${layer}.${which}`);
    const outputs = [`mixed_${layer}`, `present.${layer}.key`, `present.${layer}.value`];
    return g.add("MultiHeadAttention", [q!, k!, v!, "", "", "", ...past], { num_heads: heads, unidirectional: 1 }, { domain: "com.microsoft", outputs });
  };
}

function decomposed(g: OnnxNodes, layer: number, { heads, dHead, dModel }: Config, bias: string): Attend {
  const apart = (x: string): string => g.add("Transpose", [g.add("Reshape", [x, g.integers([0, 0, heads, dHead])])], { perm: [0, 2, 1, 3] });
  const joined = (x: string, which: "key" | "value"): string => g.add("Concat", [`past_key_values.${layer}.${which}`, apart(x)], { axis: 2 }, { outputs: [`present.${layer}.${which}`] });
  return ([q, k, v]) => {
    const [keys, values] = [joined(k!, "key"), joined(v!, "value")];
    const scores = g.add("Mul", [g.add("MatMul", [apart(q!), g.add("Transpose", [keys], { perm: [0, 1, 3, 2] })]), g.float(dHead ** -0.5)]);
    const pattern = g.add("Softmax", [g.add("Add", [scores, bias])], { axis: -1 });
    const mixed = g.add("Transpose", [g.add("MatMul", [pattern, values])], { perm: [0, 2, 1, 3] });
    return g.add("Reshape", [mixed, g.integers([0, 0, dModel])]);
  };
}

/** [batch, 1, sequence, total]: 0 where a query may see a key, else very low. */
function maskBias(g: OnnxNodes, size: (of: string, axis: number) => string): string {
  const past = size("past_key_values.0.key", 2);
  const total = size("attention_mask", 1);
  const queries = g.add("Unsqueeze", [g.add("Range", [past, total, g.integers(1)]), g.integers([1])]);
  const causal = g.add("LessOrEqual", [g.add("Range", [g.integers(0), total, g.integers(1)]), queries]);
  const real = g.add("Cast", [g.add("Unsqueeze", ["attention_mask", g.integers([1, 2])])], { to: 9 });
  return g.add("Where", [g.add("And", [causal, real]), g.float(0), g.float(MASKED)]);
}
