import type { NoteSection } from "../../protocol/notes/note";

/** What a line of somebody's notes speaks of. */
export type Matched = { readonly kind: "chapter"; readonly chapter: string } | { readonly kind: "statement"; readonly id: string };

/** A line that can be run. */
export interface MatchedLine {
  /** Counted from 0. */
  readonly line: number;
  readonly matched: Matched;
}

/** Lines that are looked at, and characters of each. */
const MOST_LINES = 2000;
const MOST_CHARACTERS = 400;

/** How else a chapter is called: names that mean nothing else, and those that are words of everyday, which have to be most of a heading. */
const NAMES: Readonly<Record<string, { readonly own: readonly string[]; readonly common: readonly string[] }>> = {
  Attention: { own: ["self-attention", "dot-product attention", "attention is all you need"], common: ["attention"] },
  "Positional encoding": { own: ["positional encoding", "positional embedding", "position embedding", "position encoding", "relative position"], common: ["positions"] },
  GPT: { own: ["gpt", "gpt-1"], common: [] },
  "GPT-2": { own: ["gpt-2"], common: [] },
  T5: { own: ["t5", "text-to-text"], common: [] },
  UL2: { own: ["ul2", "mixture of denoisers"], common: [] },
  "Encoder-only, decoder-only and encoder–decoder models": { own: ["encoder-only", "decoder-only", "encoder-decoder", "prefix language model", "prefix LM"], common: ["architectures"] },
  "Lost in the Middle": { own: ["lost in the middle"], common: ["long context"] },
  RoPE: { own: ["rope", "roformer", "rotary positional embedding", "rotary position embedding", "rotary embedding", "rotary position"], common: ["rotary"] },
  Llama: { own: ["llama"], common: [] },
  "Generating text": { own: ["generating text", "text generation", "decoding strategies"], common: ["generation", "decoding", "sampling"] },
};

/** Words that say nothing about what is spoken of. */
const EMPTY = new Set("a an and are as at be been but by can does each every few for from has have how in into is it its more most no nor not of off on one only or other over paper papers note notes so some than that the their them there these they this to two up was what when where which whichever why with without".split(" "));
/** Of the words of two texts, weighted by how rare they are, the part that must be shared; or of the few words that name a statement. */
const ENOUGH = 0.4;
const ENOUGH_OF_NAME = 0.6;
/** Of a heading, the part that a chapter's common name must be. */
const MOST_OF_IT = 0.5;

/** Finds in somebody's notes what the catalogue speaks of, by words alone. */
export class HeadingMatch {
  readonly #names: readonly { readonly words: readonly string[]; readonly chapter: string; readonly own: boolean }[];
  readonly #statements: readonly { readonly id: string; readonly name: ReadonlySet<string>; readonly sentence: ReadonlySet<string>; readonly all: ReadonlySet<string> }[];
  readonly #weights = new Map<string, number>();

