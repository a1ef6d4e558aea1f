/** A stretch of a token's text: as it is, or a sign that stands for what cannot be seen. */
export interface TextPart {
  readonly text: string;
  readonly sign: boolean;
}

const SIGNS: Readonly<Record<string, string>> = {
  " ": "·",
  "\n": "↵",
  "\r": "␍",
  "\t": "→",
  "\u00A0": "⍽",
  "\u3000": "□",
};
const UNSEEN = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
// Joiners and variation selectors make one picture of several characters: to spell them out would take it apart.
const JOINING = /[\u200C\u200D\uFE00-\uFE0F]/u;

/** A token's text in parts, with a sign for everything that cannot be seen; `∅` where there is no text at all. */
export function textParts(text: string): TextPart[] {
  if (text === "") return [{ text: "∅", sign: true }];
  const parts: { text: string; sign: boolean }[] = [];
  const alone = [...text].every(character => JOINING.test(character));
  for (const character of text) {
    const sign = UNSEEN.test(character) || (JOINING.test(character) && alone);
    const shown = sign && (alone || !JOINING.test(character)) ? signFor(character) : character;
    const last = parts.at(-1);
    if (last?.sign === (shown !== character)) last.text += shown;
    else parts.push({ text: shown, sign: shown !== character });
  }
  return parts;
}

/** A token's text on one line, with whitespace and control characters made visible. */
export function visibleText(text: string): string {
  return textParts(text)
    .map(part => part.text)
    .join("");
}

function signFor(character: string): string {
  const known = SIGNS[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return `⟨${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
