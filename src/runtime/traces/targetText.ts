import type { TargetText } from "../../protocol/attention";
import { Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import { suppressTokens } from "../decoding/adapters/suppressTokens";
import { greatest } from "../decoding/scores";
import { followPath } from "../decoding/search/followPath";
import { BranchingModel } from "../generation/branchingModel";
import type { Memory } from "../model/loadedModel";
import type { Loaded } from "../models";

/** Tokens that are generated at most when nobody gives a target. */
const GENERATED = 48;

/**
 * What a decoder is given: its start token, then the target's tokens but for the one that ends it, so that each row is a
 * prediction of the next. A generated target is the model's most probable token each time.
 */
export async function targetOf({ model, tokenizer }: Loaded, memory: Memory, wanted: TargetText, signal: AbortSignal, onStep: (fraction: number) => void): Promise<{ tokens: Token[]; text: string }> {
  const { config } = model.open.recipe;
  const target = tokenizer().forTarget;
  const endId = config.read.optionalId("eos_token_id");
  const start: Token = { id: config.read.id("decoder_start_token_id"), ...target.token(config.read.id("decoder_start_token_id")), range: null };
  if (wanted.from === "generated") {
    const maxNewTokens = Math.min(GENERATED, config.context - 1);
    const padding = config.padId === null || config.padId === endId ? [] : [suppressTokens([config.padId])];
    const { tokens: ids } = await followPath(
      new BranchingModel(model, { memory }),
      [start.id],
      { adapters: padding, maxNewTokens, endIds: new Set(endId === null ? [] : [endId]), signal, observe: event => event.kind === "chosen" && onStep(event.text.length / maxNewTokens) },
      greatest,
    );
    const shown = ids.at(-1) === endId ? ids.slice(0, -1) : ids;
    return { tokens: [start, ...shown.map(id => ({ id, ...target.token(id), range: null }))], text: await target.decode(shown, { skipSpecial: true }) };
  }
  if (wanted.text.trim() === "") throw new Problem("text-empty", "The target is empty: the decoder has nothing to read.", { remedy: "Type a target, or have it generated." });
  const encoded = await target.encode(wanted.text);
  const tokens = encoded.at(-1)?.id === endId ? encoded.slice(0, -1) : encoded;
  const most = config.context - 1;
  if (tokens.length > most) throw new Problem("text-too-long", `The target has ${tokens.length} tokens; the decoder takes ${most}.`, { remedy: "Shorten the target." });
  return { tokens: [start, ...tokens], text: wanted.text };
}
