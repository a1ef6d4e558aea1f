import type { Config, Task } from "../model/config";
import { affine, affineConv1d, linear, norm, sideBySide, table, tensorsOf, type Names, type Places } from "./names";

/** The first GPT's tensor names; its first public checkpoint lacks the prefix and keeps the causal mask as a buffer. */
export const openaiGptNames = (config: Config): Names => {
  const head = { ...(config.tied || config.task === "sequence-classification" ? {} : { "unembed.W_U": linear("lm_head.weight") }), ...HEADS[config.task] };
  return {
    prefixes: ["transformer.", ""],
    bare: tensorsOf(head),
    places: {
      "embed.W_E": linear("tokens_embed.weight"),
      "pos_embed.W_pos": table("positions_embed.weight"),
      ...sideBySide("blocks.{i}.attn", "h.{i}.attn.c_attn"),
      ...affineConv1d("blocks.{i}.attn.W_O", "h.{i}.attn.c_proj"),
      ...norm("blocks.{i}.ln1", "h.{i}.ln_1"),
      ...affineConv1d("blocks.{i}.mlp.W_in", "h.{i}.mlp.c_fc"),
      ...affineConv1d("blocks.{i}.mlp.W_out", "h.{i}.mlp.c_proj"),
      ...norm("blocks.{i}.ln2", "h.{i}.ln_2"),
      ...head,
    },
    ignored: [
      { name: /^(transformer\.)?h\.\d+\.attn\.bias$/, why: "the causal mask as a buffer" },
      { name: /^(transformer\.)?position_ids$/, why: "the numbers 0, 1, 2, … as a buffer" },
      ...(config.tied ? [{ name: /^lm_head\.weight$/, why: "the embedding once more (tied)" }] : []),
    ],
  };
};

const HEADS: Readonly<Partial<Record<Task, Places>>> = {
  "sequence-classification": { "score.W": linear("score.weight") },
  "double-heads": affine("choice.W", "multiple_choice_head.summary"),
};
