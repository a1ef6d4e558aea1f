import { Problem } from "../../protocol/problem";
import type { Text } from "../decoding/languageModel";
import type { Loaded } from "../models";
import { encodeSource } from "../traces/encoderRun";
import { BranchingModel } from "./branchingModel";
import type { Helper } from "./plan";
import { sameTokens } from "./sameTokens";

/** A second model for one text of the first: with the source read, where there is one. Throws `input-invalid` when their tokens differ, or only one has an encoder. */
export async function helperFor(helper: Loaded, as: Helper["as"], main: Loaded, source: Text | null, signal: AbortSignal): Promise<Helper> {
  const { model } = helper;
  const remedy = "Choose another second model.";
  if ((model.open.encoder === null) !== (source === null)) throw new Problem("input-invalid", `${helper.card.name} and ${main.card.name} are not of one kind: only one of them has an encoder.`, { remedy });
  if (!sameTokens(helper.tokenizer(), main.tokenizer())) throw new Problem("input-invalid", `${helper.card.name} and ${main.card.name} have different vocabularies: a token of one means nothing to the other.`, { remedy });
  const memory = source ? (await encodeSource(model, { ids: source, signal })).memory : undefined;
  return { model: new BranchingModel(model, { ...(memory && { memory }) }), as };
}
