import { readFile } from "node:fs/promises";
import path from "node:path";

import { generateCase } from "../../../../src/runtime/commands/generate";
import { never } from "../../runtime/starter";
import { MODELS, type Embedded } from "../embedded";
import { best, type Claims } from "./claims";
import { byHead } from "./heads";
import { patternsOf, type Pattern } from "./pass";

const LONGEST = 64;

interface Pair {
  readonly source: string;
  readonly target: string;
}

const heldOut = async (): Promise<Pair[]> => JSON.parse(await readFile("test/golden/starter-marian.translations.json", "utf8")) as Pair[];

/** How many sentences that were held out greedy search translates exactly. */
export async function exactTranslations({ model, tokenizer }: Embedded): Promise<Claims> {
  const pairs = await heldOut();
  let exact = 0;
  for (const { source, target } of pairs) {
    const ids = (await tokenizer.encode(source)).map(token => token.id);
    const { sequences } = await generateCase({ model, tokenizer: () => tokenizer, signal: never }, { inputs: { input_ids: [ids] }, options: { max_new_tokens: LONGEST } });
    if ((await tokenizer.decode(sequences[0]!, { skipSpecial: true })).trim() === target) exact++;
  }
  return { [`translated exactly, of ${pairs.length}`]: exact };
}

/** At how many of the tokens that it says the decoder looks most at the word that is translated, by the best head. */
export async function alignment(embedded: Embedded): Promise<Claims> {
  const lexicon = await lexiconOfCard(embedded.name);
  let [tokens, hits]: [number, number[][]] = [0, []];
  for (const { source, target } of await heldOut()) {
    const aligned = await alignmentHits(embedded, source, target, lexicon);
    hits = aligned.hits.map((row, layer) => row.map((count, head) => count + (hits[layer]?.[head] ?? 0)));
    tokens += aligned.tokens;
  }
  return { "cross-attention is greatest in the word that is translated, best head": best(hits.map(row => row.map(count => count / tokens))) };
}

/** The made-up words by the English ones, as the card lists them: "dog *gema*". */
async function lexiconOfCard(name: string): Promise<ReadonlyMap<string, string>> {
  const card = await readFile(path.join(MODELS, name, "README.md"), "utf8");
  return new Map([...card.matchAll(/(\w+) \*(\w+)\*/g)].map(([, english, made]) => [english!, made!]));
}

/** For each layer and head, at how many target tokens the greatest cross-attention lies in a source word that the token's word translates. */
async function alignmentHits(embedded: Embedded, source: string, target: string, lexicon: ReadonlyMap<string, string>): Promise<{ hits: number[][]; tokens: number }> {
  const words = async (text: string): Promise<{ id: number; word: string }[]> =>
    (await embedded.tokenizer.encode(text)).filter(token => token.range !== null).map(({ id, range }) => ({ id, word: wordAt(text, range!.end - 1) }));
  const [read, said] = [await words(source), await words(target)];
  const ids = (await embedded.tokenizer.encode(source)).map(token => token.id);
  const start = embedded.model.open.recipe.config.read.id("decoder_start_token_id");
  const patterns = await patternsOf(embedded, { ids: [ids], decoder: { ids: [[start, ...said.map(({ id }) => id)]] } }, "cross_attentions");
  const queries = said.map((_, query) => query);
  const right = (query: number, key: number): boolean => lexicon.get(read[key]?.word ?? "") === said[query]!.word;
  // A pattern of ones where the greatest weight is, so that the mean over queries is the share that is right.
  const sharp = patterns.map(pattern => sharpened(pattern, ids.length));
  const shares = byHead(sharp, queries, query => read.map((_, key) => key).filter(key => right(query, key)));
  return { hits: shares.map(row => row.map(share => share * queries.length)), tokens: queries.length };
}

function sharpened(pattern: Pattern, keys: number): Pattern {
  const greatest = (head: number, query: number): number => {
    let most = 0;
    for (let key = 1; key < keys; key++) if (pattern.at(head, query, key) > pattern.at(head, query, most)) most = key;
    return most;
  };
  return { ...pattern, at: (head, query, key) => (greatest(head, query) === key ? 1 : 0) };
}

/** The word of `text` around a place. */
const wordAt = (text: string, at: number): string => /\w*$/.exec(text.slice(0, at + 1))![0] + /^\w*/.exec(text.slice(at + 1))![0];
