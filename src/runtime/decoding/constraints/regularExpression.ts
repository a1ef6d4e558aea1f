import { Problem } from "../../../protocol/problem";
import { charactersOf, complement, everything, union, type Ranges } from "./characterRanges";
import { character, choice, repeat, ROOT, sequence, text, type Expression, type Grammar } from "./expression";

/** The grammar of texts that a regular expression matches from beginning to end. Throws `input-invalid` as {@link readRegularExpression}. */
export function regularExpression(source: string): Grammar {
  return new Map([[ROOT, readRegularExpression(source, { anywhere: false })]]);
}

/**
 * Reads a regular expression as JavaScript's with the flag u: `anywhere`: it may match inside a text, where ^ and $ do not bind it to
 * the ends; otherwise the whole text. Throws `input-invalid` for what is no regular language (\1, \b, lookaround) and for mistakes.
 */
export function readRegularExpression(source: string, { anywhere }: { readonly anywhere: boolean }): Expression {
  return new Reader(source, anywhere).read();
}

const DIGIT: Ranges = [[0x30, 0x39]];
const WORD: Ranges = [[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]];
const SPACE: Ranges = union([[0x9, 0xd], [0x2000, 0x200a]], charactersOf(" \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff"));
const CLASSES: Readonly<Record<string, Ranges>> = { d: DIGIT, w: WORD, s: SPACE, D: complement(DIGIT), W: complement(WORD), S: complement(SPACE) };
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v", 0: "\0" };
const LINE_ENDS = charactersOf("\n\r\u2028\u2029");

/** Greatest count of {n,m}. */
const MOST_TIMES = 100_000;

