import { existsSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { readFloats, type StoredTensor } from "../../src/runtime/checkpoints/safetensors";
import type { OpenModel } from "../../src/runtime/model/openModel";
import { benchCache } from "../models/randomModel";
import { writeGguf, type GgufTensor, type GgufType, type GgufValue } from "./gguf";
import { ggufBytes } from "./ggufBlocks";

/** How a tensor of a checkpoint becomes one of a GGUF file. */
interface Source {
  /** Its name in the checkpoint. */
  readonly from: string;
  /** Stored [in, out]: GGUF wants [out, in]. */
  readonly turned?: boolean;
  /** Heads whose rows are interleaved: llama.cpp's rotary positions turn neighbours, the checkpoint's the two halves of a head. */
  readonly heads?: number;
}

const BYTES = 256;
/** llama.cpp's numbers of kinds of tokens. */
const NORMAL_TOKEN = 1;
const BYTE_TOKEN = 6;

/** The file of a model's weights for llama.cpp, all matrices but learned positions in `type`; made on first use. */
export async function ggufModel(open: OpenModel, type: GgufType): Promise<string> {
  const folder = benchCache("gguf");
  const { name, tensors } = open.checkpoint;
  const weights = [...tensors.values()][0]!;
  const { size, mtimeMs } = await stat(weights.file);
  // One state of the weights is told from another by these.
  const file = path.join(folder, `${name}.${type}.${size}-${Math.round(mtimeMs)}.gguf`);
  if (existsSync(file)) return file;
  await mkdir(folder, { recursive: true });
  for (const old of await readdir(folder)) if (old.startsWith(`${name}.${type}.`)) await rm(path.join(folder, old));
  console.error(`Making ${file} …`);
  await writeGguf(file, metadataOf(open), tensorsOf(open, type));
  return file;
}

function metadataOf({ recipe: { config }, checkpoint }: OpenModel): Readonly<Record<string, GgufValue>> {
  const { modelType, layers, dModel, heads, kvHeads, dHead, dMlp, context, eps, vocabulary } = config;
  const numbers = Array.from({ length: vocabulary }, (_, i) => i);
  const llama = modelType === "llama";
  return {
    "general.architecture": { string: modelType },
    "general.name": { string: checkpoint.name },
    [`${modelType}.context_length`]: { uint32: context },
    [`${modelType}.embedding_length`]: { uint32: dModel },
    [`${modelType}.feed_forward_length`]: { uint32: dMlp },
    [`${modelType}.block_count`]: { uint32: layers },
    [`${modelType}.attention.head_count`]: { uint32: heads },
    ...(llama
      ? {
          "llama.attention.head_count_kv": { uint32: kvHeads },
          "llama.attention.layer_norm_rms_epsilon": { float32: eps },
          "llama.rope.dimension_count": { uint32: dHead },
          "llama.rope.freq_base": { float32: config.read.number("rope_theta", 10_000) },
          "llama.vocab_size": { uint32: vocabulary },
        }
      : { "gpt2.attention.layer_norm_epsilon": { float32: eps } }),
    // Ids are given as they are: the tokens' texts are never read, but there have to be some, with one for each byte.
    "tokenizer.ggml.model": { string: "llama" },
    "tokenizer.ggml.tokens": { strings: numbers.map(i => (i < BYTES ? `<0x${i.toString(16).toUpperCase().padStart(2, "0")}>` : `t${i}`)) },
    "tokenizer.ggml.scores": { floats: numbers.map(() => 0) },
    "tokenizer.ggml.token_type": { integers: numbers.map(i => (i < BYTES ? BYTE_TOKEN : NORMAL_TOKEN)) },
  };
}

function tensorsOf({ recipe: { config }, checkpoint }: OpenModel, type: GgufType): GgufTensor[] {
  const sources = config.modelType === "llama" ? llamaSources(config.layers, config.heads, config.kvHeads) : gpt2Sources(config.layers);
  return Object.entries(sources).map(([name, source]) => {
    const tensor = checkpoint.tensors.get(source.from);
    if (!tensor) throw new Error(`${checkpoint.name} has no ${source.from}.`);
    const as = tensor.shape.length === 2 && name !== "position_embd.weight" ? type : "F32";
    return { name, shape: source.turned ? tensor.shape.toReversed() : tensor.shape, type: as, bytes: async () => ggufBytes(await numbersOf(tensor, source), as) };
  });
}

async function numbersOf(tensor: StoredTensor, { turned, heads }: Source): Promise<Float32Array> {
  const numbers = await readFloats(tensor);
  const [rows, columns] = tensor.shape as [number, number];
  if (turned) {
    const other = new Float32Array(numbers.length);
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) other[column * rows + row] = numbers[row * columns + column]!;
    return other;
  }
  if (heads === undefined) return numbers;
  const [height, half] = [rows / heads, rows / heads / 2];
  const interleaved = new Float32Array(numbers.length);
  for (let row = 0; row < rows; row++) {
    const [head, at] = [Math.floor(row / height), row % height];
    const from = head * height + (at % 2) * half + Math.floor(at / 2);
    interleaved.set(numbers.subarray(from * columns, (from + 1) * columns), row * columns);
  }
  return interleaved;
}

