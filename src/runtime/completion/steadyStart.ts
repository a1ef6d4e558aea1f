/** Characters before a place by which it is known again: those behind it may yet be typed. */
const LOOKED_AT = 48;

/**
 * Where to cut off a text's beginning: the line start from `from` to `to` that is chosen by what stands before it, and not by where it is, so
 * that a text that grows or slides keeps its beginning until that leaves the range (content-defined cutting, Manber 1994). Any place where
 * there is no line start.
 */
export function steadyStart(text: string, from: number, to: number): number {
  let best = -1;
  let least = Infinity;
  const consider = (place: number): void => {
    const hash = hashOf(text, place);
    if (hash >= least) return;
    least = hash;
    best = place;
  };
  if (from === 0 || text[from - 1] === "\n") consider(from);
  for (let line = text.indexOf("\n", from); line >= 0 && line < to; line = text.indexOf("\n", line + 1)) consider(line + 1);
  if (best >= 0) return best;
  // A pair of surrogates is one character.
  for (let place = from; place <= to; place++) if (!isLowSurrogate(text, place)) consider(place);
  return Math.max(best, from);
}

/** FNV-1a over the characters before a place, mixed so that texts which differ late differ much. */
function hashOf(text: string, place: number): number {
  let hash = 0x811c9dc5;
  for (let i = Math.max(0, place - LOOKED_AT); i < place; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const isLowSurrogate = (text: string, place: number): boolean => (text.charCodeAt(place) & 0xfc00) === 0xdc00;
