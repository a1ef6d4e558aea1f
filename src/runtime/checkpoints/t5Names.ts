import type { Config } from "../model/config";
import { t5Mlp } from "../model/t5Config";
import { linear, table, type Names, type Places } from "./names";

/** Tensor names of T5 and UL2; the first public checkpoints repeat the embedding and have a bias in cross-attention that nothing reads. */
export const t5Names = (config: Config): Names => ({
  prefixes: [""],
  bare: [],
  places: {
    "embed.W_E": linear("shared.weight"),
    ...stack("encoder", t5Mlp(config.read).gated),
    ...stack("decoder", t5Mlp(config.read).gated),
    ...(config.tied ? {} : { "unembed.W_U": linear("lm_head.weight") }),
  },
  // Some files keep the shared embedding only under a stack's name.
  aliases: [{ from: /^(decoder|encoder)\.embed_tokens\.weight$/, to: "shared.weight" }],
  ignored: [
    { name: /^(encoder|decoder)\.embed_tokens\.weight$/, why: "the embedding once more (shared)" },
    { name: /^decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight$/, why: "a bias that cross-attention does not have" },
    ...(config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : []),
  ],
});

function stack(name: "encoder" | "decoder", gated: boolean): Places {
  const block = `${name}.block.{i}.layer`;
  const last = name === "encoder" ? 1 : 2;
  return {
    [`${name}.rel.W_bias`]: table(`${name}.block.0.layer.0.SelfAttention.relative_attention_bias.weight`),
    [`${name}.blocks.{i}.ln1.w`]: table(`${block}.0.layer_norm.weight`),
    ...attention(`${name}.blocks.{i}.attn`, `${block}.0.SelfAttention`),
    ...(name === "decoder" && {
      "decoder.blocks.{i}.ln_cross.w": table(`${block}.1.layer_norm.weight`),
      ...attention("decoder.blocks.{i}.cross", `${block}.1.EncDecAttention`),
    }),
    [`${name}.blocks.{i}.ln2.w`]: table(`${block}.${last}.layer_norm.weight`),
    ...(gated && { [`${name}.blocks.{i}.mlp.W_gate`]: linear(`${block}.${last}.DenseReluDense.wi_0.weight`) }),
    [`${name}.blocks.{i}.mlp.W_in`]: linear(`${block}.${last}.DenseReluDense.${gated ? "wi_1" : "wi"}.weight`),
    [`${name}.blocks.{i}.mlp.W_out`]: linear(`${block}.${last}.DenseReluDense.wo.weight`),
    [`${name}.ln_final.w`]: table(`${name}.final_layer_norm.weight`),
  };
}

const attention = (scope: string, tensor: string): Places => ({
  [`${scope}.W_Q`]: linear(`${tensor}.q.weight`),
  [`${scope}.W_K`]: linear(`${tensor}.k.weight`),
  [`${scope}.W_V`]: linear(`${tensor}.v.weight`),
  [`${scope}.W_O`]: linear(`${tensor}.o.weight`),
});
