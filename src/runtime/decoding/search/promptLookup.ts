import type { Drafter } from "./speculation";
import type { Text } from "../languageModel";

/** Drafts what followed the text's last words when they came before: the longest n-gram of its end, up to `longest` tokens, found earlier in it (Saxena 2023). */
export function promptLookup(longest: number): Drafter {
  return { name: "prompt look-up", propose: ({ text }, count) => Promise.resolve(continuation(text, longest, count).map(token => ({ token }))) };
}

/** Up to `count` tokens that followed the first earlier occurrence of the longest n-gram that ends the text; none without one. */
export function continuation(text: Text, longest: number, count: number): number[] {
  for (let size = Math.min(longest, text.length - 1); size > 0; size--) {
    const end = text.length - size;
    for (let from = 0; from < end; from++) {
      let same = 0;
      while (same < size && text[from + same] === text[end + same]) same++;
      if (same === size) return text.slice(from + size, from + size + count);
    }
  }
  return [];
}
