import { Problem } from "../../protocol/problem";
import type { LoadedModel } from "../model/loadedModel";

/** Throws `input-unknown` where a start token is asked for and there is no decoder that begins a text of its own. */
export function checkDecoderStart(asked: Readonly<Record<string, unknown>>, { open }: LoadedModel): void {
  if (open.encoder || (asked["decoder_start_token_id"] ?? null) === null) return;
  throw new Problem("input-unknown", "decoder_start_token_id is for encoder–decoder models; this one has no encoder.", { remedy: "Leave the option out." });
}
