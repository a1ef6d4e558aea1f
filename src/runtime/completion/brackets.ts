const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const OPENERS = new Set(Object.values(CLOSES));

/** How the brackets of a text stand to what is around it. */
export interface Brackets {
  /** Openers that nothing in it closes. */
  readonly open: readonly string[];
  /** Places of closers that close nothing in it. */
  readonly unmatched: readonly number[];
}

/** Follows a text's brackets; those in quotes that end on their line do not count. */
export function bracketsOf(text: string): Brackets {
  const open: string[] = [];
  const unmatched: number[] = [];
  for (let i = 0; i < text.length; i++) {
    const character = text[i] as string;
    if (character === '"' || character === "'" || character === "`") {
      i = endOfQuote(text, i);
    } else if (OPENERS.has(character)) open.push(character);
    else if (Object.hasOwn(CLOSES, character)) {
      // What was left open inside is closed with it.
      const at = open.lastIndexOf(CLOSES[character] as string);
      if (at < 0) unmatched.push(i);
      else open.length = at;
    }
  }
  return { open, unmatched };
}

/** Where a quote ends that begins here; here, where it does not end on its line: an apostrophe. */
function endOfQuote(text: string, start: number): number {
  for (let i = start + 1; i < text.length && text[i] !== "\n"; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === text[start]) return i;
  }
  return start;
}
