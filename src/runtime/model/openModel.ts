import { Problem } from "../../protocol/problem";
import type { ModelCard } from "../../protocol/models";
import { openCheckpoint, type Checkpoint } from "../checkpoints/checkpoint";
import { Weights } from "../checkpoints/weights";
import { cpuLowering } from "../graph/lowering";
import { ConfigReader } from "./config";
import { FAMILIES } from "./families/families";
import type { Family } from "./families/family";
import { buildForward, buildMemory, buildUnembed } from "./forward";
import type { Architecture } from "./recipe";

/** A checkpoint that was understood: its family's recipe, and weights that fit it both ways. Nothing is loaded yet. */
export interface OpenModel extends Architecture {
  readonly checkpoint: Checkpoint;
  readonly family: Family;
  readonly weights: Weights;
  readonly ignored: ModelCard["ignored"];
}

/** Opens a model folder and checks config, names and shapes against each other; `weightsFile` names another file of the folder. */
export async function openModel(folder: string, weightsFile?: string): Promise<OpenModel> {
  const checkpoint = await openCheckpoint(folder, weightsFile);
  const read = new ConfigReader(checkpoint.config, "config.json");
  const family = familyOf(read);
  const { names, ...architecture } = family.open(read);
  const weights = new Weights(checkpoint, names);
  // Building the whole model asks for every parameter: this is the check.
  const options = { parameters: weights, lowering: cpuLowering };
  const { recipe, encoder } = architecture;
  if (encoder) {
    buildForward(encoder, options);
    buildMemory(recipe, options);
  }
  buildForward(recipe, options);
  if (recipe.head?.choice) buildUnembed(recipe, options);
  return { checkpoint, family, ...architecture, weights, ignored: weights.ignored() };
}

function familyOf(read: ConfigReader): Family {
  const type = read.text("model_type", "");
  const family = FAMILIES.find(candidate => candidate.modelType === type);
  if (family) return family;
  const known = FAMILIES.map(({ name, modelType }) => `${name} ("${modelType}")`).join(", ");
  const what = type === "" ? "config.json names no model_type" : `The architecture "${type}" is unknown`;
  throw new Problem("unknown-architecture", `${what}; known are ${known}.`, { remedy: "Choose a model of one of these architectures." });
}
