import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { type Checkpoint, openCheckpoint } from "../../../src/runtime/checkpoints/checkpoint";
import { writeRandomCheckpoint } from "../../../src/runtime/checkpoints/randomCheckpoint";
import { randomTensors } from "../../../src/runtime/checkpoints/randomTensors";
import { findNotFinite, readFloats } from "../../../src/runtime/checkpoints/safetensors";
import { openTokenizer } from "../../../src/runtime/tokens/openTokenizer";
import { rejectsWith } from "./rejectsWith";
import { temporaryFolder } from "./temporaryFolder";

const GPT2 = { model_type: "gpt2", n_embd: 64, n_layer: 2, n_head: 4, n_positions: 32, vocab_size: 300, eos_token_id: 299 };
const LLAMA = { model_type: "llama", hidden_size: 64, intermediate_size: 96, num_hidden_layers: 2, num_attention_heads: 4, num_key_value_heads: 2, vocab_size: 300, max_position_embeddings: 32, rms_norm_eps: 1e-5 };

describe("a checkpoint with random weights", () => {
  const folder = temporaryFolder();
  const made = async (...options: [Record<string, unknown>, Parameters<typeof writeRandomCheckpoint>[2]?]): Promise<Checkpoint> => {
    await writeRandomCheckpoint(folder(), ...options);
    return openCheckpoint(folder());
  };
  const deviation = (floats: Float32Array): number => Math.sqrt(floats.reduce((sum, value) => sum + value * value, 0) / floats.length);

  it("has the tensors and shapes of references made by transformers", async () => {
    for (const reference of ["gpt2", "llama", "llama-gqa", "llama-mqa-bias", "mistral", "t5", "t5-v1_1-gated-gelu"]) {
      const theirs = await openCheckpoint(path.resolve("test/golden/reference", reference));
      const shapes = (tensors: Iterable<{ name: string; shape: readonly number[] }>): Record<string, string> => Object.fromEntries([...tensors].map(({ name, shape }): [string, string] => [name, shape.join(" × ")]).sort());
      assert.deepEqual(shapes(randomTensors(theirs.config)), shapes(theirs.tensors.values()), reference);
    }
  });

  it("keeps its config, and finite numbers of the deviation that keeps activations' size", async () => {
    const checkpoint = await made(GPT2);
    assert.deepEqual(checkpoint.config, GPT2);
    assert.equal(await findNotFinite(checkpoint.tensors.values()), null);
    const query = await readFloats(checkpoint.tensors.get("transformer.h.0.attn.c_attn.weight")!);
    assert.ok(Math.abs(deviation(query) * Math.sqrt(64) - 1) < 0.03);
    const output = await readFloats(checkpoint.tensors.get("transformer.h.0.mlp.c_proj.weight")!);
    assert.ok(Math.abs(deviation(output) * Math.sqrt(256 * 4) - 1) < 0.03);
    const gain = await readFloats(checkpoint.tensors.get("transformer.ln_f.weight")!);
    assert.ok(gain.every(value => Math.abs(value - 1) < 0.2));
  });

  it("is the same for the same seed, and another for another", async () => {
    const bytes = async (seed: number): Promise<Buffer> => {
      await made(LLAMA, { seed });
      return readFile(path.join(folder(), "model.safetensors"));
    };
    const first = await bytes(1);
    assert.ok(first.equals(await bytes(1)));
    assert.ok(!first.equals(await bytes(2)));
  });

  it("in F16 and BF16 is the same, rounded", async () => {
    const name = "model.layers.1.mlp.down_proj.weight";
    const weights = async (type: "F32" | "F16" | "BF16"): Promise<Float32Array> => {
      const tensor = (await made(LLAMA, { type })).tensors.get(name)!;
      assert.equal(tensor.type, type);
      return readFloats(tensor);
    };
    const exact = await weights("F32");
    for (const [type, relative] of [["F16", 2 ** -11], ["BF16", 2 ** -8]] as const) {
      const rounded = await weights(type);
      assert.notDeepEqual(rounded, exact);
      // Halves below 2⁻¹⁴ are subnormal: there the error is absolute.
      assert.ok(rounded.every((value, i) => Math.abs(value - exact[i]!) <= Math.max(Math.abs(exact[i]!) * relative, type === "F16" ? 2 ** -25 : 0)));
    }
  });

  it("reads any text, byte by byte", async () => {
    const tokenizer = await openTokenizer(await made(GPT2));
    const text = "a é\n😀\u0000<|endoftext|>";
    const tokens = await tokenizer.encode(text);
    assert.deepEqual(tokens.map(token => token.id), [...Buffer.from("a é\n😀\u0000"), 299]);
    assert.equal(tokens.at(-1)?.special, true);
    assert.equal(await tokenizer.decode(tokens.map(token => token.id)), text);
    assert.equal(tokenizer.vocabulary, 300);
  });

  it("is not made of a config that does not fit", async () => {
    await rejectsWith(made({ model_type: "bart" }), "unknown-architecture", /"bart"/);
    await rejectsWith(made({ ...GPT2, n_layer: undefined }), "unsupported-config", /n_layer is missing/);
    await rejectsWith(made({ ...LLAMA, hidden_size: 63 }), "unsupported-config", /head_dim is 15\.75/);
    await rejectsWith(made({ ...GPT2, vocab_size: 100 }), "unsupported-config", /256 bytes/);
  });
});
