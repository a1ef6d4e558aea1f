import type { TextRange } from "../../protocol/tokens";

/** UTF-16 code units that are sent for each token of the context: more than a token is long, so that tokens are what limits. */
const UNITS_PER_TOKEN = 6;
/** Of the text before the cursor, and behind it. */
const SUFFIX_SHARE = 0.25;
/** The beginning of a long text stays where it is until the text has grown by this share: what the runtime keeps of it stays right. */
const STEP_SHARE = 0.25;

/** What is sent of a document. */
export interface CutText {
  readonly prefix: string;
  readonly suffix: string;
}

/** The text around `offset`, cut to what `contextTokens` tokens can be; `read` gives the document's text, cut at its end. */
export function cutText(offset: number, contextTokens: number, read: (range: TextRange) => string): CutText {
  const most = Math.max(1, contextTokens) * UNITS_PER_TOKEN;
  const step = Math.max(1, Math.floor(most * STEP_SHARE));
  const start = offset <= most ? 0 : Math.ceil((offset - most) / step) * step;
  const suffix = read({ start: offset, end: offset + Math.floor(most * SUFFIX_SHARE) });
  return { prefix: fromLine(read({ start, end: offset }), start, step), suffix: wholeAtEnd(suffix) };
}

/** Without the part of a line with which a cut text begins, unless that is most of it. */
function fromLine(text: string, start: number, step: number): string {
  if (start === 0) return text;
  const lineBreak = text.slice(0, step).indexOf("\n");
  if (lineBreak >= 0) return text.slice(lineBreak + 1);
  return isLow(text.charCodeAt(0)) ? text.slice(1) : text;
}

const wholeAtEnd = (text: string): string => (isHigh(text.charCodeAt(text.length - 1)) ? text.slice(0, -1) : text);
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
