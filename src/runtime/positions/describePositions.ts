import type { ModelPositions, StackPositions } from "../../protocol/positions";
import { readFloats } from "../checkpoints/safetensors";
import type { OpenModel } from "../model/openModel";
import type { Scheme, SchemeKind } from "../model/positions/scheme";
import type { Recipe } from "../model/recipe";
import { alibiPositions } from "./alibiPositions";
import { bucketPositions } from "./bucketPositions";
import type { DescribedStack, Describer, Description } from "./describer";
import { learnedPositions } from "./learnedPositions";
import { nonePositions } from "./nonePositions";
import { relativePositions } from "./relativePositions";
import { rotaryPositions } from "./rotaryPositions";
import { sinusoidalPositions } from "./sinusoidalPositions";

const DESCRIBERS: { readonly [K in SchemeKind]: Describer<K> } = {
  none: nonePositions,
  learned: learnedPositions,
  sinusoidal: sinusoidalPositions,
  buckets: bucketPositions,
  relative: relativePositions,
  rotary: rotaryPositions,
  alibi: alibiPositions,
};

/** How the model knows where a token stands, from its weights and the formulas that feed its graphs; throws a Problem when a table cannot be read. */
export async function describePositions(open: OpenModel): Promise<ModelPositions> {
  const { recipe, encoder, checkpoint, family } = open;
  const stacks: StackPositions[] = [];
  for (const one of encoder ? [encoder, recipe] : [recipe]) stacks.push(await describeStack(open, one));
  return { folder: checkpoint.folder, model: checkpoint.name, family: family.name, context: recipe.config.context, stacks };
}

async function describeStack({ weights }: OpenModel, recipe: Recipe): Promise<StackPositions> {
  const { scope } = recipe;
  const stack: DescribedStack = {
    recipe,
    table: async path => {
      const { tensor } = weights.find(scope === "" ? path : `${scope}.${path}`);
      const [rows, columns] = tensor.shape as [number, number];
      return { rows, columns, values: await readFloats(tensor) };
    },
  };
  const { scheme } = recipe.position;
  const { facts, ...description } = await describe(scheme, stack);
  const also = [
    { name: "Mask", value: `${recipe.mask.about}: ${recipe.mask.visible(0).to === Infinity ? "says nothing of positions" : "a later token sees more, which tells of positions too"}` },
    ...(recipe.cross ? [{ name: "Reading the encoder", value: "no positions: what the encoder wrote knows its own" }] : []),
  ];
  return { ...description, stack: scope === "" ? "model" : scope, kind: scheme.kind, facts: [...facts, ...also] };
}

function describe<K extends SchemeKind>(scheme: Scheme & { readonly kind: K }, stack: DescribedStack): Description | Promise<Description> {
  // The compiler does not follow a kind through a record of functions.
  return (DESCRIBERS[scheme.kind] as (scheme: Scheme, stack: DescribedStack) => Description | Promise<Description>)(scheme, stack);
}
