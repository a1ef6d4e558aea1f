import { readFile, writeFile } from "node:fs/promises";

/** What is to stand in the place of a section; null where nothing was measured, so that what stands there stays. */
export interface SectionBlock {
  readonly name: string;
  readonly text: string | null;
}

/** How the place of a section begins and ends in a Markdown file. */
export const markersOf = (name: string): readonly [string, string] => [`<!-- ${name}: measured by npm run bench -->`, `<!-- end of ${name} -->`];

/** A Markdown file with a place for each section between two comments of its own; what is outside them is written by hand. */
export class Readme {
  private constructor(private readonly file: string) {}

  /** Looks for the places of these sections. Throws where one is missing, is there twice or has no end. */
  static async open(file: string, names: readonly string[]): Promise<Readme> {
    const text = await readFile(file, "utf8");
    for (const name of names) placeOf(name, text);
    return new Readme(file);
  }

  /** Writes the sections that were measured into their places, and nothing else; the file is read again, since a run takes long and somebody may have edited it. */
  async write(blocks: readonly SectionBlock[]): Promise<void> {
    const before = await readFile(this.file, "utf8");
    const after = withBlocks(before, blocks);
    if (after !== before) await writeFile(this.file, after);
  }
}

/** `text` with the sections that were measured in their places. Throws where a place is missing, is there twice or has no end. */
export function withBlocks(text: string, blocks: readonly SectionBlock[]): string {
  return blocks.reduce((now, { name, text: block }) => {
    if (block === null) return now;
    const [from, to] = placeOf(name, now);
    return `${now.slice(0, from)}\n\n${block}\n\n${now.slice(to)}`;
  }, text);
}

/** Where the text of a section begins and ends, its markers left out. */
function placeOf(name: string, text: string): readonly [number, number] {
  const [begin, end] = markersOf(name);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  const once = [begin, end].every(marker => text.split(marker).length === 2);
  if (!once || to < from) throw new Error(`The section ${name} has no place in the read me: write "${begin}" and "${end}" there, once each and in this order.`);
  return [from + begin.length, to];
}
