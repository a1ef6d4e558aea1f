import { t5Names } from "../../checkpoints/t5Names";
import type { Config } from "../config";
import { activationNamed } from "../parts/activations";
import { plain } from "../parts/embedding";
import { tied, untied } from "../parts/heads";
import { dense, gated } from "../parts/mlp";
import { rmsNorm } from "../parts/norms";
import { preNorm } from "../parts/residual";
import { bucketBias, type Sides } from "../positions/bucketBias";
import type { Position } from "../positions/position";
import type { Recipe } from "../recipe";
import { readT5Config, t5Mlp } from "../t5Config";
import { twoStacks } from "./family";
import { transformer } from "./transformer";
import { LINEAGE } from "./lineage";

const biasOf = ({ read }: Config, sides: Sides): Position => bucketBias(read.count("relative_attention_num_buckets", 32), read.count("relative_attention_max_distance", 128), sides);

/** What both of T5's stacks change. 1.1 and UL2 gate the MLP. */
const changes = (config: Config) => {
  const bend = activationNamed(config.activation);
  return {
    embedding: plain,
    norm: rmsNorm(config.eps),
    residual: preNorm,
    attention: { about: "multi-head", scale: 1, bias: { qkv: false, out: false } },
    mlp: t5Mlp(config.read).gated ? gated(bend) : dense(bend, { bias: false }),
    final: rmsNorm(config.eps),
  } satisfies Partial<Recipe>;
};

/** Raffel et al. 2019; with a gated SiLU UL2 (Tay et al. 2022). */
export const t5 = twoStacks({
  name: "T5",
  modelType: "t5",
  from: LINEAGE.t5,
  config: readT5Config,
  names: t5Names,
  encoder: config => ({ ...transformer.encoder(config), ...changes(config), position: biasOf(config, "both") }),
  decoder: config => ({
    ...transformer.decoder(config),
    ...changes(config),
    position: biasOf(config, "past"),
    head: config.tied ? tied({ task: "sequence to sequence", scale: config.dModel ** -0.5 }) : untied({ task: "sequence to sequence" }),
  }),
});
