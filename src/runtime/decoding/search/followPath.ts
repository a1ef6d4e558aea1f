import { Cancelled } from "../../../protocol/problem";
import { initialStates, stages, statesAfter } from "../adapters/adapter";
import type { Decoded, Decoding } from "../decoding";
import type { EndReason } from "../events";
import type { LanguageModel, Text } from "../languageModel";
import type { Scores } from "../scores";

/** Picks a token from the scores behind the last adapter. */
export type Choice = (scores: Scores) => number;

/** Follows one text token by token: greedy decoding and ancestral sampling differ only in the choice. `path` names it in events. */
export async function followPath(model: LanguageModel, prompt: Text, decoding: Decoding, choose: Choice, path = 0): Promise<Decoded> {
  const { adapters, maxNewTokens, observe, signal } = decoding;
  let text = prompt;
  let states = initialStates(adapters);
  let ended: EndReason | null = maxNewTokens === 0 ? "length" : null;
  while (ended === null) {
    Cancelled.check(signal);
    const [next] = await model.next([text], signal);
    if (!next) throw new Error("The model said nothing about the text.");
    const all = stages(next.logits, { text, promptLength: prompt.length, ...(next.beside && { beside: next.beside }) }, adapters, states);
    const token = choose(all.at(-1) as Scores);
    observe?.({ kind: "chosen", path, text, token, scores: all });
    states = statesAfter(token, all, adapters, states);
    text = [...text, token];
    ended = endOf(text, prompt.length, decoding);
  }
  observe?.({ kind: "ended", path, text, reason: ended });
  return { tokens: text.slice(prompt.length), ended };
}

/** Why a text that has just grown ends, or null. */
export function endOf(text: Text, promptLength: number, { endIds, stop, maxNewTokens }: Decoding): EndReason | null {
  if (endIds.has(text.at(-1) as number)) return "end token";
  if (stop?.(text)) return "stop";
  return text.length - promptLength >= maxNewTokens ? "length" : null;
}
