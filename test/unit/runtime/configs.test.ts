import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { ConfigReader, type Config, type StackConfigs } from "../../../src/runtime/model/config";
import { gptNeoxRotary } from "../../../src/runtime/model/gptNeoxConfig";
import { rotarySettings } from "../../../src/runtime/model/rotaryConfig";
import { t5Mlp } from "../../../src/runtime/model/t5Config";
import { Problem } from "../../../src/protocol/problem";
import { familyReads, goldenFolders } from "./goldenFamilies";

type Values = Readonly<Record<string, unknown>>;

const QWEN: Values = { model_type: "qwen2", hidden_size: 896, num_attention_heads: 14, num_key_value_heads: 2, num_hidden_layers: 24, intermediate_size: 4864, vocab_size: 151_936, use_sliding_window: false, sliding_window: 32_768, max_window_layers: 21 };

/** The config of a golden checkpoint with some keys changed; null takes a key away. */
const changed = (golden: string, changes: Values): Values => ({ ...(golden === "qwen2" ? QWEN : goldenConfig(golden)), ...changes });
const goldenConfig = (name: string): Values => JSON.parse(readFileSync(path.join(goldenFolders.get(name) as string, "config.json"), "utf8")) as Values;
const reader = (values: Values): ConfigReader => new ConfigReader(values, "config.json");

const read = (values: Values): Config | StackConfigs => familyReads(values).config;
const one = (values: Values): Config => {
  const config = read(values);
  assert.ok("layers" in config);
  return config;
};
const two = (values: Values): StackConfigs => {
  const config = read(values);
  assert.ok("encoder" in config);
  return config;
};

