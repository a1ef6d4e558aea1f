import { bertNames, robertaNames } from "../../checkpoints/bertNames";
import { distilbertNames } from "../../checkpoints/distilbertNames";
import { bertPositions, readBertConfig, readRobertaConfig } from "../bertConfig";
import type { Config } from "../config";
import { readDistilbertConfig } from "../distilbertConfig";
import { activationNamed, relu, tanh } from "../parts/activations";
import { plain } from "../parts/embedding";
import { pooled, tied, transformed, untied, type Head } from "../parts/heads";
import { full } from "../parts/masks";
import { layerNorm } from "../parts/norms";
import { learned } from "../positions/learned";
import type { Position } from "../positions/position";
import { relativeVectors } from "../positions/relativeVectors";
import { oneStack } from "./family";
import { gpt } from "./gpt";
import { LINEAGE } from "./lineage";

/** Absolute positions in a table, or Shaw's vectors by distance. */
const positionOf = (config: Config): Position => {
  const kind = bertPositions(config.read);
  return kind === "absolute" ? learned(config.context) : relativeVectors(config.context, kind === "relative_key" ? "query" : "query and key");
};

const maskedWords = (config: Config): Head => transformed(activationNamed(config.activation), layerNorm(config.eps), (config.tied ? tied : untied)({ bias: true, task: "masked language model" }));

/** Devlin et al. 2018. */
export const bert = oneStack({
  name: "BERT",
  modelType: "bert",
  from: LINEAGE.bert,
  config: readBertConfig,
  names: bertNames,
  recipe: config => ({
    ...gpt.recipe(config),
    embedding: { about: "normed", scale: 1, segments: config.read.count("type_vocab_size", 2), norm: layerNorm(config.eps) },
    position: positionOf(config),
    mask: full,
    head: config.labels === null ? maskedWords(config) : pooled(config.labels, tanh),
  }),
});

/** Liu et al. 2019. */
export const roberta = oneStack({
  ...bert,
  name: "RoBERTa",
  modelType: "roberta",
  from: LINEAGE.roberta,
  config: readRobertaConfig,
  names: robertaNames,
  recipe: config => ({ ...bert.recipe(config), position: learned(config.context, (config.padId ?? 1) + 1) }),
});

/** Sanh et al. 2019. */
export const distilbert = oneStack({
  ...bert,
  name: "DistilBERT",
  modelType: "distilbert",
  from: LINEAGE.distilbert,
  config: readDistilbertConfig,
  names: distilbertNames,
  recipe: config => ({
    ...gpt.recipe(config),
    embedding: { ...plain, about: "normed", norm: layerNorm(config.eps) },
    mask: full,
    head: config.labels === null ? maskedWords(config) : pooled(config.labels, relu, "head"),
  }),
});
