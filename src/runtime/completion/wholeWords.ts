/** The word in which a text ends; of scripts that write no spaces between words, one character is as good as a word. */
const LAST_WORD = /(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}_$])+$/u;
/** A line that ends so goes on no further. */
const LINE_IS_WHOLE = /[;{},:]\s*$/;

/** A text without the word that its end may have cut, and without the space before it. */
export const wholeWords = (text: string): string => text.replace(LAST_WORD, "").trimEnd();

/** A text without what its end has cut: a line, where there are others before it, or else a word. */
export function withoutCutEnd(text: string): string {
  const lastLine = text.lastIndexOf("\n");
  if (lastLine >= 0 && text.slice(0, lastLine).trim() !== "") return LINE_IS_WHOLE.test(text.slice(lastLine)) ? text : text.slice(0, lastLine).trimEnd();
  return wholeWords(text);
}
