/** A line of a page, and why it is left out; null where it stays. */
export interface CuratedLine {
  readonly text: string;
  readonly droppedFor: string | null;
  /** Citation marks that were taken out of it. */
  readonly citations: number;
}

/** What the rules make of a page. */
export interface CuratedPage {
  readonly lines: readonly CuratedLine[];
  /** Why the whole page is left out; null where what is left of it stays. */
  readonly droppedFor: string | null;
  /** Sentences in the lines that stay. */
  readonly sentences: number;
}

/** Bounds that the rules have. */
export interface CurationBounds {
  /** Words that a line needs. */
  readonly words: number;
  /** Sentences that a page needs. */
  readonly sentences: number;
}

/** Raffel et al. 2020, section 2.2. */
export const C4_BOUNDS: CurationBounds = { words: 5, sentences: 3 };

/** A line ends so: full stop, exclamation mark, question mark, or a quotation mark that closes. */
const ENDS = /[.!?"”’»]$/;
const NOTICES = ["terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies"];
/** [1], [edit], [citation needed], as Wikipedia has them. */
const CITATION = /\[(?:\d+|edit|citation needed)\]/gi;
/** Sentences whose coming again is a duplicate. */
const SPAN = 3;

/**
 * The rules by which C4 was made of a crawl (Raffel et al. 2020, section 2.2), on one page. Two of them are left out: the list of bad words, which is
 * nothing to ship, and the language, which takes a model to tell. Duplicates are looked for within the page.
 */
export function curated(page: string, { words, sentences: least }: CurationBounds = C4_BOUNDS): CuratedPage {
  const lines = page.split(/\r?\n/).map((text): CuratedLine => ({ text, droppedFor: lineFault(text, words), citations: text.match(CITATION)?.length ?? 0 }));
  const kept = withoutDuplicates(lines);
  const sentences = kept.reduce((sum, { text, droppedFor }) => sum + (droppedFor === null ? sentencesOf(text).length : 0), 0);
  return { lines: kept, droppedFor: pageFault(page, sentences, least), sentences };
}

function lineFault(text: string, words: number): string | null {
  const line = text.replaceAll(CITATION, "").trim();
  if (line === "") return "empty";
  if (/javascript/i.test(line)) return "says “Javascript”";
  const notice = NOTICES.find(words => line.toLowerCase().includes(words));
  if (notice !== undefined) return `says “${notice}”`;
  if (!ENDS.test(line)) return "does not end in . ! ? or a quotation mark";
  const count = line.split(/\s+/).length;
  return count < words ? `${count} word${count === 1 ? "" : "s"}, ${words} are needed` : null;
}

function pageFault(page: string, sentences: number, least: number): string | null {
  if (page.includes("{")) return "a curly bracket stands in it";
  if (/lorem ipsum/i.test(page)) return "says “lorem ipsum”";
  return sentences < least ? `${sentences} sentence${sentences === 1 ? " is" : "s are"} left, ${least} are needed` : null;
}

/** Drops lines all of whose sentences stand in a span of three that came before. */
function withoutDuplicates(lines: readonly CuratedLine[]): readonly CuratedLine[] {
  const sentences = lines.flatMap(({ text, droppedFor }, line) => (droppedFor === null ? sentencesOf(text).map(sentence => ({ sentence, line })) : []));
  const seen = new Set<string>();
  const again = new Set<number>();
  for (let at = 0; at + SPAN <= sentences.length; at++) {
    const key = JSON.stringify(sentences.slice(at, at + SPAN).map(({ sentence }) => sentence));
    if (seen.has(key)) for (let index = at; index < at + SPAN; index++) again.add(index);
    seen.add(key);
  }
  return lines.map((line, number) => {
    const own = [...sentences.keys()].filter(index => sentences[index]?.line === number);
    return own.length > 0 && own.every(index => again.has(index)) ? { ...line, droppedFor: `these ${SPAN} sentences came before` } : line;
  });
}

const sentencesOf = (text: string): readonly string[] => [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(text)].map(({ segment }) => segment.trim()).filter(sentence => sentence !== "");
