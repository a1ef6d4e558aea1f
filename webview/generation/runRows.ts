import { cacheContents } from "./cacheContents";
import { type Column, shownSteps, shownText } from "./column";
import { textOf } from "./shownStep";

/** Tokens in the cache when the token at `place` was chosen: the prompt, what was given, and the text before it. */
export function tokensRead({ started, given }: Column, place: number): number {
  if (!started) return 0;
  const before = started.encoderDecoder ? 0 : started.prompt.length;
  // What a branch was given is among the places; a decoder's start token is not.
  return before + Math.max(0, started.given.length - given.length) + place;
}

/** A run's text for the clipboard, a row per token. */
export function runRows(column: Column): (string | number)[][] {
  const policy = column.started?.cache ?? { window: null, sinks: 0 };
  const bytes = column.started?.bytesPerToken ?? 0;
  return [
    ["place", "id", "token", "given", "surprisal (bits)", "probability (model)", "rank (model)", "probability", "rank", "entropy (bits)", "forbidden", "tokens in cache", "evicted", "cache (bytes)"],
    ...shownSteps(column).map(({ token, given, surprisal, explained }, place) => {
      const cache = cacheContents(policy, tokensRead(column, place));
      const numbers = explained && !column.tree ? [explained.raw.probability, explained.raw.rank, explained.final.probability, explained.final.rank, explained.final.entropy, explained.forbidden] : [NaN, NaN, 2 ** -surprisal, NaN, explained?.final.entropy ?? NaN, explained?.forbidden ?? NaN];
      return [place, token.id, token.text, given ? "yes" : "", surprisal, ...numbers, cache.count, cache.evicted, cache.count * bytes].map(value => (Number.isNaN(value) ? "" : value));
    }),
  ];
}

/** The text that is looked at, as it goes into a document; `places` limits it to so many tokens. */
export function insertedText(column: Column, places?: number): string {
  const steps = shownSteps(column);
  if (places !== undefined && places < steps.length) return textOf(steps.slice(0, places));
  const text = shownText(column);
  return text ? textOf(column.given) + text.text : textOf(steps);
}
