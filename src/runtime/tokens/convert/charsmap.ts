/** A text as SentencePiece normalises it, and where each of its UTF-16 code units comes from in the text that was given. */
export interface NormalizedText {
  readonly text: string;
  /** For each code unit of `text`: where what it was made of begins in the text given, and where it ends. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Normalises a text by rules. */
export type Charsmap = (text: string) => NormalizedText;

/**
 * Reads the rules of a SentencePiece model (its `precompiled_charsmap`): a double-array trie (Aoe 1989) over UTF-8 whose values are
 * places in a list of replacements. At each place of a text the longest rule applies, whatever characters it spans. Throws an Error
 * where the bytes are no such thing.
 */
export function readCharsmap(bytes: Uint8Array): Charsmap {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.length < 4 ? -1 : view.getUint32(0, true);
  if (size <= 0 || size % 4 !== 0 || 4 + size >= bytes.length || bytes.at(-1) !== 0) throw new Error("its normalisation rules are cut off");
  const trie = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const replacements = bytes.subarray(4 + size);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const replacementAt = (at: number): string => {
    const end = replacements.indexOf(0, at);
    return decoder.decode(replacements.subarray(at, end === -1 ? replacements.length : end));
  };

  /** The longest rule for the bytes from `from` on: its length in bytes, 0 for none, and its replacement's place. */
  const longest = (utf8: Uint8Array, from: number): { length: number; at: number } => {
    let found = { length: 0, at: 0 };
    let node = offsetOf(trie[0]!);
    for (let i = from; i < utf8.length; i++) {
      node ^= utf8[i]!;
      const unit = trie[node];
      if (unit === undefined || labelOf(unit) !== utf8[i]) break;
      node ^= offsetOf(unit);
      if (hasLeaf(unit)) found = { length: i - from + 1, at: (trie[node] ?? 0) & 0x7fffffff };
    }
    return found;
  };

  return given => {
    const utf8 = new TextEncoder().encode(given);
    const positions = utf16OfBytes(given, utf8.length);
    const texts: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    for (let at = 0; at < utf8.length; ) {
      const rule = longest(utf8, at);
      const length = rule.length || lengthOfCharacter(utf8[at]!);
      const made = rule.length > 0 ? replacementAt(rule.at) : decoder.decode(utf8.subarray(at, at + length));
      texts.push(made);
      for (let i = 0; i < made.length; i++) {
        starts.push(positions[at]!);
        ends.push(positions[at + length]!);
      }
      at += length;
    }
    return { text: texts.join(""), starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
  };
}

/** A text that stays as it is. */
export const unchanged: Charsmap = text => ({
  // As in rules' texts, U+FFFD stands for a lone surrogate: both are one code unit.
  text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text)),
  starts: Uint32Array.from({ length: text.length }, (_, i) => i),
  ends: Uint32Array.from({ length: text.length }, (_, i) => i + 1),
});

/** For each byte at which a character begins, and the end: its place in UTF-16. */
function utf16OfBytes(text: string, bytes: number): Uint32Array {
  const positions = new Uint32Array(bytes + 1);
  let byte = 0;
  for (let at = 0; at < text.length; ) {
    positions[byte] = at;
    const point = text.codePointAt(at)!;
    byte += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point > 0xffff ? 2 : 1;
  }
  positions[bytes] = text.length;
  return positions;
}

function lengthOfCharacter(lead: number): number {
  return lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

function hasLeaf(unit: number): boolean {
  return ((unit >>> 8) & 1) === 1;
}

/** The byte that leads to a node; a leaf's has the top bit set and equals none. */
function labelOf(unit: number): number {
  return (unit & 0x800000ff) >>> 0;
}

function offsetOf(unit: number): number {
  return ((unit >>> 10) << ((unit & 0x200) >>> 6)) >>> 0;
}