  constructor(notes: readonly NoteSection[]) {
    this.#names = notes
      .flatMap(({ title: chapter }) => {
        const { own, common } = NAMES[chapter] ?? { own: [], common: [] };
        return [...[chapter, ...own].map(name => ({ name, own: !common.includes(name.toLowerCase()) })), ...common.map(name => ({ name, own: false }))].map(({ name, own: means }) => ({ words: wordsOf(name), chapter, own: means }));
      })
      .sort((one, other) => other.words.length - one.words.length);
    this.#statements = notes.flatMap(({ statements }) => statements.map(({ id, statement }) => nameAndWords(id, statement)));
    for (const { all } of this.#statements) for (const word of all) this.#weights.set(word, (this.#weights.get(word) ?? 0) + 1);
    for (const [word, count] of this.#weights) this.#weights.set(word, Math.log(1 + this.#statements.length / count));
  }

  /** The lines of a Markdown text that can be run; code is passed over, and so is what is behind the first lines of a very long text. */
  inLines(lineCount: number, lineAt: (line: number) => string): MatchedLine[] {
    const found: MatchedLine[] = [];
    let fence: string | null = null;
    for (let line = 0; line < Math.min(lineCount, MOST_LINES); line++) {
      const text = lineAt(line).slice(0, MOST_CHARACTERS);
      const mark = /^\s*(```|~~~)/.exec(text)?.[1];
      if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence;
      if (fence !== null || mark !== undefined) continue;
      const heading = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(text)?.[1];
      const item = /^\s*(?:[-*+]|\d{1,3}[.)])\s+(.+)$/.exec(text)?.[1];
      const matched = heading !== undefined ? this.heading(heading) : item !== undefined ? this.item(item) : null;
      if (matched !== null) found.push({ line, matched });
    }
    return found;
  }

  /** What a heading speaks of: a chapter whose name it is, else a statement where its words say so, else a chapter whose name it has. */
  heading(text: string): Matched | null {
    return this.item(text) ?? this.#chapter(text, false);
  }

  /** What an item of a list speaks of: a chapter only where it says nothing but its name. */
  item(text: string): Matched | null {
    return this.#chapter(text, true) ?? this.#statement(text);
  }

  #chapter(text: string, whole: boolean): Matched | null {
    const words = wordsOf(text.replaceAll(/\([^)]*\)/g, " "));
    const fits = this.#names.find(({ words: name, own }) => {
      if (name.length === 0 || !holds(words, name)) return false;
      return whole ? name.length === words.length : own || name.length / words.length >= MOST_OF_IT;
    });
    return fits === undefined ? null : { kind: "chapter", chapter: fits.chapter };
  }

  /** The statement that shares most of its rare words with a text, and enough of them. */
  #statement(text: string): Matched | null {
    const words = new Set(wordsOf(text));
    const rare = Math.log(1 + this.#statements.length);
    const weight = (all: Iterable<string>): number => [...all].reduce((sum, word) => sum + (this.#weights.get(word) ?? rare) ** 2, 0);
    const known = weight([...words].filter(word => this.#weights.has(word)));
    // What the catalogue never speaks of counts half: notes say more than statements do.
    const size = Math.sqrt(known + (weight(words) - known) / 4);
    const shared = (own: ReadonlySet<string>): number => weight([...words].filter(word => own.has(word)));
    const alike = (own: ReadonlySet<string>): number => shared(own) / (size * Math.sqrt(weight(own)) || 1);
    const likeness = this.#statements.flatMap(({ id, name, sentence, all }) => {
      const several = [...words].filter(word => all.has(word)).length >= 2;
      const enough = alike(all) >= ENOUGH || shared(name) / weight(name) >= ENOUGH_OF_NAME;
      return several && enough ? [{ id, score: Math.max(alike(name), alike(sentence), alike(all)) }] : [];
    });
    const [best] = likeness.sort((one, other) => other.score - one.score);
    return best === undefined ? null : { kind: "statement", id: best.id };
  }
}

/** The words by which a statement is known: those of its id, and those of its sentence. */
function nameAndWords(id: string, statement: string) {
  const [name, sentence] = [wordsOf(id.replaceAll("-", " ")), wordsOf(statement)];
  return { id, name: new Set(name), sentence: new Set(sentence), all: new Set([...name, ...sentence]) };
}

/** The telling words of a text in their order: without signs, endings and what says nothing; a number belongs to the letters before it. */
function wordsOf(text: string): string[] {
  const plain = text
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/(\p{L})[-–](\d)/gu, "$1$2");
  return (plain.match(/[\p{L}\d]+/gu) ?? []).filter(word => !EMPTY.has(word)).map(stem);
}

/** A word without the endings that only number and tense give it. */
function stem(word: string): string {
  if (word.length < 5 || /\d/.test(word)) return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  return word.replace(/(?:ational|ations?|ings?|ed|al|es|s|e)$/, "").replace(/(.)\1$/, "$1");
}

const holds = (words: readonly string[], name: readonly string[]): boolean => words.some((_, at) => name.every((word, index) => words[at + index] === word));
