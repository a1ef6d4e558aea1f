import { indentationOf, isBlank } from "./indentation";

/** Times that something has to come one after the other to be a loop, and characters that it must come to. */
const TIMES = 4;
const LENGTH = 16;
/** What is as long as a word is a loop when it comes for the third time: nobody says so much three times. */
const WORD = 6;
const WORD_TIMES = 3;
const WORDS_LENGTH = 24;
/** These signs draw lines under headings and around boxes; no other comes so often. */
const DRAWS = /^[-=_*#~/.+|:;%!<>^·•—–\u2500-\u259f\s]+$/u;
const DRAWN = 120;
const LONGEST_UNIT = 60;
const LINES = 3;
/** So many lines may take turns. */
const TURN = 3;

/** Where a text fell into a loop that lasts to its end: the place at which the loop begins. Null where it is in none. `line` is what stands before it on its line. */
export function loopIn(text: string, line = ""): number | null {
  // A space at the end comes with the next token: the last round has come even where that one has not.
  const own = roundsIn(text) ?? roundsIn(`${text} `);
  return own?.start ?? linesAgain(text) ?? (begunBefore(text, line) ? 0 : null);
}

/** Whether the first of a loop's long rounds stands before the new text, which only adds the others. Two rounds that stand there are meant so. */
function begunBefore(text: string, line: string): boolean {
  const before = line.slice(-2 * LONGEST_UNIT);
  const all = roundsIn(`${before}${text}`);
  return all !== null && all.unit >= WORD && text.length >= 2 * all.unit && before.length < all.start + 2 * all.unit && /\p{L}/u.test(text);
}

/** Where the equal rounds at the end of a text begin, and the characters of each. */
function roundsIn(text: string): { readonly start: number; readonly unit: number } | null {
  for (let unit = 1; unit <= LONGEST_UNIT && unit * WORD_TIMES <= text.length; unit++) {
    let same = 0;
    while (same + unit < text.length && text[text.length - 1 - same] === text[text.length - 1 - same - unit]) same++;
    const length = same + unit;
    const repeated = text.slice(text.length - unit);
    if (repeated.trim() !== "" && isLoop(repeated, length)) return { start: text.length - length, unit };
  }
  return null;
}

/** Whether a unit that comes again and again over so many characters is one that went round in a circle. */
function isLoop(unit: string, length: number): boolean {
  const says = /[\p{L}\p{N}]/u.test(unit);
  // Lines are compared as lines.
  if (says && !unit.includes("\n") && unit.length >= WORD && length >= Math.max(WORDS_LENGTH, unit.length * WORD_TIMES)) return true;
  return length >= Math.max(DRAWS.test(unit) ? DRAWN : LENGTH, unit.length * TIMES);
}

/** The first of several equal lines at the end of a text, or of some lines that come in turn, whichever is deeper. */
function linesAgain(text: string): number | null {
  const lines = text.split("\n");
  const said = lines.map((line, i) => ({ line: line.trim(), at: lines.slice(0, i).reduce((sum, { length }) => sum + length + 1, 0) })).slice(0, -1).filter(({ line }) => line !== "");
  for (let turn = 1; turn <= TURN; turn++) {
    const last = said.slice(-(turn === 1 ? LINES : 2 * turn + 1));
    const alike = last.length > 2 * turn && last.every(({ line }, i) => i < turn || line === last[i - turn]?.line) && last.slice(0, turn).every(({ line }) => /[\p{L}\p{N}]/u.test(line));
    if (alike) return last[0]?.at ?? null;
  }
  return null;
}

/** A line that closes what is open, which may well come twice. */
const CLOSING = /^(end|done|fi|esac|break|```\w*|~~~\w*|<\/.*)\W*$/i;

/**
 * Whether a line that a text would add only says again what the line above it says, as deep as it; or, where it closes something or has no word
 * in it, as data may, what the two lines above it say. `rest` ends the line.
 */
export function saysLinesAgain(prefix: string, text: string, rest: string): boolean {
  const lines = prefix.split("\n");
  const line = `${lines.pop() ?? ""}${text}${rest}`;
  const own = line.trim();
  if (own === "" || own.includes("\n")) return false;
  const above = lines.filter(one => !isBlank(one)).slice(-2);
  const alike = above.map(one => one.trim() === own);
  if (alike.length === 2 && alike.every(Boolean)) return true;
  const words = /\p{L}{3}/u.test(own) && !CLOSING.test(own);
  return words && alike.at(-1) === true && indentationOf(above.at(-1) ?? "") === indentationOf(line);
}
