import { LONGEST_WHAT_IF, type PositionChange } from "../../protocol/whatIf";
import { Problem } from "../../protocol/problem";
import { full } from "../model/parts/masks";
import { none } from "../model/positions/none";
import { rotary } from "../model/positions/rotary";
import { rotarySettings } from "../model/rotaryConfig";
import { scalingOf } from "../model/positions/rotaryScaling";
import type { Recipe } from "../model/recipe";

/** A change as two ways to run a text: which recipe and positions each side has, and in which order the changed side reads the tokens. */
export interface Comparison {
  /** In words, of a run of so many tokens by a model made for `context`. */
  readonly about: (tokens: number, context: number) => string;
  readonly before: Recipe;
  readonly after: Recipe;
  /** Added to every position of the changed side. */
  readonly shift: number;
  /** Whether the changed side reads the tokens in another order. */
  readonly reordered: boolean;
  /** Tokens that the changed side reads at most, past the context, while the other reads the last of them; null where both read the same. */
  readonly most: number | null;
}

/** What a change compares for a model of this recipe. Throws `input-invalid` where it means nothing for the model. */
export function comparisonOf(change: PositionChange, recipe: Recipe): Comparison {
  const same = { before: recipe, after: recipe, shift: 0, reordered: false, most: null };
  const unplaced = { ...recipe, position: none };
  switch (change.kind) {
    case "shift":
      if (!Number.isInteger(change.by) || change.by < 0) throw invalid("Positions are shifted by a whole number from 0 on.");
      return { ...same, about: () => `positions + ${change.by}`, shift: change.by };
    case "drop":
      return { ...same, about: () => "no positions", after: unplaced };
    case "set": {
      const asSet = { ...unplaced, mask: full };
      return { ...same, about: () => "no positions, no mask, tokens in another order", before: asSet, after: asSet, reordered: true };
    }
    case "reach": {
      const position = recipe.position.reaching?.(change.distance);
      if (!position) throw invalid(`Only relative vectors and buckets of distances have a reach; this model's positions are ${recipe.position.about}.`);
      return { ...same, about: () => `distances told apart up to ${change.distance}`, after: { ...recipe, position } };
    }
    case "theta": {
      if (recipe.position.rotate === undefined) throw invalid(`Only rotary positions have a θ; this model's are ${recipe.position.about}.`);
      if (!(change.theta > 1) || !Number.isFinite(change.theta)) throw invalid("θ is a number above 1.");
      const { scaling } = rotarySettings(recipe.config.read, 10_000);
      const dims = 2 * (recipe.position.sizes?.["pair"] ?? 0);
      return { ...same, about: () => `θ = ${change.theta.toLocaleString("en")}`, after: { ...recipe, position: rotary(change.theta, dims, scalingOf(scaling, recipe.config.context)) } };
    }
    case "length":
      checkPast(change.tokens, recipe);
      return { ...same, about: (tokens, context) => `${tokens.toLocaleString("en")} tokens in one go, ${(tokens - context).toLocaleString("en")} past the ${context.toLocaleString("en")} that the model was made for`, most: change.tokens };
  }
}

/** Throws where a model cannot be run past its context, or not within what is compared at once. */
function checkPast(tokens: number, { position, config }: Recipe): void {
  const { context } = config;
  const words = (count: number): string => count.toLocaleString("en");
  if (position.scheme.kind === "learned") {
    throw invalid(`There is no row for position ${words(context)}. The table was learned for positions 0 to ${words(context - 1)}, and nothing says what the next one would be: a text past its end cannot be run at all.`, "Choose a model whose positions have a formula.");
  }
  if (context >= LONGEST_WHAT_IF) throw invalid(`The model was made for ${words(context)} tokens; what-ifs compare at most ${words(LONGEST_WHAT_IF)}, and none of these stands past that.`, "Choose a model with a shorter context.");
  if (!Number.isInteger(tokens) || tokens <= context || tokens > LONGEST_WHAT_IF) throw invalid(`The length must be a whole number of tokens from ${words(context + 1)}, one past what the model was made for, to ${words(LONGEST_WHAT_IF)}.`, "Give another length.");
}

const invalid = (message: string, remedy = "Choose another change."): Problem => new Problem("input-invalid", message, { remedy });
