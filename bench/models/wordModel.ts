import { writeFile } from "node:fs/promises";
import path from "node:path";
import { byteTokenizer } from "../../src/runtime/tokens/byteTokenizer";
import { randomModel } from "./randomModel";
import type { Shape } from "./shapes";

/**
 * A shape whose random weights write words, no two tokens alike: its head is not tied to its embeddings, or it would say the token again that it
 * has just read. As much work: of a table of embeddings one row is read for a token.
 */
export const untied = ({ name, config }: Shape): Shape => ({ name: `${name}-untied`, config: { ...config, tie_word_embeddings: false } });

/** The folder of a model with random weights, and a tokenizer that writes a word for each token but the 256 bytes that it reads. */
export async function wordModel(shape: Shape): Promise<string> {
  const folder = await randomModel(shape);
  await writeFile(path.join(folder, "tokenizer.json"), JSON.stringify(wordTokenizer(Number(shape.config["vocab_size"]), shape.config["eos_token_id"])));
  return folder;
}

function wordTokenizer(vocabulary: number, endOfText: unknown): object {
  const json = byteTokenizer(vocabulary, endOfText);
  const model = json["model"] as { readonly vocab: Readonly<Record<string, number>> };
  const vocab = Object.fromEntries(Object.entries(model.vocab).map(([piece, id]) => [id < 256 || id === endOfText ? piece : `Ġ${wordOf(id)}`, id]));
  return { ...json, model: { ...model, vocab } };
}

/** Five letters, no two ids alike: there are 10⁵ of them. */
const wordOf = (id: number): string => [...String(id).padStart(5, "0")].map((digit, i) => (i % 2 === 0 ? "bdfgklmprs" : "aeiouyhnwt")[Number(digit)]).join("");
