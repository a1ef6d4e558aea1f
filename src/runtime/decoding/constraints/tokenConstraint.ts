import type { Text } from "../languageModel";
import { NOWHERE, type Automaton, type Place } from "./automaton";
import type { Constraint } from "./constraint";
import type { VocabularyTrie } from "./vocabularyTrie";

export interface TokenConstraintOptions {
  readonly name: string;
  /** Tokens that are not held to the constraint. */
  readonly promptLength: number;
  /** Tokens that end a text. */
  readonly endIds: ReadonlySet<number>;
}

/** Masks kept, at most: a byte a token each. */
const MOST_MASKS = 256;

/** A grammar over bytes, lifted to the tokens of a vocabulary (Willard & Louf 2023). */
export class TokenConstraint implements Constraint {
  readonly name: string;
  readonly #root: Branch;
  readonly #masks = new Map<Place, Uint8Array>();

  constructor(
    private readonly automaton: Automaton,
    private readonly trie: VocabularyTrie,
    private readonly options: TokenConstraintOptions,
  ) {
    this.name = options.name;
    this.#root = { place: automaton.start, ended: false, next: new Map() };
  }

  allowed(text: Text): Uint8Array | null {
    const { place, ended } = this.#reach(text);
    return ended ? null : this.#maskAt(place);
  }

  mayEnd(text: Text): boolean {
    const { place, ended } = this.#reach(text);
    return ended || this.automaton.mayEnd(place);
  }

  finished(text: Text): boolean {
    const { place, ended } = this.#reach(text);
    if (ended || !this.automaton.mayEnd(place)) return ended;
    // What the grammar lets follow, the vocabulary may not be able to spell.
    return !this.automaton.mayGoOn(place) || !this.#maskAt(place).some((may, token) => may === 1 && !this.options.endIds.has(token));
  }

  #reach(text: Text): Branch {
    let branch = this.#root;
    for (let i = this.options.promptLength; i < text.length; i++) {
      const token = text[i] as number;
      let next = branch.next.get(token);
      if (!next) branch.next.set(token, (next = this.#after(branch, token)));
      branch = next;
    }
    return branch;
  }

  #after({ place, ended }: Branch, token: number): Branch {
    const ends = this.options.endIds.has(token) && this.automaton.mayEnd(place);
    const bytes = this.trie.bytes[token];
    // A token without bytes fits nowhere: it would change the text and not the place.
    const next = ended || ends || !bytes || bytes.length === 0 ? NOWHERE : this.automaton.walk(place, bytes);
    return { place: next, ended: ended || ends, next: new Map() };
  }

  #maskAt(place: Place): Uint8Array {
    const known = this.#masks.get(place);
    if (known) return known;
    const mask = this.#walked(place);
    if (this.#masks.size >= MOST_MASKS) this.#masks.delete(this.#masks.keys().next().value as Place);
    this.#masks.set(place, mask);
    return mask;
  }

  /** The tokens that lead on from a place: none where the text does not fit, or where no token spells what must come. */
  #walked(place: Place): Uint8Array {
    const { byte, depth, skip, first, tokens, deepest, size } = this.trie;
    const mask = new Uint8Array(size);
    if (place === NOWHERE) return mask;
    const along = new Int32Array(deepest + 1);
    along[0] = place;
    for (let node = 0; node < byte.length; ) {
      const below = depth[node] as number;
      const next = this.automaton.step(along[below - 1] as Place, byte[node] as number);
      if (next === NOWHERE) {
        node = skip[node] as number;
        continue;
      }
      along[below] = next;
      const last = first[node + 1] as number;
      for (let i = first[node] as number; i < last; i++) mask[tokens[i] as number] = 1;
      node++;
    }
    const mayEnd = this.automaton.mayEnd(place) ? 1 : 0;
    for (const id of this.options.endIds) if (id < size) mask[id] = mayEnd;
    return mask;
  }
}

/** Texts that begin alike share what is known of their beginning. */
interface Branch {
  readonly place: Place;
  /** A token has ended the text: nothing is asked of what pads it. */
  readonly ended: boolean;
  readonly next: Map<number, Branch>;
}
