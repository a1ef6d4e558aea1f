import { Problem } from "../../../protocol/problem";
import { charactersOf, complement, everything, union, type Ranges } from "./characterRanges";
import { character, choice, repeat, rule, sequence, text, type Expression, type Grammar } from "./expression";

/**
 * Reads a grammar in EBNF as llama.cpp's GBNF writes it: `name ::= …` with "text", [a-z], [^…], . (any character), ( ), |, *, +, ?,
 * {n,m} and # comments; escapes \n \r \t \\ \" \] \xHH \uHHHH \UHHHHHHHH. Throws `input-invalid` for mistakes.
 */
export function grammarFromText(source: string): Grammar {
  return new Reader(source).read();
}

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };
const HEX: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const MOST_TIMES = 100_000;
const HEAD = /\s*([A-Za-z_][\w-]*)\s*::=/y;

class Reader {
  #at = 0;

  constructor(private readonly source: string) {}

  read(): Grammar {
    const rules = new Map<string, Expression>();
    for (this.#blank(); this.#at < this.source.length; this.#blank()) {
      const name = this.#head(true);
      if (name === null) throw this.#wrong("expects a rule, name ::= …,");
      if (rules.has(name)) throw this.#wrong(`has rule “${name}” twice`);
      rules.set(name, this.#alternatives());
    }
    return rules;
  }

  /** The name of a rule that begins here, or null. */
  #head(take: boolean): string | null {
    HEAD.lastIndex = this.#at;
    const match = HEAD.exec(this.source);
    if (match && take) this.#at = HEAD.lastIndex;
    return match?.[1] ?? null;
  }

  #alternatives(): Expression {
    const options = [this.#parts()];
    while (this.#take("|")) options.push(this.#parts());
    return choice(...options);
  }

  #parts(): Expression {
    const parts: Expression[] = [];
    for (this.#blank(); this.#at < this.source.length && !"|)".includes(this.#here) && this.#head(false) === null; this.#blank()) parts.push(this.#quantified());
    return sequence(...parts);
  }

  #quantified(): Expression {
    let one = this.#atom();
    for (this.#blank(); ; this.#blank()) {
      if (this.#take("*")) one = repeat(one, 0, Infinity);
      else if (this.#take("+")) one = repeat(one, 1, Infinity);
      else if (this.#take("?")) one = repeat(one, 0, 1);
      else if (this.#here === "{") one = this.#counted(one);
      else return one;
    }
  }

  #counted(one: Expression): Expression {
    const times = /\{\s*(\d+)\s*(,\s*(\d*)\s*)?\}/y;
    times.lastIndex = this.#at;
    const match = times.exec(this.source);
    if (!match) throw this.#wrong("has a { that counts nothing");
    this.#at = times.lastIndex;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === "" ? Infinity : Number(match[3]);
    if (most < least || Math.max(least, most === Infinity ? 0 : most) > MOST_TIMES) throw this.#wrong(`has counts out of order or beyond ${MOST_TIMES.toLocaleString("en")}`);
    return repeat(one, least, most);
  }

  #atom(): Expression {
    if (this.#take('"')) return text(this.#quoted('"'));
    if (this.#take("'")) return text(this.#quoted("'"));
    if (this.#take("[")) return character(this.#set());
    if (this.#take(".")) return character(everything);
    if (this.#take("(")) {
      const inside = this.#alternatives();
      if (!this.#take(")")) throw this.#wrong("has a ( that is not closed");
      return inside;
    }
    const name = /[A-Za-z_][\w-]*/y;
    name.lastIndex = this.#at;
    const match = name.exec(this.source);
    if (!match) throw this.#wrong(`does not know “${this.#here}”`);
    this.#at = name.lastIndex;
    return rule(match[0]);
  }

  #quoted(end: string): string {
    let found = "";
    while (!this.#take(end)) found += this.#character();
    return found;
  }

  #set(): Ranges {
    const negated = this.#take("^");
    const found: Ranges[] = [];
    while (!this.#take("]")) {
      const low = this.#character();
      if (this.#here === "-" && this.source[this.#at + 1] !== "]") {
        this.#at++;
        const [from, to] = [low, this.#character()].map(one => one.codePointAt(0) as number) as [number, number];
        if (to < from) throw this.#wrong("has a range in [ ] that is none");
        found.push([[from, to]]);
      } else found.push(charactersOf(low));
    }
    return negated ? complement(union(...found)) : union(...found);
  }

  /** One character, escaped or not. */
  #character(): string {
    if (this.#at >= this.source.length) throw this.#wrong("ends inside quotes or [ ]");
    const plain = String.fromCodePoint(this.source.codePointAt(this.#at) as number);
    this.#at += plain.length;
    if (plain !== "\\") return plain;
    const one = this.source[this.#at++] ?? "";
    const digits = HEX[one];
    if (digits === undefined) {
      if (/[A-Za-z0-9]/.test(one) && !(one in CONTROLS)) throw this.#wrong(`does not know the escape \\${one}`);
      return CONTROLS[one] ?? one;
    }
    const hex = this.source.slice(this.#at, this.#at + digits);
    const code = Number.parseInt(hex, 16);
    if (!/^[0-9a-f]+$/i.test(hex) || hex.length < digits || code > 0x10ffff) throw this.#wrong(`has an escape \\${one} without its ${digits} digits`);
    this.#at += digits;
    return String.fromCodePoint(code);
  }

  get #here(): string {
    return this.source[this.#at] ?? "";
  }

  #take(one: string): boolean {
    if (this.#here !== one) return false;
    this.#at++;
    return true;
  }

  /** Passes over white space and comments. */
  #blank(): void {
    const blank = /(\s|#[^\n]*)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.source);
    this.#at = blank.lastIndex;
  }

  #wrong(what: string): Problem {
    const line = this.source.slice(0, this.#at).split("\n").length;
    return new Problem("input-invalid", `The grammar ${what} in line ${line}.`, { remedy: "Correct the grammar." });
  }
}
