import type { Adapter } from "./adapter";
import { ruleOut } from "./keep";
import { refuseUnlessCount } from "./refuseUnless";

/** Rules out tokens that would complete an n-gram which is already in the text, prompt included (Paulus et al. 2018). */
export function noRepeatNgram(size: number): Adapter {
  refuseUnlessCount("no_repeat_ngram_size", size, 1);
  return {
    name: `no repeated ${size}-gram`,
    about: "Rules out tokens that would complete an n-gram which is already in the text (Paulus et al. 2018).",
    apply: (scores, { text }) => ruleOut(scores, completionsOf(text, size, text)),
  };
}

/** Tokens that follow, somewhere in `within`, the last `size − 1` tokens of the text. */
export function completionsOf(text: readonly number[], size: number, within: readonly number[]): Set<number> {
  const found = new Set<number>();
  const begin = text.length - (size - 1);
  if (begin < 0) return found;
  for (let start = 0; start + size <= within.length; start++) {
    let same = 0;
    while (same < size - 1 && within[start + same] === text[begin + same]) same++;
    if (same === size - 1) found.add(within[start + same] as number);
  }
  return found;
}
