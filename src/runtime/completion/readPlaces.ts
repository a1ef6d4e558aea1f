import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";

/**
 * Where each key that was read stands in the text around the cursor; null for those from elsewhere. `places` are those of the prompt, behind which
 * `written` tokens spell again what the prompt left out of the text: `typed`, its end.
 */
export function readPlaces(places: readonly (number | null)[], written: readonly number[], typed: Uint8Array, prefix: string, { bytes }: Pick<VocabularyTrie, "bytes">): (number | null)[] {
  let at = 0;
  const again = written.map(token => {
    const rest = Buffer.from(typed.subarray(at)).toString("utf8");
    const isTyped = at < typed.length;
    at += bytes[token]?.length ?? 0;
    // The vocabulary may have put a space before the text that nobody typed.
    return isTyped ? Math.max(0, prefix.length - rest.length) : null;
  });
  return [...places, ...again];
}
