import { Problem } from "../../../protocol/problem";
import { canEnd, checkGrammar } from "./checkGrammar";
import { ROOT, type Expression, type Grammar } from "./expression";
import { byteSequences } from "./utf8";

/** States of a grammar's rules with the steps between them. */
export interface Network {
  readonly states: readonly State[];
  /** Where the rule `root` begins. */
  readonly start: number;
}

export interface State {
  /** A byte from … to leads on. */
  readonly bytes: { readonly from: number; readonly to: number; readonly target: number }[];
  /** Nothing leads on. */
  readonly free: number[];
  /** A whole text of another rule leads on: to `back`, once that rule, which begins at `start`, has ended. */
  readonly calls: { readonly start: number; readonly back: number }[];
  /** A rule ends here. */
  end: boolean;
}

/** Times that a repetition is written out in full. */
const FEW = 3;

/** Every time of a repetition takes a state: {0,1000} a thousand. */
const MOST_STATES = 100_000;

const encoder = new TextEncoder();

/** Writes a grammar as a recursive transition network over bytes of UTF-8 (Woods 1970). Throws `input-invalid` when it cannot be followed, or is too large. */
export function networkOf(grammar: Grammar): Network {
  checkGrammar(grammar);
  const states: State[] = [];
  const fresh = (): number => {
    if (states.length >= MOST_STATES) throw new Problem("input-invalid", `The constraint is too large: more than ${MOST_STATES.toLocaleString("en")} states.`, { remedy: "Lower the limits of its repetitions." });
    return states.push({ bytes: [], free: [], calls: [], end: false }) - 1;
  };
  const at = (state: number): State => states[state] as State;
  const starts = new Map([...grammar.keys()].map(name => [name, fresh()]));
  const rules = new Set(grammar.keys());

  const write = (expression: Expression, from: number, to: number): void => {
    switch (expression.kind) {
      case "text":
        return bytesInOrder(Array.from(encoder.encode(expression.text), byte => [byte, byte] as const), from, to);
      case "character": {
        // The continuation bytes that all characters end with are written once.
        const tails = [to];
        const tail = (length: number): number => {
          while (tails.length <= length) {
            const state = fresh();
            at(state).bytes.push({ from: 0x80, to: 0xbf, target: tails.at(-1) as number });
            tails.push(state);
          }
          return tails[length] as number;
        };
        for (const bytes of byteSequences(expression.of)) {
          let varied = bytes.length;
          while (varied > 1 && bytes[varied - 1]?.[0] === 0x80 && bytes[varied - 1]?.[1] === 0xbf) varied--;
          bytesInOrder(bytes.slice(0, varied), from, tail(bytes.length - varied));
        }
        return;
      }
      case "sequence": {
        const last = expression.parts.length - 1;
        if (last < 0) at(from).free.push(to);
        let here = from;
        for (const [i, part] of expression.parts.entries()) {
          const next = i === last ? to : fresh();
          write(part, here, next);
          here = next;
        }
        return;
      }
      case "choice":
        for (const option of expression.options) if (canEnd(option, rules)) write(option, from, to);
        return;
      case "repeat":
        return writeRepeat(expression, from, to);
      case "rule":
        at(from).calls.push({ start: starts.get(expression.name) as number, back: to });
    }
  };
  const bytesInOrder = (bytes: readonly (readonly [number, number])[], from: number, to: number): void => {
    if (bytes.length === 0) at(from).free.push(to);
    let here = from;
    for (const [i, [least, most]] of bytes.entries()) {
      const target = i === bytes.length - 1 ? to : fresh();
      at(here).bytes.push({ from: least, to: most, target });
      here = target;
    }
  };
  const writeRepeat = ({ of, least, most }: Extract<Expression, { kind: "repeat" }>, from: number, to: number): void => {
    const possible = canEnd(of, rules);
    let here = from;
    // Written once and called: a character may take dozens of states, and a string a thousand characters.
    const called = of.kind !== "rule" && (most === Infinity ? least : most) > FEW ? subnetwork(of) : null;
    const once = (): void => {
      const next = fresh();
      if (called === null) write(of, here, next);
      else at(here).calls.push({ start: called, back: next });
      here = next;
    };
    for (let i = 0; i < least; i++) once();
    if (most === Infinity && possible) {
      const loop = fresh();
      at(here).free.push(loop);
      write(of, loop, loop);
      here = loop;
    }
    for (let i = least; most !== Infinity && i < most && possible; i++) {
      at(here).free.push(to);
      once();
    }
    at(here).free.push(to);
  };

  const subnetwork = (expression: Expression, start = fresh()): number => {
    const end = fresh();
    at(end).end = true;
    write(expression, start, end);
    return start;
  };

  for (const [name, expression] of grammar) subnetwork(expression, starts.get(name));
  return { states, start: starts.get(ROOT) as number };
}
