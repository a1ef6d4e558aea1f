import { evenly, labelsOf, taskOf, type Config, type ConfigReader } from "./config";
import { rotarySettings, type RotarySettings } from "./rotaryConfig";

/** config.json of GPT-NeoX and Pythia checkpoints. */
export function readGptNeoxConfig(read: ConfigReader): Config {
  const dModel = read.count("hidden_size");
  const heads = read.count("num_attention_heads");
  const dHead = evenly(dModel, heads, "hidden_size / num_attention_heads");
  gptNeoxRotary(read, dHead);
  const tied = read.flag("tie_word_embeddings", false);
  return {
    modelType: "gpt_neox",
    layers: read.count("num_hidden_layers"),
    dModel,
    heads,
    kvHeads: heads,
    dHead,
    dMlp: read.count("intermediate_size"),
    vocabulary: read.count("vocab_size"),
    context: read.count("max_position_embeddings", 2048),
    eps: read.number("layer_norm_eps", 1e-5),
    activation: read.text("hidden_act", "gelu"),
    tied,
    task: taskOf(read, ["causal-lm", "sequence-classification"], { headless: tied }),
    labels: labelsOf(read),
    padId: read.optionalId("pad_token_id"),
    read,
  };
}

/** Rotary positions of a family that turns only some of a head's dimensions. */
export interface PartialRotary extends RotarySettings {
  /** How many of a head's first dimensions turn. */
  readonly dims: number;
}

/** θ, its scaling, and the dimensions that turn. Each has an older name (`rotary_emb_base`, `rotary_pct`), which must agree where a file has both. */
export function gptNeoxRotary(read: ConfigReader, dHead: number): PartialRotary {
  const settings = rotarySettings(read, read.number("rotary_emb_base", 10_000));
  if (read.has("rotary_emb_base") && read.number("rotary_emb_base") !== settings.theta) throw read.wrong("rotary_emb_base", `what rope_theta is (${settings.theta})`);
  const older = read.number("partial_rotary_factor", read.number("rotary_pct", 0.25));
  const share = read.object("rope_parameters")?.number("partial_rotary_factor", older) ?? older;
  if (read.has("rotary_pct") && read.number("rotary_pct") !== share) throw read.wrong("rotary_pct", `what partial_rotary_factor is (${share})`);
  const dims = Math.trunc(dHead * share);
  if (dims < 2 || dims > dHead || dims % 2 !== 0) throw read.wrong("rotary_pct", `a share that turns an even number of a head's ${dHead} dimensions`);
  return { ...settings, dims };
}
