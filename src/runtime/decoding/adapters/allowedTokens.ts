import type { Scores } from "../scores";
import type { Adapter, StepContext } from "./adapter";

/** Tokens that may come: a set, or 32 tokens a word with the lowest id in the lowest bit. */
export type Allowed = ReadonlySet<number> | Int32Array | Uint32Array;

/** Rules out every token that a constraint (a grammar, a prefix function) does not allow behind the text. */
export function allowedTokens(constraint: { readonly name: string; readonly about: string; readonly allowed: (context: StepContext) => Allowed }): Adapter {
  const { name, about, allowed } = constraint;
  return {
    name,
    about,
    apply: (scores, context) => {
      const tokens = allowed(context);
      return "has" in tokens ? inSet(scores, tokens) : inMask(scores, tokens);
    },
  };
}

function inSet(scores: Scores, tokens: ReadonlySet<number>): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  for (const token of tokens) if (token < next.length) next[token] = scores[token] as number;
  return next;
}

/** A token beyond the mask is not allowed: vocabularies are padded with rows that stand for nothing. */
function inMask(scores: Scores, mask: Int32Array | Uint32Array): Scores {
  const next = new Float32Array(scores.length).fill(-Infinity);
  const end = Math.min(next.length, mask.length * 32);
  for (let token = 0; token < end; token++) if (((mask[token >>> 5] as number) >>> (token & 31)) & 1) next[token] = scores[token] as number;
  return next;
}
