import { charactersOf, complement, includes, union, without, type Ranges } from "./characterRanges";
import { character, choice, repeat, sequence, text, type Expression } from "./expression";
import { readRegularExpression } from "./regularExpression";

const MUST_ESCAPE: Ranges = union([[0, 0x1f]], charactersOf('"\\'));
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
const hex = (from = "0", to = "f"): Expression => {
  const within = Array.from("0123456789abcdef").filter(digit => digit >= from && digit <= to).join("");
  return character(charactersOf(within + within.toUpperCase()));
};

/** One character of a JSON string, escaped or not; half a surrogate pair is none. */
export const stringCharacter: Expression = choice(
  character(complement(MUST_ESCAPE)),
  sequence(
    text("\\"),
    choice(
      character(charactersOf('"\\/bfnrt')),
      sequence(text("u"), choice(sequence(character(charactersOf("0123456789abcefABCEF")), repeat(hex(), 3, 3)), sequence(character(charactersOf("dD")), hex("0", "7"), repeat(hex(), 2, 2)))),
    ),
  ),
);

/** A JSON string of so many characters. */
export function stringOf(least: number, most: number): Expression {
  return quoted(repeat(stringCharacter, least, most));
}

/** A JSON string in which a regular expression matches, as JSON Schema's `pattern` means it: anywhere, unless ^ and $ say otherwise. */
export function stringMatching(pattern: string): Expression {
  return quoted(escaped(readRegularExpression(pattern, { anywhere: true })));
}

/** A JSON string of these formats, by the regular expression of what it holds. February has 28 days: which year is a leap year is not seen. */
export const FORMATS: Readonly<Record<string, string>> = (() => {
  const date = "\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))";
  const hours = "([01]\\d|2[0-3]):[0-5]\\d";
  const time = `${hours}:[0-5]\\d(\\.\\d{1,6})?(Z|[+\\-]${hours})`;
  const byte = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  return {
    date: `^${date}$`,
    time: `^${time}$`,
    "date-time": `^${date}T${time}$`,
    uuid: "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    ipv4: `^${byte}(\\.${byte}){3}$`,
  };
})();

/** A JSON string that is none of these names: escapes are left out, which could spell them in another way. */
export function stringBut(names: readonly string[]): Expression {
  const plain = complement(MUST_ESCAPE);
  const rest = repeat(character(plain), 0, Infinity);
  const after = (endings: readonly string[]): Expression => {
    if (endings.length === 0) return sequence(rest, text('"'));
    const heads = new Set(endings.flatMap(ending => Array.from(ending).slice(0, 1)));
    const options = [sequence(character(without(plain, charactersOf([...heads].join("")))), rest, text('"'))];
    if (!endings.includes("")) options.push(text('"'));
    for (const head of heads) {
      if (includes(plain, head.codePointAt(0) as number)) options.push(sequence(text(head), after(endings.filter(ending => Array.from(ending)[0] === head).map(ending => ending.slice(head.length)))));
    }
    return choice(...options);
  };
  return sequence(text('"'), after([...new Set(names)]));
}

function quoted(content: Expression): Expression {
  return sequence(text('"'), content, text('"'));
}

/** What stands between the quotes for a text of this kind: what must be escaped is. */
function escaped(expression: Expression): Expression {
  switch (expression.kind) {
    case "text":
      return text(JSON.stringify(expression.text).slice(1, -1));
    case "character": {
      const options: Expression[] = [];
      const plain = without(expression.of, MUST_ESCAPE);
      if (plain.length > 0) options.push(character(plain));
      for (let code = 0; code <= 0x5c; code++) {
        const one = String.fromCodePoint(code);
        if (includes(expression.of, code) && includes(MUST_ESCAPE, code)) options.push(text(SHORT[one] ?? `\\u${code.toString(16).padStart(4, "0")}`));
      }
      return choice(...options);
    }
    case "sequence":
      return { kind: "sequence", parts: expression.parts.map(escaped) };
    case "choice":
      return { kind: "choice", options: expression.options.map(escaped) };
    case "repeat":
      return repeat(escaped(expression.of), expression.least, expression.most);
    case "rule":
      return expression;
  }
}
