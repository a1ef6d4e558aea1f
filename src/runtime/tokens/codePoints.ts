/**
 * Turns positions counted in code points into UTF-16 code units of `text`. A lone surrogate counts as one code point, as in
 * the U+FFFD that native code sees in its place. Positions beyond the end give the end.
 */
export function utf16Positions(text: string): (codePoint: number) => number {
  // Without surrogate pairs, the usual case, the two counts are the same.
  if (!/[\uD800-\uDBFF][\uDC00-\uDFFF]/.test(text)) return codePoint => Math.min(codePoint, text.length);
  const positions = new Uint32Array(text.length + 1);
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    positions[count] = at;
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return codePoint => (codePoint < count ? positions[codePoint]! : text.length);
}
