import type { Config } from "../model/config";
import { affine, linear, norm, table, type Names, type Places } from "./names";

/** BART's tensor names; the first public checkpoints lack the prefix, repeat the embedding and have no output bias. */
export const bartNames = (config: Config): Names => {
  const names = marianNames(config);
  return {
    ...names,
    places: { ...names.places, ...beforeBlocks("encoder"), ...beforeBlocks("decoder") },
    ignored: names.ignored.filter(rule => rule !== SINUSOIDS),
  };
};

/** Marian's tensor names: BART's without learned positions and without a norm of the embeddings. */
export const marianNames = (config: Config): Names => ({
  prefixes: ["model.", ""],
  bare: ["final_logits_bias", "lm_head.weight"],
  places: {
    "embed.W_E": linear("shared.weight"),
    ...blocks("encoder"),
    ...blocks("decoder"),
    ...(config.tied ? {} : { "unembed.W_U": linear("lm_head.weight") }),
    "unembed.b_U": { ...table("final_logits_bias"), squeeze: true, optional: true },
  },
  // Some files keep the shared embedding only under a stack's name.
  aliases: [{ from: /^(model\.)?(encoder|decoder)\.embed_tokens\.weight$/, to: "$1shared.weight" }],
  ignored: [
    { name: /^(model\.)?(encoder|decoder)\.embed_tokens\.weight$/, why: "the embedding once more (shared)" },
    { name: /^(model\.)?(encoder|decoder)\.version$/, why: "a version number of the library that trained it" },
    SINUSOIDS,
    ...(config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : []),
  ],
});

const SINUSOIDS = { name: /^(model\.)?(encoder|decoder)\.embed_positions\.weight$/, why: "the sinusoids as a table" };

type Stack = "encoder" | "decoder";

const beforeBlocks = (stack: Stack): Places => ({
  [`${stack}.pos_embed.W_pos`]: table(`${stack}.embed_positions.weight`),
  ...norm(`${stack}.ln_embed`, `${stack}.layernorm_embedding`),
});

const blocks = (stack: Stack): Places => ({
  ...attention(`${stack}.blocks.{i}.attn`, `${stack}.layers.{i}.self_attn`),
  ...norm(`${stack}.blocks.{i}.ln1`, `${stack}.layers.{i}.self_attn_layer_norm`),
  ...(stack === "decoder" && {
    ...attention("decoder.blocks.{i}.cross", "decoder.layers.{i}.encoder_attn"),
    ...norm("decoder.blocks.{i}.ln_cross", "decoder.layers.{i}.encoder_attn_layer_norm"),
  }),
  ...affine(`${stack}.blocks.{i}.mlp.W_in`, `${stack}.layers.{i}.fc1`),
  ...affine(`${stack}.blocks.{i}.mlp.W_out`, `${stack}.layers.{i}.fc2`),
  ...norm(`${stack}.blocks.{i}.ln2`, `${stack}.layers.{i}.final_layer_norm`),
});

const attention = (scope: string, tensor: string): Places => ({
  ...affine(`${scope}.W_Q`, `${tensor}.q_proj`),
  ...affine(`${scope}.W_K`, `${tensor}.k_proj`),
  ...affine(`${scope}.W_V`, `${tensor}.v_proj`),
  ...affine(`${scope}.W_O`, `${tensor}.out_proj`),
});
