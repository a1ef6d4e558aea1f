import type { Adapter } from "../../../src/runtime/decoding/adapters/adapter";

/** The few adapters that the table's cases need, as plainly as they can be written. */
const adapter = (name: string, apply: Adapter["apply"]): Adapter => ({ name, about: name, apply });

export const repetition = (penalty: number): Adapter =>
  adapter("repetition", (scores, { text }) => scores.map((score, token) => (text.includes(token) ? (score < 0 ? score * penalty : score / penalty) : score)));

export const noRepeatedPairs = (size: number): Adapter =>
  adapter("no repeated n-gram", (scores, { text }) => {
    if (size !== 2) throw new Error("Only pairs are known here.");
    return scores.map((score, token) => (text.some((one, i) => i > 0 && text[i - 1] === text.at(-1) && one === token) ? -Infinity : score));
  });

export const noEndBefore = (newTokens: number, ends: readonly number[]): Adapter =>
  adapter("minimum length", (scores, { text, promptLength }) => scores.map((score, token) => (text.length - promptLength < newTokens && ends.includes(token) ? -Infinity : score)));

export const forcedLast = (end: number, maxNewTokens: number): Adapter =>
  adapter("forced end", (scores, { text, promptLength }) =>
    text.length - promptLength === maxNewTokens - 1 ? scores.map((_, token) => (token === end ? 0 : -Infinity)) : scores,
  );