class Reader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(
    private readonly source: string,
    private readonly anywhere: boolean,
  ) {
    this.#characters = Array.from(source);
  }

  read(): Expression {
    const all = this.#alternatives(true);
    if (this.#at < this.#characters.length) throw this.#wrong("has a ) too many");
    return all;
  }

  /** Alternatives of a group, or of the whole expression, where ^ and $ may stand. */
  #alternatives(outermost: boolean): Expression {
    const options: Expression[] = [];
    do {
      const parts: Expression[] = [];
      const anything = repeat(character(everything), 0, Infinity);
      if (!(outermost && this.#take("^")) && outermost && this.anywhere) parts.push(anything);
      let closed = false;
      while (this.#here !== undefined && this.#here !== "|" && this.#here !== ")") {
        if (outermost && this.#here === "$" && [undefined, "|"].includes(this.#characters[this.#at + 1])) {
          this.#at++;
          closed = true;
        } else parts.push(this.#quantified());
      }
      if (outermost && this.anywhere && !closed) parts.push(anything);
      options.push(sequence(...parts));
    } while (this.#take("|"));
    return choice(...options);
  }

  #quantified(): Expression {
    const one = this.#atom();
    const times = this.#times();
    if (!times) return one;
    // Whether it takes as much or as little as it can makes no difference to which texts match as a whole.
    this.#take("?");
    if (this.#here === "*" || this.#here === "+" || this.#here === "?") throw this.#wrong("has a quantifier behind a quantifier");
    return repeat(one, times[0], times[1]);
  }

  #times(): [number, number] | null {
    if (this.#take("*")) return [0, Infinity];
    if (this.#take("+")) return [1, Infinity];
    if (this.#take("?")) return [0, 1];
    if (this.#here !== "{") return null;
    const match = /^\{(\d+)(,(\d*))?\}/.exec(this.#characters.slice(this.#at, this.#at + 24).join(""));
    if (!match) throw this.#wrong("has a { that counts nothing; write \\{ for the character");
    this.#at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === "" ? Infinity : Number(match[3]);
    if (most < least || Math.max(least, most === Infinity ? 0 : most) > MOST_TIMES) throw this.#wrong(`has counts out of order or beyond ${MOST_TIMES.toLocaleString("en")}: ${match[0]}`);
    return [least, most];
  }

  #atom(): Expression {
    const one = this.#next();
    switch (one) {
      case "(":
        return this.#group();
      case "[":
        return character(this.#set());
      case ".":
        return character(complement(LINE_ENDS));
      case "\\":
        return this.#escaped();
      case "^":
      case "$":
        throw this.#wrong(`has a ${one} inside; whole texts are matched as it is`);
      case "*":
      case "+":
      case "?":
      case "{":
        throw this.#wrong(`has nothing before ${one} to repeat`);
      default:
        return text(one);
    }
  }

  #group(): Expression {
    if (this.#take("?")) {
      const kind = this.#next();
      const named = kind === "<" && this.#here !== "=" && this.#here !== "!";
      if (named) while (this.#next() !== ">");
      else if (kind !== ":") throw this.#wrong("looks around or sets flags, (?…), which a text cannot be held to token by token");
    }
    const inside = this.#alternatives(false);
    if (!this.#take(")")) throw this.#wrong("has a ( that is not closed");
    return inside;
  }

  #escaped(): Expression {
    const ranges = this.#escape();
    return character(ranges);
  }

  /** What follows a backslash, as a set of characters. */
  #escape(): Ranges {
    const one = this.#next();
    const known = CLASSES[one];
    if (known) return known;
    if (one in CONTROLS) return charactersOf(CONTROLS[one] as string);
    if (one === "x") return this.#codePoint(2);
    if (one === "u") {
      if (!this.#take("{")) return this.#codePoint(4);
      const digits = this.#until("}");
      if (!/^[0-9a-f]{1,6}$/i.test(digits) || Number.parseInt(digits, 16) > 0x10ffff) throw this.#wrong("has a \\u{…} that is no character");
      return charactersOf(String.fromCodePoint(Number.parseInt(digits, 16)));
    }
    if (one === "p" || one === "P") return this.#property(one === "P");
    if (/[a-zA-Z1-9]/.test(one)) throw this.#wrong(`has \\${one}, which a text cannot be held to token by token`);
    return charactersOf(one);
  }

  #codePoint(digits: number): Ranges {
    const hex = Array.from({ length: digits }, () => this.#next()).join("");
    if (!/^[0-9a-f]+$/i.test(hex)) throw this.#wrong("has an escape without its digits");
    return charactersOf(String.fromCodePoint(Number.parseInt(hex, 16)));
  }

  #property(negated: boolean): Ranges {
    if (!this.#take("{")) throw this.#wrong("has \\p without {…}");
    const name = this.#until("}");
    const ranges = propertyRanges(name);
    if (!ranges) throw this.#wrong(`has an unknown property \\p{${name}}`);
    return negated ? complement(ranges) : ranges;
  }

  #set(): Ranges {
    const negated = this.#take("^");
    const found: Ranges[] = [];
    while (!this.#take("]")) {
      const from = this.#member();
      if (this.#here !== "-" || this.#characters[this.#at + 1] === "]") {
        found.push(from);
        continue;
      }
      this.#at++;
      const [low, high] = [from, this.#member()].map(ranges => (ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1] ? ranges[0]?.[0] : undefined));
      if (low === undefined || high === undefined || high < low) throw this.#wrong("has a range in [ ] that is none");
      found.push([[low, high]]);
    }
    return negated ? complement(union(...found)) : union(...found);
  }

  #member(): Ranges {
    const one = this.#next();
    if (one !== "\\") return charactersOf(one);
    if (this.#take("b")) return charactersOf("\b");
    return this.#escape();
  }

  get #here(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(one: string): boolean {
    if (this.#here !== one) return false;
    this.#at++;
    return true;
  }

  #next(): string {
    const one = this.#here;
    if (one === undefined) throw this.#wrong("ends too early");
    this.#at++;
    return one;
  }

  #until(end: string): string {
    let found = "";
    for (let one = this.#next(); one !== end; one = this.#next()) found += one;
    return found;
  }

  #wrong(what: string): Problem {
    return new Problem("input-invalid", `The regular expression ${this.source} ${what} (character ${this.#at}).`, { remedy: "Correct the expression." });
  }
}

const properties = new Map<string, Ranges | null>();

/** The characters with a Unicode property, as this runtime knows it; null where it does not. */
function propertyRanges(name: string): Ranges | null {
  const known = properties.get(name);
  if (known !== undefined) return known;
  let test: RegExp | null = null;
  try {
    test = new RegExp(`^\\p{${name}}$`, "u");
  } catch {
    // Not a property: the caller says so.
  }
  const found: [number, number][] = [];
  for (let code = 0; test && code <= 0x10ffff; code++) {
    if (!test.test(String.fromCodePoint(code))) continue;
    const last = found.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else found.push([code, code]);
  }
  properties.set(name, test && found);
  return test && found;
}
