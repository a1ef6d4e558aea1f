import { bartNames, marianNames } from "../../checkpoints/bartNames";
import { readBartConfig, readMarianConfig } from "../bartConfig";
import type { Config } from "../config";
import { activationNamed } from "../parts/activations";
import { plain } from "../parts/embedding";
import { tied, untied } from "../parts/heads";
import { causal, full } from "../parts/masks";
import { dense } from "../parts/mlp";
import { layerNorm } from "../parts/norms";
import { postNorm } from "../parts/residual";
import { learned } from "../positions/learned";
import { sinusoidal } from "../positions/sinusoidal";
import type { MainRecipe, Recipe } from "../recipe";
import { twoStacks } from "./family";
import { LINEAGE } from "./lineage";

const encoder = (config: Config): Recipe => ({
  config,
  scope: "encoder",
  embedding: { ...plain, ...(config.read.flag("scale_embedding", false) && { about: "× √d_model", scale: config.dModel ** 0.5 }) },
  position: sinusoidal(config.dModel, "halves"),
  norm: layerNorm(config.eps),
  residual: postNorm,
  attention: { about: "multi-head", scale: config.dHead ** -0.5, bias: { qkv: true, out: true } },
  mask: full,
  cross: false,
  mlp: dense(activationNamed(config.activation)),
  final: null,
  head: null,
});

const decoder = (config: Config): MainRecipe => ({
  ...encoder(config),
  scope: "decoder",
  mask: causal,
  cross: true,
  head: (config.tied ? tied : untied)({ bias: true, task: "sequence to sequence" }),
});

/** Vaswani et al. 2017, as Marian trains it. The root: every other family is written as its differences from an ancestor. */
export const transformer = twoStacks({ name: "Transformer", modelType: "marian", from: null, config: readMarianConfig, names: marianNames, encoder, decoder });

/** Lewis et al. 2019. */
export const bart = twoStacks({
  ...transformer,
  name: "BART",
  modelType: "bart",
  from: LINEAGE.bart,
  config: readBartConfig,
  names: bartNames,
  encoder: config => ({ ...encoder(config), ...learnedAndNormed(config) }),
  decoder: config => ({ ...decoder(config), ...learnedAndNormed(config) }),
});

/** Two rows of BART's table come before that of position 0. */
const learnedAndNormed = (config: Config): Pick<Recipe, "position" | "embedding"> => ({
  position: learned(config.context, 2),
  embedding: { ...encoder(config).embedding, about: "normed", norm: layerNorm(config.eps) },
});
