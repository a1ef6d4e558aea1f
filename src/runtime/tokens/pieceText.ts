/** How a tokenizer's vocabulary spells text. */
export interface Spelling {
  /** Every character stands for a byte (GPT-2's alphabet: `Ġ` for a space). */
  readonly byteLevel: boolean;
  /** What stands for a space (SentencePiece's `▁`), or null. */
  readonly space: string | null;
  /** `<0xF0>` stands for a byte. */
  readonly byteFallback: boolean;
  /** What begins a piece that continues a word (WordPiece's `##`), or empty. */
  readonly continuing: string;
  /** What ends a piece that ends a word (GPT's `</w>`), or empty. */
  readonly ending: string;
}

/** A piece of the vocabulary as a person reads it; bytes that are no whole character as `⟨F0 9F⟩`. */
export function pieceText(piece: string, spelling: Spelling): string {
  if (spelling.byteFallback) {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(piece);
    if (byte) return readBytes(Uint8Array.of(Number.parseInt(byte[1]!, 16)));
  }
  let text = piece;
  if (spelling.byteLevel) {
    const bytes = Array.from(piece, character => BYTE_OF.get(character));
    // A piece outside the alphabet was put into the vocabulary as plain text.
    if (bytes.every(byte => byte !== undefined)) text = readBytes(Uint8Array.from(bytes));
  }
  if (spelling.space !== null) text = text.replaceAll(spelling.space, " ");
  if (spelling.continuing !== "" && text.startsWith(spelling.continuing) && text !== spelling.continuing) text = text.slice(spelling.continuing.length);
  if (spelling.ending !== "" && text.endsWith(spelling.ending) && text !== spelling.ending) text = text.slice(0, -spelling.ending.length);
  return text;
}

/** The bytes of UTF-8 that a piece stands for within a text: a word's own space before it, or behind it, is one of them. */
export function pieceBytes(piece: string, spelling: Spelling): Uint8Array {
  const byte = spelling.byteFallback ? /^<0x([0-9A-Fa-f]{2})>$/.exec(piece) : null;
  if (byte) return Uint8Array.of(Number.parseInt(byte[1]!, 16));
  if (spelling.byteLevel) {
    const bytes = Array.from(piece, character => BYTE_OF.get(character));
    if (bytes.every(one => one !== undefined)) return Uint8Array.from(bytes);
  }
  let text = spelling.space === null ? piece : piece.replaceAll(spelling.space, " ");
  if (spelling.continuing !== "") text = text.startsWith(spelling.continuing) ? text.slice(spelling.continuing.length) : ` ${text}`;
  if (spelling.ending !== "" && text.endsWith(spelling.ending)) text = `${text.slice(0, -spelling.ending.length)} `;
  return encoder.encode(text);
}

const encoder = new TextEncoder();

/**
 * GPT-2's byte alphabet (Radford et al. 2019): printable Latin-1 bytes stand for themselves, the others for the characters
 * from U+0100 on, in order.
 */
const BYTE_OF: ReadonlyMap<string, number> = (() => {
  const byteOf = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    byteOf.set(String.fromCodePoint(printable ? byte : next++), byte);
  }
  return byteOf;
})();

/** The character of GPT-2's byte alphabet for each byte. */
export const BYTE_ALPHABET: readonly string[] = [...BYTE_OF].sort(([, a], [, b]) => a - b).map(([character]) => character);

/** Whole characters as they are, the bytes between them in angle brackets. */
function readBytes(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  let loose: string[] = [];
  const flush = (): void => {
    if (loose.length > 0) text += `⟨${loose.join(" ")}⟩`;
    loose = [];
  };
  for (let at = 0; at < bytes.length; ) {
    const length = lengthOfCharacter(bytes[at]!);
    try {
      const character = decoder.decode(bytes.subarray(at, at + length));
      flush();
      text += character;
      at += length;
    } catch {
      loose.push(bytes[at]!.toString(16).toUpperCase().padStart(2, "0"));
      at++;
    }
  }
  flush();
  return text;
}

function lengthOfCharacter(lead: number): number {
  if (lead < 0xc0) return 1;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
