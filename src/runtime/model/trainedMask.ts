import { causal, prefixLm } from "./parts/masks";
import type { MainRecipe } from "./recipe";

/** The key of config.json by which a model says that it was trained with its inputs as an open prefix; MPT calls it so too. */
const KEY = "prefix_lm";

/** A decoder that stands alone with the mask under which it was trained: `"prefix_lm": true` in its config.json says a prefix language model's. Throws `unsupported-config` where there is no such mask. */
export function withTrainedMask(recipe: MainRecipe): MainRecipe {
  const { read } = recipe.config;
  if (!read.flag(KEY, false)) return recipe;
  if (recipe.mask !== causal || recipe.head.labels !== undefined) throw read.wrong(KEY, `left out: a prefix opens the causal mask of a language model (this is a model for ${recipe.head.task}, its mask is ${recipe.mask.about})`);
  return { ...recipe, mask: prefixLm };
}
