import { seededRandom } from "../../checkpoints/seededRandom";
import type { Embedded } from "../embedded";
import { best, type Claims } from "./claims";
import { DOMAINS, heldOutWindows } from "./heldOut";
import { logitsOf, lossesAt, mean, patternsOf, type Pattern } from "./pass";

/** Ids below are special tokens and single bytes. */
const FIRST_WORD = 336;
const COPIED = 50;
const SEQUENCES = 4;
/** Queries before have few keys to choose from. */
const FIRST_QUERY = 8;
/** Of each domain. */
const WINDOWS = 2;
/** Of a prefix LM: tokens of a text that see each other, half of a window. */
const PREFIX = 128;

/**
 * Induction (Olsson et al. 2022) on `<s>` R R with 50 random tokens R: the mean attention from the second copy to what followed the
 * first, by the best head, and the loss on either copy. Of a prefix LM the first copy is the prefix, which sees what it would predict.
 */
export async function induction(embedded: Embedded, { openPrefix = false } = {}): Promise<Claims> {
  const { config } = embedded.model.open.recipe;
  const mask = openPrefix && { prefixLengths: [COPIED + 1] };
  const random = seededRandom(7);
  const [once, again]: [number[], number[]] = [[], []];
  const scores: number[][][] = [];
  for (let i = 0; i < SEQUENCES; i++) {
    const words = Array.from({ length: COPIED }, () => FIRST_WORD + random(config.vocabulary - FIRST_WORD));
    const ids = [config.read.id("bos_token_id"), ...words, ...words];
    const labels = ids.slice(1).map((label, time) => [time, label] as const);
    const losses = lossesAt(await logitsOf(embedded, { ids: [ids], ...mask }), labels);
    // The first token of a copy cannot be known.
    once.push(...losses.slice(1, COPIED));
    again.push(...losses.slice(COPIED + 1));
    const queries = range(COPIED + 2, 2 * COPIED + 1);
    scores.push(byHead(await patternsOf(embedded, { ids: [ids], ...mask }, "attentions"), queries, query => [query - COPIED + 1]));
  }
  return {
    "induction: attention to what followed the same token, best head": best(meanOf(scores)),
    ...(!openPrefix && { "loss on random tokens": mean(once) }),
    "loss on their second copy": mean(again),
  };
}

/** Attention to the token before and to the first token on held-out text, by the best head, and of those that see both ways also to the token behind; of a prefix LM behind an open prefix. */
export async function textHeads(embedded: Embedded, { openPrefix = false } = {}): Promise<Claims> {
  const { recipe } = embedded.model.open;
  const masked = recipe.head.task === "masked language model";
  const found = new Map<string, number[][][]>();
  const note = (name: string, scores: number[][]): void => void found.set(name, [...(found.get(name) ?? []), scores]);
  for (const domain of DOMAINS) {
    for (const window of (await heldOutWindows(embedded, domain, 254)).slice(0, WINDOWS)) {
      const { read } = recipe.config;
      const ids = [read.id("bos_token_id"), ...window, ...(masked ? [read.id("eos_token_id")] : [])];
      const patterns = await patternsOf(embedded, { ids: [ids], ...(openPrefix && { prefixLengths: [PREFIX] }) }, "attentions");
      const queries = range(openPrefix ? PREFIX : FIRST_QUERY, window.length);
      note("attention to the token before, best head", byHead(patterns, queries, query => [query - 1]));
      if (masked) note("attention to the token behind, best head", byHead(patterns, queries, query => [query + 1]));
      note("attention to the first token, best head", byHead(patterns, queries, () => [0]));
      if (masked) note("attention to [SEP], best head", byHead(patterns, queries, () => [ids.length - 1]));
    }
  }
  return Object.fromEntries([...found].map(([name, scores]) => [name, best(meanOf(scores))]));
}

/** Mean over `queries` of the attention to the keys that `keysOf` names, by [layer][head]. */
export function byHead(patterns: readonly Pattern[], queries: readonly number[], keysOf: (query: number) => readonly number[]): number[][] {
  return patterns.map(({ heads, at }) =>
    Array.from({ length: heads }, (_, head) => mean(queries.map(query => keysOf(query).reduce((sum, key) => sum + at(head, query, key), 0)))),
  );
}

/** The mean of several [layer][head] tables. */
export const meanOf = (tables: readonly (readonly (readonly number[])[])[]): number[][] =>
  tables[0]!.map((row, layer) => row.map((_, head) => mean(tables.map(table => table[layer]![head]!))));

export const range = (from: number, end: number): number[] => Array.from({ length: end - from }, (_, i) => from + i);
