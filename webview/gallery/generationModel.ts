import type { BareToken } from "../../src/protocol/generation";
import { fixtureText, fixtureTokens } from "./fixtureText";

/** Marks of a beginning and of an end in the fixture's vocabulary. */
export const START = 0;
export const END = 1;

/** A character that the fixture's vocabulary has only as bytes, so that texts hold unfinished characters. */
const IN_BYTES = "🗼";

/**
 * A small but honest language model for the gallery: counts of one, two and three neighbouring tokens of the fixture's
 * text, mixed (Jelinek and Mercer 1980). Made up, yet its probabilities sum to 1 and follow from what came before.
 */
export class GenerationModel {
  readonly vocabulary: readonly BareToken[];
  readonly #ids = new Map<string, number>();
  readonly #counts = [new Map<string, Map<number, number>>(), new Map<string, Map<number, number>>(), new Map<string, Map<number, number>>()];

  /** `variant` tilts all probabilities a little: another model of the same vocabulary. */
  constructor(private readonly variant = 0) {
    const texts = corpus();
    const pieces = [...new Set(texts)];
    const special = (text: string): BareToken => ({ id: 0, piece: text, text, special: true });
    this.vocabulary = [special("<s>"), special("</s>"), ...pieces.map(text => ({ id: 0, piece: text, text, special: false }))].map((token, id) => ({ ...token, id }));
    for (const { id, text } of this.vocabulary) this.#ids.set(text, id);
    const ids = texts.map(text => this.#ids.get(text) ?? END);
    for (let at = 0; at < ids.length; at++) {
      for (let length = 0; length <= 2 && length <= at; length++) this.#count(length, ids.slice(at - length, at), ids[at]!);
      // Sentences may end a text.
      if (ids[at] === this.#ids.get(".")) this.#count(1, [ids[at]!], END);
    }
  }

  /** The ids of a text's tokens. */
  encode(texts: readonly string[]): number[] {
    return texts.map(text => this.#ids.get(text) ?? START);
  }

  /** Logits of what follows: [vocabulary]. */
  logits(text: readonly number[]): Float64Array {
    const logits = new Float64Array(this.vocabulary.length);
    const weights = [0.1, 0.42, 0.44];
    const found = weights.map((_, length) => this.#counts[length]?.get(text.slice(text.length - length).join(" ")));
    const totals = found.map(counts => [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0));
    for (let id = 0; id < logits.length; id++) {
      let probability = 0.04 / logits.length;
      for (const [length, weight] of weights.entries()) if (totals[length]) probability += (weight * (found[length]?.get(id) ?? 0)) / totals[length];
      logits[id] = Math.log(id === START ? 1e-9 : probability) + 1.1 * (hashed(id, text.at(-1) ?? 0, this.variant) - 0.5) + 6;
    }
    return logits;
  }

  /** What a step adds to the text: a character once its last byte has come. */
  added(text: readonly number[], id: number): string {
    const token = this.vocabulary[id];
    if (!token || token.special) return "";
    const bytes = [...text, id].map(one => byteOf(this.vocabulary[one]));
    if (bytes.at(-1) === null) return token.text;
    const first = bytes.findLastIndex(byte => byte !== null && byte >= 0xc0);
    const run = first < 0 ? [] : bytes.slice(first);
    return run.length === 4 && run.every(byte => byte !== null) ? IN_BYTES : "";
  }

  #count(length: number, before: readonly number[], id: number): void {
    const counts = this.#counts[length]!;
    const key = before.join(" ");
    const of = counts.get(key) ?? new Map<number, number>();
    of.set(id, (of.get(id) ?? 0) + 1);
    counts.set(key, of);
  }
}

/** The tokens of a text in this vocabulary, cut as the fixture's are. */
export function piecesOf(count: number): string[] {
  return fixtureTokens(count).slice(1).flatMap(({ text }) => (text.trim() === IN_BYTES ? inBytes() : [text]));
}

/** A number 0…1 that looks like chance and is always the same for the same arguments. */
export function hashed(...values: readonly number[]): number {
  let state = 2_166_136_261;
  for (const value of values) {
    state = Math.imul(state ^ Math.round(value * 4096), 16_777_619);
    state ^= state >>> 15;
    state = Math.imul(state, 2_246_822_507);
  }
  return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
}

function corpus(): string[] {
  return piecesOf(Math.min(760, fixtureText(500).length));
}

const inBytes = (): string[] => [...new TextEncoder().encode(IN_BYTES)].map(byte => `⟨${byte.toString(16).toUpperCase()}⟩`);

function byteOf(token: BareToken | undefined): number | null {
  const found = /^⟨([0-9A-F]{2})⟩$/.exec(token?.text ?? "")?.[1];
  return found === undefined ? null : Number.parseInt(found, 16);
}
