/** Fewer letters than this at both sides of the cursor are no sign that a text was written twice. */
const LETTERS = 3;

/** Characters at the end of a new text that the rest of the cursor's line begins with: they would stand there twice. Signs count alone, words from three characters on. */
export function overlapOf(text: string, rest: string): number {
  for (let length = Math.min(text.length, rest.length); length > 0; length--) {
    const shared = rest.slice(0, length);
    if (!text.endsWith(shared) || shared.trim() === "") continue;
    if (length >= LETTERS || !/[\p{L}\p{N}_]/u.test(shared)) return length;
  }
  return 0;
}
