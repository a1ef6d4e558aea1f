import type { Token } from "../../protocol/tokens";
import type { Tokenizer } from "../tokens/tokenizer";
import { moved, readTokens } from "./readTokens";

interface ReadText {
  readonly text: string;
  readonly begins: boolean;
  readonly tokens: readonly Token[];
}

/** Texts that are remembered of each tokenizer: the one before the cursor, the one behind it, and some neighbours. */
const KEPT = 8;
/** Shorter texts are read at once. */
const SHORT = 1500;
/** Characters before the first change that are read again, and those of them in which tokens may have changed with it. */
const AGAIN = 500;
const TOUCHED = 100;
/** So many tokens in a row that were there before: from there on the new reading is the old one's continuation. */
const ALIKE = 8;

const remembered = new WeakMap<Tokenizer, ReadText[]>();

/** As {@link readTokens}; of a text that begins as one read before, only what follows the change is read, from some tokens before it on. */
export async function readAgain(tokenizer: Tokenizer, text: string, begins: boolean): Promise<readonly Token[]> {
  const all = remembered.get(tokenizer) ?? [];
  let [known, shared] = [null as ReadText | null, 0];
  for (const one of all) {
    const length = one.begins === begins ? sharedLength(one.text, text) : 0;
    if (length > shared) [known, shared] = [one, length];
  }
  const same = known !== null && shared === text.length && shared === known.text.length;
  const tokens = same ? (known as ReadText).tokens : ((known && text.length >= SHORT ? await spliced(tokenizer, text, known, shared) : null) ?? (await readTokens(tokenizer, text, begins)));
  // Of a text that grows, what it was before is of no more use.
  const others = all.filter(one => one !== known || shared < SHORT);
  remembered.set(tokenizer, [{ text, begins, tokens }, ...others].slice(0, KEPT));
  return tokens;
}

/** The known tokens up to a place from which on the text was read anew; null where the two readings do not meet. */
async function spliced(tokenizer: Tokenizer, text: string, { tokens }: ReadText, shared: number): Promise<Token[] | null> {
  const from = tokens.findLastIndex(({ range }, i) => range !== null && range.end <= shared - AGAIN && range.start >= (tokens[i - 1]?.range?.end ?? 0));
  const start = tokens[from]?.range?.start;
  if (start === undefined) return null;
  const fresh = moved(await readTokens(tokenizer, text.slice(start), false), start);
  const places = new Map<number, number>();
  for (let i = tokens.length - 1; i >= from; i--) places.set(tokens[i]?.range?.start ?? -1, i);
  for (let i = 0; i + ALIKE <= fresh.length; i++) {
    const at = places.get(fresh[i]?.range?.start ?? -2);
    if (at === undefined) continue;
    const alike = fresh.slice(i, i + ALIKE).every(({ id, range }, k) => {
      const other = tokens[at + k];
      return range !== null && other?.id === id && other.range?.start === range.start && other.range.end === range.end && range.end <= shared - TOUCHED;
    });
    if (alike) return [...tokens.slice(0, at), ...fresh.slice(i)];
  }
  return null;
}

function sharedLength(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
