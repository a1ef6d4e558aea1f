import { Problem } from "../../../protocol/problem";
import { networkOf, type State } from "./network";
import type { Grammar } from "./expression";

/** Where a text stands in a grammar: a number; {@link NOWHERE} where it cannot fit any more. */
export type Place = number;
export const NOWHERE: Place = -1;
const UNKNOWN = -2;

/** Ways to read one text at once, at most: a grammar with more of them is too ambiguous. */
const MOST_WAYS = 20_000;

/**
 * Follows a grammar byte by byte. A place is the set of all ways to read the bytes so far, each a state of the network and the rules to go
 * back to; places and the steps between them are worked out when first needed and kept, so that known text costs a look-up a byte.
 */
export class Automaton {
  readonly start: Place;
  /** Bytes of one class are alike to the grammar. */
  readonly #classOf = new Uint8Array(256);
  readonly #example: number[] = [];
  readonly #states: readonly State[];
  /** Steps [place][class]. */
  readonly #steps: Int32Array[] = [];
  /** States of the ways that can go on [place], and the stacks beside them. */
  readonly #ways: { readonly states: readonly number[]; readonly stacks: readonly number[] }[] = [];
  readonly #whole: boolean[] = [];
  readonly #places = new Map<string, Place>();
  /** A stack is a number: the state to go back to on top of another stack; 0 is empty. */
  readonly #stackBack: number[] = [-1];
  readonly #stackBelow: number[] = [-1];
  readonly #stacks = new Map<number, number>();

  constructor(grammar: Grammar) {
    const { states, start } = networkOf(grammar);
    this.#states = states;
    this.#classify();
    this.start = this.#placeOf([start], [0]);
  }

  /** The place behind one more byte. */
  step(place: Place, byte: number): Place {
    if (place === NOWHERE) return NOWHERE;
    const steps = this.#steps[place] as Int32Array;
    const kind = this.#classOf[byte] as number;
    const known = steps[kind] as number;
    return known === UNKNOWN ? (steps[kind] = this.#work(place, this.#example[kind] as number)) : known;
  }

  /** The place behind more bytes. */
  walk(place: Place, bytes: Uint8Array): Place {
    let here = place;
    for (let i = 0; i < bytes.length && here !== NOWHERE; i++) here = this.step(here, bytes[i] as number);
    return here;
  }

  /** Whether the text may end here. */
  mayEnd(place: Place): boolean {
    return place !== NOWHERE && (this.#whole[place] as boolean);
  }

  /** Whether the text may go on from here. */
  mayGoOn(place: Place): boolean {
    return place !== NOWHERE && (this.#ways[place]?.states.length ?? 0) > 0;
  }

  /** Places known so far. */
  get places(): number {
    return this.#steps.length;
  }

  #classify(): void {
    const cuts = new Set([0]);
    for (const { bytes } of this.#states) for (const { from, to } of bytes) cuts.add(from).add(to + 1);
    for (let byte = 0; byte < 256; byte++) {
      if (cuts.has(byte)) this.#example.push(byte);
      this.#classOf[byte] = this.#example.length - 1;
    }
  }

  #work(place: Place, byte: number): Place {
    const { states, stacks } = this.#ways[place] as { states: readonly number[]; stacks: readonly number[] };
    const nextStates: number[] = [];
    const nextStacks: number[] = [];
    for (let i = 0; i < states.length; i++) {
      for (const { from, to, target } of (this.#states[states[i] as number] as State).bytes) {
        if (byte < from || byte > to) continue;
        nextStates.push(target);
        nextStacks.push(stacks[i] as number);
      }
    }
    return this.#placeOf(nextStates, nextStacks);
  }

  /** The place of these ways and of all that follow from them without a byte. */
  #placeOf(states: number[], stacks: number[]): Place {
    const count = this.#states.length;
    const seen = new Set<number>();
    const going: number[] = [];
    let whole = false;
    const visit = (state: number, stack: number): void => {
      const way = stack * count + state;
      if (seen.has(way)) return;
      seen.add(way);
      if (seen.size > MOST_WAYS) throw new Problem("input-invalid", "The constraint is too ambiguous: one text can be read in too many ways.", { remedy: "Write the grammar so that it is clear early which alternative a text follows." });
      states.push(state);
      stacks.push(stack);
    };
    const from = states.splice(0);
    const beside = stacks.splice(0);
    from.forEach((state, i) => visit(state, beside[i] as number));
    for (let i = 0; i < states.length; i++) {
      const stack = stacks[i] as number;
      const { bytes, free, calls, end } = this.#states[states[i] as number] as State;
      if (bytes.length > 0) going.push(stack * count + (states[i] as number));
      for (const target of free) visit(target, stack);
      for (const { start, back } of calls) visit(start, this.#pushed(back, stack));
      if (!end) continue;
      if (stack === 0) whole = true;
      else visit(this.#stackBack[stack] as number, this.#stackBelow[stack] as number);
    }
    if (going.length === 0 && !whole) return NOWHERE;
    going.sort((a, b) => a - b);
    const key = `${whole ? "." : ""}${going.join()}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#steps.length);
    this.#ways.push({ states: going.map(way => way % count), stacks: going.map(way => Math.floor(way / count)) });
    this.#whole.push(whole);
    return this.#steps.push(new Int32Array(this.#example.length).fill(UNKNOWN)) - 1;
  }

  /** The stack with one more state to go back to; where that is the end of its rule anyway, the stack stays as it is, so that lists do not grow it. */
  #pushed(back: number, stack: number): number {
    const { end, bytes, free, calls } = this.#states[back] as State;
    if (end && bytes.length + free.length + calls.length === 0) return stack;
    const key = stack * this.#states.length + back;
    const known = this.#stacks.get(key);
    if (known !== undefined) return known;
    this.#stackBack.push(back);
    const made = this.#stackBelow.push(stack) - 1;
    this.#stacks.set(key, made);
    return made;
  }
}
