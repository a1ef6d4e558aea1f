import { cacheContents } from "./cacheContents";
import { type Column, shownSteps, shownText } from "./column";
import { pathTo } from "./beamTree";
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

/** All that is needed to run it again, and what came of it: the prompt's and the texts' tokens, options with the seed, the model. Plain JSON. */
export function savedRun(column: Column): string {
  const { started, request, given, finished, paths, tree, drafts, compared } = column;
  const ids = (tokens: readonly { readonly id: number }[]): number[] => tokens.map(({ id }) => id);
  const texts = finished
    ? finished.texts.map(({ path, tokens, text, score, ended }) => ({ path, ids: ids(tokens), text, score, ended }))
    : tree
      ? tree.live.map(id => ({ path: null, ids: pathTo(tree, id).map(({ candidate }) => candidate.token.id), text: textOf(pathTo(tree, id).map(({ candidate }) => candidate)), score: tree.nodes[id]?.candidate.score ?? null, ended: "cancelled" }))
      : paths.map((steps, path) => ({ path, ids: steps.map(({ token }) => token.id), text: steps.map(({ text }) => text).join(""), score: null, ended: "cancelled" }));
  return `${JSON.stringify(
    {
      format: "model-lens generation",
      version: 1,
      model: started?.model ?? null,
      folder: request.folder,
      helper: request.helper ?? null,
      device: started?.device ?? null,
      method: started?.method.name ?? null,
      adapters: started?.adapters.map(({ name }) => name) ?? [],
      options: started?.options ?? request.options,
      cache: started?.cache ?? null,
      prompt: started ? ids(started.prompt) : (request.ids ?? null),
      continues: given.map(({ token }) => token.id),
      status: column.status,
      shown: { ids: shownSteps(column).map(({ token }) => token.id), text: insertedText(column) },
      texts,
      drafts: drafts.map(({ path, step, draft, accepted }) => ({ path, step, ids: draft.map(({ token }) => token.id), accepted })),
      compared: compared && { scores: compared.scores, utility: compared.utility },
      milliseconds: finished?.milliseconds ?? null,
      computed: finished?.computed ?? null,
      reused: finished?.reused ?? null,
    },
    null,
    1,
  )}\n`;
}

/** The text that is looked at, as it goes into a document; `places` limits it to so many tokens. */
export function insertedText(column: Column, places?: number): string {
  const steps = shownSteps(column);
  if (places !== undefined && places < steps.length) return textOf(steps.slice(0, places));
  const text = shownText(column);
  return text ? textOf(column.given) + text.text : textOf(steps);
}
