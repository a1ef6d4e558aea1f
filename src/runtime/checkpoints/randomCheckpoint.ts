import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { Problem } from "../../protocol/problem";
import { byteTokenizer } from "../tokens/byteTokenizer";
import { narrowBfloat16, narrowFloat16 } from "./halfPrecision";
import { type RandomTensor, randomTensors } from "./randomTensors";
import { streamSafetensors, type StreamedTensor } from "./writeSafetensors";

export interface RandomCheckpointOptions {
  /** The same seed gives the same weights, whatever their type is rounded to. */
  readonly seed?: number;
  readonly type?: "F32" | "F16" | "BF16";
}

/** Elements made at a time: a few milliseconds' work. */
const PIECE = 1 << 20;

/**
 * Writes a model folder with random weights for a `config.json` of GPT-2's, Llama's or T5's shape, and a tokenizer with a token for
 * each byte: what tests and benchmarks run where no trained model of that size is at hand. Throws `unknown-architecture` for
 * other families and `unsupported-config` when the config lacks a size or its vocabulary has no room for 256 bytes.
 */
export async function writeRandomCheckpoint(folder: string, config: Readonly<Record<string, unknown>>, { seed = 1, type = "F32" }: RandomCheckpointOptions = {}): Promise<void> {
  const tensors = randomTensors(config).map((tensor, index) => streamed(tensor, type, seed * 1_000_003 + index));
  const vocabulary = config["vocab_size"];
  if (typeof vocabulary !== "number" || vocabulary < 256) throw new Problem("unsupported-config", "The vocabulary has no room for a token for each of the 256 bytes.", { remedy: "Set vocab_size to 256 or more." });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
  await writeFile(path.join(folder, "tokenizer.json"), JSON.stringify(byteTokenizer(vocabulary, config["eos_token_id"])));
  await streamSafetensors(path.join(folder, "model.safetensors"), tensors, { format: "pt" });
}

function streamed({ name, shape, mean, deviation }: RandomTensor, type: "F32" | "F16" | "BF16", seed: number): StreamedTensor {
  const elements = shape.reduce((product, size) => product * size, 1);
  return {
    name,
    type,
    shape,
    bytes: elements * (type === "F32" ? 4 : 2),
    *pieces() {
      const random = mulberry32(seed);
      // Uniform numbers of this half width have the deviation that is wanted, at a tenth of the cost of normal ones.
      const width = deviation * Math.sqrt(3);
      for (let done = 0; done < elements; done += PIECE) {
        const piece = new Float32Array(Math.min(PIECE, elements - done));
        for (let i = 0; i < piece.length; i++) piece[i] = mean + width * (random() * 2 - 1);
        const { buffer } = type === "F32" ? piece : type === "F16" ? narrowFloat16(piece) : narrowBfloat16(piece);
        yield new Uint8Array(buffer);
      }
    },
  };
}

/** Tommy Ettinger's 32-bit generator (public domain): numbers in [0, 1) that pass the usual tests, one multiplication or two each. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
