import type { Text } from "../decoding/languageModel";

/**
 * Whether the last token of a text completes one of these strings, by the bytes of its tokens: new tokens only. `bytes` gives what a
 * token stands for, null for special ones.
 */
export function stopStrings(strings: readonly string[], promptLength: number, bytes: (token: number) => Uint8Array | null): (text: Text) => boolean {
  const wanted = strings.map(string => Buffer.from(string, "utf8"));
  const longest = Math.max(0, ...wanted.map(({ length }) => length));
  return text => {
    const last = bytes(text.at(-1) as number);
    if (!last || last.length === 0) return false;
    let tail = Buffer.from(last);
    // A string that the last token completes begins at most its own length before it.
    for (let at = text.length - 2; at >= promptLength && tail.length < longest - 1 + last.length; at--) tail = Buffer.concat([bytes(text[at] as number) ?? EMPTY, tail]);
    return wanted.some(string => tail.includes(string, Math.max(0, tail.length - last.length - string.length + 1)));
  };
}

const EMPTY = new Uint8Array(0);
