import type { Utility } from "./utility";

/** Longest character n-grams, and how much more recall counts than precision: the values of the paper and of sacreBLEU. */
const ORDER = 6;
const BETA = 2;

/** chrF2 of a sentence, 0 … 100 (Popović 2015), as sacreBLEU computes it: whitespace removed, lengths that one text is too short for left out. */
export const chrF: Utility = { name: "chrF", of: (hypothesis, reference) => score(gramsOf(hypothesis), gramsOf(reference)) };

/** How often each n-gram of characters occurs: [n − 1]. */
type Grams = readonly ReadonlyMap<string, number>[];

/** Texts are compared with many others: their n-grams are counted once. */
const known = new Map<string, Grams>();
const KEPT = 512;

function gramsOf(text: string): Grams {
  const counted = known.get(text) ?? count([...text.replaceAll(/\s+/gu, "")]);
  if (known.size >= KEPT) known.clear();
  known.set(text, counted);
  return counted;
}

function count(characters: readonly string[]): Grams {
  return Array.from({ length: ORDER }, (_, i) => {
    const counts = new Map<string, number>();
    for (let from = 0; from + i < characters.length; from++) {
      const gram = characters.slice(from, from + i + 1).join("");
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  });
}

function score(hypothesis: Grams, reference: Grams): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let i = 0; i < ORDER; i++) {
    const ours = hypothesis[i] as ReadonlyMap<string, number>;
    const theirs = reference[i] as ReadonlyMap<string, number>;
    if (ours.size === 0 || theirs.size === 0) continue;
    let shared = 0;
    for (const [gram, times] of ours) shared += Math.min(times, theirs.get(gram) ?? 0);
    precision += shared / total(ours);
    recall += shared / total(theirs);
    orders++;
  }
  if (precision + recall === 0) return 0;
  precision /= orders;
  recall /= orders;
  return (100 * (1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall);
}

function total(counts: ReadonlyMap<string, number>): number {
  let sum = 0;
  for (const times of counts.values()) sum += times;
  return sum;
}
