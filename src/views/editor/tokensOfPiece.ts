import type { TextRange, Token } from "../../protocol/tokens";

/**
 * The tokens of a text that a piece of it holds, with ranges in that piece as a document writes it; the others have none. `range`: where the piece stands in the
 * text, whose lines end with "\n"; `written`: the piece in the document, whose lines may end with "\r\n".
 */
export function tokensOfPiece(tokens: readonly Token[], range: TextRange, written: string): readonly Token[] {
  const offsets = offsetsIn(written);
  return tokens.map(token => {
    const [start, end] = [offsets[(token.range?.start ?? -1) - range.start], offsets[(token.range?.end ?? -1) - range.start]];
    return { ...token, range: start === undefined || end === undefined ? null : { start, end } };
  });
}

/** Where each code unit of a text whose lines end with "\n" is in what is `written`, its end included. */
function offsetsIn(written: string): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < written.length; at++) if (!written.startsWith("\r\n", at)) offsets.push(written[at] === "\n" && written[at - 1] === "\r" ? at - 1 : at);
  return [...offsets, written.length];
}