/** llama.cpp's names of GPT-2's tensors. */
function gpt2Sources(layers: number): Record<string, Source> {
  const both = (name: string, from: string): Record<string, Source> => ({ [`${name}.weight`]: { from: `${from}.weight` }, [`${name}.bias`]: { from: `${from}.bias` } });
  const linear = (name: string, from: string): Record<string, Source> => ({ ...both(name, from), [`${name}.weight`]: { from: `${from}.weight`, turned: true } });
  const blocks = Array.from({ length: layers }, (_, i) => {
    const [to, at] = [`blk.${i}`, `transformer.h.${i}`];
    return {
      ...both(`${to}.attn_norm`, `${at}.ln_1`),
      ...linear(`${to}.attn_qkv`, `${at}.attn.c_attn`),
      ...linear(`${to}.attn_output`, `${at}.attn.c_proj`),
      ...both(`${to}.ffn_norm`, `${at}.ln_2`),
      ...linear(`${to}.ffn_up`, `${at}.mlp.c_fc`),
      ...linear(`${to}.ffn_down`, `${at}.mlp.c_proj`),
    };
  });
  return Object.assign({ "token_embd.weight": { from: "transformer.wte.weight" }, "position_embd.weight": { from: "transformer.wpe.weight" } }, ...blocks, both("output_norm", "transformer.ln_f")) as Record<string, Source>;
}

/** llama.cpp's names of a Llama's tensors. */
function llamaSources(layers: number, heads: number, kvHeads: number): Record<string, Source> {
  const blocks = Array.from({ length: layers }, (_, i) => {
    const [to, at] = [`blk.${i}`, `model.layers.${i}`];
    return {
      [`${to}.attn_norm.weight`]: { from: `${at}.input_layernorm.weight` },
      [`${to}.attn_q.weight`]: { from: `${at}.self_attn.q_proj.weight`, heads },
      [`${to}.attn_k.weight`]: { from: `${at}.self_attn.k_proj.weight`, heads: kvHeads },
      [`${to}.attn_v.weight`]: { from: `${at}.self_attn.v_proj.weight` },
      [`${to}.attn_output.weight`]: { from: `${at}.self_attn.o_proj.weight` },
      [`${to}.ffn_norm.weight`]: { from: `${at}.post_attention_layernorm.weight` },
      [`${to}.ffn_gate.weight`]: { from: `${at}.mlp.gate_proj.weight` },
      [`${to}.ffn_up.weight`]: { from: `${at}.mlp.up_proj.weight` },
      [`${to}.ffn_down.weight`]: { from: `${at}.mlp.down_proj.weight` },
    };
  });
  return Object.assign({ "token_embd.weight": { from: "model.embed_tokens.weight" } }, ...blocks, { "output_norm.weight": { from: "model.norm.weight" } }) as Record<string, Source>;
}
