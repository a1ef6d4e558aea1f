import type { QuantisedName, WeightsCost } from "../../protocol/weights";
import { Problem } from "../../protocol/problem";
import type { Next, Text } from "../decoding/languageModel";
import { best } from "../decoding/scores";
import { BranchingModel } from "../generation/branchingModel";
import type { LoadedModel } from "../model/loadedModel";
import type { Loaded } from "../models";
import { encodeSource } from "../traces/encoderRun";
import { divergenceOf, softmax } from "./nextTokens";

/** Tokens that are looked at, at most. */
const MOST = 512;
/** Tokens that an encoder–decoder writes for it, at most. */
const WRITTEN = 128;
/** Tokens whose logits are held at once. */
const STEP = 32;

/**
 * What quantised weights change in the next token of each place of a text: of an encoder–decoder, of the text that it writes for this
 * source with exact weights. Throws `text-empty`.
 */
export async function weightsCost(exact: Loaded, quantised: LoadedModel, weights: QuantisedName, text: string, signal: AbortSignal, onFraction: (fraction: number) => void): Promise<WeightsCost> {
  const { recipe, encoder } = exact.model.open;
  const ids = (await exact.tokenizer().encode(text)).map(({ id }) => id).slice(0, Math.min(MOST, recipe.config.context));
  if (ids.length === 0) throw new Problem("text-empty", "The text has no tokens to compare at.", { remedy: "Give some text." });
  const memory = encoder ? (await encodeSource(exact.model, { ids, signal })).memory : undefined;
  const [one, other] = [exact.model, quantised].map(model => new BranchingModel(model, { ...(memory && { memory }) })) as [BranchingModel, BranchingModel];
  const path = encoder ? await written(one, exact, signal) : ids;
  let [divergence, agreeing] = [0, 0];
  for (let from = 0; from < path.length; from += STEP) {
    const part = path.slice(0, from + STEP);
    const [before, after] = [await one.along(part, from, signal), await other.along(part, from, signal)];
    for (const [i, { logits }] of before.entries()) {
      const changed = (after[i] as Next).logits;
      divergence += divergenceOf(softmax(logits), softmax(changed));
      agreeing += Number(best(logits, 1)[0] === best(changed, 1)[0]);
    }
    onFraction(part.length / path.length);
  }
  return { weights, divergence: divergence / path.length, agreement: agreeing / path.length, tokens: path.length };
}

/** The start token and what the exact model writes behind it, greedily. */
async function written(model: BranchingModel, { model: { open } }: Loaded, signal: AbortSignal): Promise<Text> {
  const { read } = open.recipe.config;
  const ends = [open.checkpoint.generationConfig?.["eos_token_id"] ?? open.checkpoint.config["eos_token_id"]].flat();
  const text = [read.id("decoder_start_token_id")];
  while (text.length < Math.min(WRITTEN, open.recipe.config.context)) {
    const [next] = (await model.next([text], signal)) as [Next];
    const [id] = best(next.logits, 1);
    if (id === undefined || ends.includes(id)) break;
    text.push(id);
  }
  return text;
}