describe("Configs of the families", () => {
  const REFUSED: readonly (readonly [golden: string, changes: Values, says: RegExp])[] = [
    ["bert", { is_decoder: true }, /is_decoder = true/],
    ["bert", { add_cross_attention: true }, /add_cross_attention/],
    ["bert", { position_embedding_type: "rotary" }, /absolute, relative_key or relative_key_query/],
    ["bert", { num_attention_heads: 5 }, /48 is not a multiple of 5/],
    ["roberta", { position_embedding_type: "relative_key" }, /position_embedding_type/],
    ["roberta", { max_position_embeddings: 2 }, /more than pad_token_id \+ 1 = 2/],
    ["openai-gpt-doubleheads", { summary_activation: "tanh" }, /summary_activation/],
    ["openai-gpt-doubleheads", { summary_type: "mean" }, /summary_type/],
    ["bloom", { apply_residual_connection_post_layernorm: true }, /apply_residual/],
    ["bloom", { slow_but_exact: true }, /slow_but_exact/],
    ["bloom", { n_inner: 100 }, /n_inner = 100.*only 192/],
    ["gpt_neox", { rotary_emb_base: 500 }, /rotary_emb_base/],
    ["gpt_neox", { rotary_pct: 0.5 }, /rotary_pct/],
    ["gpt_neox", { rotary_pct: 0.01, partial_rotary_factor: 0.01 }, /even number of a head's 16 dimensions/],
    ["qwen2", { use_sliding_window: true }, /use_sliding_window/],
    ["qwen2", { layer_types: ["full_attention", "sliding_attention"] }, /layer_types/],
    ["t5", { is_encoder_decoder: false }, /is_encoder_decoder/],
    ["bart", { normalize_before: true }, /normalize_before/],
    ["bart", { add_final_layer_norm: true }, /add_final_layer_norm/],
    ["bart", { normalize_embedding: false }, /normalize_embedding/],
    ["bart", { static_position_embeddings: true }, /static_position_embeddings/],
    ["marian", { normalize_before: true }, /normalize_before/],
    ["marian", { normalize_embedding: true }, /normalize_embedding/],
    ["marian", { static_position_embeddings: false }, /static_position_embeddings/],
    ["marian", { share_encoder_decoder_embeddings: false }, /share_encoder_decoder_embeddings/],
    ["marian", { decoder_vocab_size: 90 }, /decoder_vocab_size = 90.*only 127/],
  ];
  for (const [golden, changes, says] of REFUSED) {
    it(`refuse ${golden} with ${JSON.stringify(changes)}`, () => {
      assert.ok(read(changed(golden, {})), "without the change it is read");
      assert.throws(() => read(changed(golden, changes)), problem(says));
    });
  }

  it("tell the task by the class, and refuse heads that are not read", () => {
    const TASKS: readonly (readonly [golden: string, task: string])[] = [
      ["bert", "masked-lm"],
      ["bert-cls", "sequence-classification"],
      ["openai-gpt", "causal-lm"],
      ["openai-gpt-doubleheads", "double-heads"],
      ["openai-gpt-cls", "sequence-classification"],
      ["gpt2-cls", "sequence-classification"],
      ["bloom", "causal-lm"],
      ["llama", "causal-lm"],
    ];
    for (const [golden, task] of TASKS) assert.equal(one(goldenConfig(golden)).task, task, golden);
    for (const golden of ["t5", "bart", "marian"]) assert.equal(two(goldenConfig(golden)).decoder.task, "seq2seq-lm", golden);
    assert.equal(one(changed("bert", { architectures: ["BertForPreTraining"] })).task, "masked-lm");
    assert.equal(one(changed("bert", { architectures: null })).task, "masked-lm");
    assert.equal(two(changed("t5", { architectures: ["T5WithLMHeadModel"] })).decoder.task, "seq2seq-lm");
    for (const name of ["BertForQuestionAnswering", "BertForTokenClassification", "BertLMHeadModel"]) {
      assert.throws(() => read(changed("bert", { architectures: [name] })), problem(new RegExp(`head of ${name} is not read.*masked-lm, sequence-classification`)));
    }
    assert.throws(() => read(changed("bart", { architectures: ["BartForSequenceClassification"] })), problem(/not read/));
    assert.throws(() => read(changed("t5", { architectures: ["T5EncoderModel"] })), problem(/not read/));
  });

  it("take a model without a head for a language model only where its head would be the embedding", () => {
    assert.equal(two(changed("bart", { architectures: ["BartModel"] })).decoder.task, "seq2seq-lm");
    assert.equal(one(changed("bloom", { architectures: ["BloomModel"] })).task, "causal-lm");
    for (const [golden, name] of [["bert", "BertModel"], ["gpt_neox", "GPTNeoXModel"], ["t5-v1_1-gated-silu", "T5Model"]] as const) {
      assert.throws(() => read(changed(golden, { architectures: [name] })), problem(/model without a head/));
    }
  });

  it("let stacks differ", () => {
    const { encoder, decoder } = two(changed("bart", { decoder_attention_heads: 6 }));
    assert.deepEqual([encoder.layers, encoder.heads, encoder.dHead, encoder.dMlp], [3, 4, 12, 72]);
    assert.deepEqual([decoder.layers, decoder.heads, decoder.dHead, decoder.dMlp], [2, 6, 8, 88]);
    const t5 = two(goldenConfig("t5"));
    assert.deepEqual([t5.encoder.layers, t5.decoder.layers, t5.decoder.dHead, t5.decoder.dModel], [3, 2, 12, 40]);
    assert.equal(two(changed("t5", { num_decoder_layers: null })).decoder.layers, 3);
  });

  it("count RoBERTa's positions from behind the padding's row", () => {
    assert.equal(one(goldenConfig("roberta")).context, 38);
    assert.equal(one(changed("roberta", { pad_token_id: 0 })).context, 39);
  });

  it("know what each family calls GELU", () => {
    assert.equal(one(goldenConfig("openai-gpt")).activation, "gelu_new");
    assert.equal(one(goldenConfig("bert")).activation, "gelu");
    assert.deepEqual(t5Mlp(reader({ feed_forward_proj: "gated-gelu" })), { activation: "gelu_new", gated: true });
    assert.deepEqual(t5Mlp(reader({ feed_forward_proj: "gated-silu" })), { activation: "silu", gated: true });
    assert.deepEqual(t5Mlp(reader({})), { activation: "relu", gated: false });
  });

  it("read rotary settings under older and newer keys", () => {
    const { theta, dims } = gptNeoxRotary(reader({ rope_parameters: { rope_theta: 500, rope_type: "linear", factor: 2, partial_rotary_factor: 0.5 } }), 16);
    assert.deepEqual([theta, dims], [500, 8]);
    assert.deepEqual(gptNeoxRotary(reader({ rotary_emb_base: 700, rotary_pct: 0.25 }), 16), { theta: 700, dims: 4, scaling: null });
    const newer = rotarySettings(reader({ rope_parameters: { rope_theta: 1e6, rope_type: "linear", factor: 2 } }), 10_000);
    assert.equal(newer.theta, 1e6);
    assert.equal(newer.scaling?.number("factor"), 2);
    assert.deepEqual(rotarySettings(reader({}), 10_000), { theta: 10_000, scaling: null });
    assert.throws(() => rotarySettings(reader({ rope_theta: 5, rope_parameters: { rope_theta: 6 } }), 10_000), problem(/rope_theta/));
    assert.throws(() => rotarySettings(reader({ rope_parameters: { full_attention: { rope_theta: 6 } } }), 10_000), problem(/rope_parameters: rope_theta must be a number/));
  });

  it("read Qwen's published configs", () => {
    const config = one(QWEN);
    assert.deepEqual([config.dHead, config.kvHeads, config.context, config.tied], [64, 2, 32_768, false]);
    assert.equal(one({ ...QWEN, model_type: "qwen3", head_dim: 128 }).dHead, 128);
  });
});

const problem = (says: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof Problem, String(thrown));
  assert.equal(thrown.code, "unsupported-config");
  assert.match(thrown.message, says);
  assert.ok(thrown.remedy);
  return true;
};
