import { visibleText } from "../draw/tokenText";

/** A stretch of a cell's text: words, a sign for what cannot be seen, or a token that is no text. */
export interface CellPart {
  readonly text: string;
  readonly kind: "words" | "sign" | "special";
}

/** Tokens that models put between words: sentinels, ends, modes of UL2. */
const SPECIAL = /<extra_id_\d+>|<\|[^|<>]{1,40}\|>|<\/?s>|<(?:pad|unk|mask|bos|eos|cls|sep|start|delimiter|extract)>|\[(?:CLS|SEP|MASK|PAD|UNK|BOS|EOS|R|S|X|NLU|NLG|S2S)\]/;
/** Spaces between words are seen by themselves; joiners make one picture of several characters. */
const UNSEEN = /^ +| +$| {2,}|[^\S ]|(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const EITHER = new RegExp(`(${SPECIAL.source})|(${UNSEEN.source})`, "gu");

/** A text on one line as parts that all can be read. */
export function cellParts(text: string): CellPart[] {
  const parts: CellPart[] = [];
  let end = 0;
  for (const found of text.matchAll(EITHER)) {
    if (found.index > end) parts.push({ text: text.slice(end, found.index), kind: "words" });
    parts.push(found[1] === undefined ? { text: visibleText(found[0]), kind: "sign" } : { text: found[0], kind: "special" });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), kind: "words" });
  return parts;
}
