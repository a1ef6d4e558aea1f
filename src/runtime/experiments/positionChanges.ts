import type { PositionChange } from "../../protocol/whatIf";
import { Problem } from "../../protocol/problem";
import { full } from "../model/parts/masks";
import { none } from "../model/positions/none";
import { rotary } from "../model/positions/rotary";
import { rotarySettings } from "../model/rotaryConfig";
import { scalingOf } from "../model/positions/rotaryScaling";
import type { Recipe } from "../model/recipe";

/** A change as two ways to run a text: which recipe and positions each side has, and in which order the changed side reads the tokens. */
export interface Comparison {
  readonly about: string;
  readonly before: Recipe;
  readonly after: Recipe;
  /** Added to every position of the changed side. */
  readonly shift: number;
  /** Whether the changed side reads the tokens in another order. */
  readonly reordered: boolean;
}

/** What a change compares for a model of this recipe. Throws `input-invalid` where it means nothing for the model. */
export function comparisonOf(change: PositionChange, recipe: Recipe): Comparison {
  const same = { before: recipe, after: recipe, shift: 0, reordered: false };
  const unplaced = { ...recipe, position: none };
  switch (change.kind) {
    case "shift":
      if (!Number.isInteger(change.by) || change.by < 0) throw invalid("Positions are shifted by a whole number from 0 on.");
      return { ...same, about: `positions + ${change.by}`, shift: change.by };
    case "drop":
      return { ...same, about: "no positions", after: unplaced };
    case "set": {
      const asSet = { ...unplaced, mask: full };
      return { about: "no positions, no mask, tokens in another order", before: asSet, after: asSet, shift: 0, reordered: true };
    }
    case "reach": {
      const position = recipe.position.reaching?.(change.distance);
      if (!position) throw invalid(`Only relative vectors and buckets of distances have a reach; this model's positions are ${recipe.position.about}.`);
      return { ...same, about: `distances told apart up to ${change.distance}`, after: { ...recipe, position } };
    }
    case "theta": {
      if (recipe.position.rotate === undefined) throw invalid(`Only rotary positions have a θ; this model's are ${recipe.position.about}.`);
      if (!(change.theta > 1) || !Number.isFinite(change.theta)) throw invalid("θ is a number above 1.");
      const { scaling } = rotarySettings(recipe.config.read, 10_000);
      const dims = 2 * (recipe.position.sizes?.["pair"] ?? 0);
      return { ...same, about: `θ = ${change.theta.toLocaleString("en")}`, after: { ...recipe, position: rotary(change.theta, dims, scalingOf(scaling, recipe.config.context)) } };
    }
  }
}

const invalid = (message: string): Problem => new Problem("input-invalid", message, { remedy: "Choose another change." });
