import type { Names } from "../../checkpoints/names";
import type { Config, ConfigReader, StackConfigs } from "../config";
import type { Architecture, MainRecipe, Recipe } from "../recipe";
import { withTrainedMask } from "../trainedMask";
import type { Lineage } from "./lineage";

/** A kind of model: its recipe as the differences from an ancestor's, and how its checkpoints are written. */
export interface Family {
  readonly name: string;
  /** `model_type` in config.json. */
  readonly modelType: string;
  readonly from: Lineage | null;
  /** Reads config.json; a setting that no part honours is a Problem. */
  readonly open: (read: ConfigReader) => Architecture & { readonly names: Names };
}

type Described = Pick<Family, "name" | "modelType" | "from">;

/** What a family of one stack declares. */
export interface OneStack extends Described {
  readonly config: (read: ConfigReader) => Config;
  readonly names: (config: Config) => Names;
  readonly recipe: (config: Config) => MainRecipe;
}

/** What a family of an encoder and a decoder declares. */
export interface TwoStacks extends Described {
  readonly config: (read: ConfigReader) => StackConfigs;
  /** By the decoder's config. */
  readonly names: (config: Config) => Names;
  readonly encoder: (config: Config) => Recipe;
  readonly decoder: (config: Config) => MainRecipe;
}

/** A family whose models are one stack. */
export const oneStack = <F extends OneStack>(family: F): F & Family => ({
  ...family,
  open: read => {
    const config = family.config(read);
    return { recipe: withTrainedMask(family.recipe(config)), encoder: null, names: family.names(config) };
  },
});

/** A family whose decoder reads an encoder. */
export const twoStacks = <F extends TwoStacks>(family: F): F & Family => ({
  ...family,
  open: read => {
    read.refuse("prefix_lm", false);
    const configs = family.config(read);
    return { recipe: family.decoder(configs.decoder), encoder: family.encoder(configs.encoder), names: family.names(configs.decoder) };
  },
});
