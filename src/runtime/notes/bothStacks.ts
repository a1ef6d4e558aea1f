import type { Token } from "../../protocol/tokens";
import { encodeSource, type Encoded } from "../traces/encoderRun";
import { targetOf } from "../traces/targetText";
import type { Given } from "./statement";
import { tokensOf } from "./textRun";

/** An encoder's finished pass over the text, and what the decoder reads of its own: its start token and all that the model writes but the last. */
export interface ReadAndWritten extends Encoded {
  readonly source: readonly Token[];
  readonly target: readonly Token[];
}

/** Runs the encoder over the text, `most` tokens at most, and lets the decoder write its most probable target. */
export async function bothStacks(given: Given, most = Infinity): Promise<ReadAndWritten> {
  const { loaded, signal, progress } = given;
  const source = await tokensOf(given, most);
  const encoded = await encodeSource(loaded.model, { ids: source.map(token => token.id), tokens: source, signal });
  const { tokens } = await targetOf(loaded, encoded.memory, { from: "generated" }, signal, progress);
  return { ...encoded, source, target: tokens };
}
