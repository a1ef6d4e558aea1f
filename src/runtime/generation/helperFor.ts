import { Problem } from "../../protocol/problem";
import type { Text } from "../decoding/languageModel";
import { openedMask } from "../model/parts/openedMask";
import type { Loaded } from "../models";
import { encodeSource } from "../traces/encoderRun";
import { BranchingModel } from "./branchingModel";
import type { Helper } from "./plan";
import { sameTokens } from "./sameTokens";

/** What the first model reads. */
export interface ReadByMain {
  /** The source, where there is an encoder. */
  readonly source: Text | null;
  /** Tokens of the prompt. */
  readonly tokens: number;
  /** Of those, how many at the start were asked to see each other; null: as the model was trained. */
  readonly prefix: number | null;
}

/**
 * A second model for one text of the first: with the source read, where there is one. A prefix language model opens what the first was asked
 * to, else all of the prompt; others read as they were trained. Throws `input-invalid` when their tokens differ, or only one has an encoder.
 */
export async function helperFor(helper: Loaded, as: Helper["as"], main: Loaded, { source, tokens, prefix }: ReadByMain, signal: AbortSignal): Promise<Helper> {
  const { model } = helper;
  const remedy = "Choose another second model.";
  if ((model.open.encoder === null) !== (source === null)) throw new Problem("input-invalid", `${helper.card.name} and ${main.card.name} are not of one kind: only one of them has an encoder.`, { remedy });
  if (!sameTokens(helper.tokenizer(), main.tokenizer())) throw new Problem("input-invalid", `${helper.card.name} and ${main.card.name} have different vocabularies: a token of one means nothing to the other.`, { remedy });
  const memory = source ? (await encodeSource(model, { ids: source, signal })).memory : undefined;
  const { mask } = model.open.recipe;
  return { model: new BranchingModel(model, { ...(memory && { memory }), mask: openedMask(mask, mask.opens === "as trained" ? prefix : null, tokens) }), as };
}
