import { existsSync } from "node:fs";
import { type FileHandle, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { byteTokenizer } from "../../src/runtime/tokens/byteTokenizer";
import { randomModel } from "./randomModel";
import type { Shape } from "./shapes";

/**
 * The shape with a head of its own, which {@link wordModel} makes say words one after the other. As much work: of a table of embeddings one row is read
 * for a token.
 */
export const untied = ({ name, config }: Shape): Shape => ({ name: `${name}-words`, config: { ...config, tie_word_embeddings: false } });

/**
 * The folder of an {@link untied} model with random weights, and a tokenizer that writes a word for each token but the 256 bytes that it reads. Random weights with
 * tied embeddings go round in circles; here the embeddings outweigh what the layers add, and the head's rows are they moved on: each token is another one.
 */
export async function wordModel(shape: Shape): Promise<string> {
  const folder = await randomModel(shape);
  const marker = path.join(folder, "words.txt");
  if (existsSync(marker)) return folder;
  await moveHeadOn(path.join(folder, "model.safetensors"));
  await writeFile(path.join(folder, "tokenizer.json"), JSON.stringify(wordTokenizer(Number(shape.config["vocab_size"]), shape.config["eos_token_id"])));
  await writeFile(marker, "");
  return folder;
}

/** Rows by which the head's tokens are moved on: beyond those that are bytes. */
const ON = 1000;
/** By so much the embeddings outweigh what the layers add. */
const WEIGHT = 50;
/** By the names of both families that random weights are made for. */
const EMBEDDINGS = ["transformer.wte.weight", "model.embed_tokens.weight"];

async function moveHeadOn(file: string): Promise<void> {
  const handle = await open(file, "r+");
  try {
    const length = Number((await read(handle, 0, 8)).readBigUInt64LE());
    const header = JSON.parse((await read(handle, 8, length)).toString("utf8")) as Readonly<Record<string, { readonly shape: readonly number[]; readonly data_offsets: readonly [number, number] }>>;
    const [table, head] = [EMBEDDINGS.map(name => header[name]).find(one => one !== undefined), header["lm_head.weight"]];
    if (!table || !head) throw new Error(`${file} has no embeddings, or no head of its own.`);
    const [from, to] = table.data_offsets;
    const rows = await read(handle, 8 + length + from, to - from);
    const values = new Float32Array(rows.buffer, rows.byteOffset, rows.length / Float32Array.BYTES_PER_ELEMENT);
    values.forEach((value, i) => (values[i] = WEIGHT * value));
    await handle.write(rows, 0, rows.length, 8 + length + from);
    values.forEach((value, i) => (values[i] = value / WEIGHT));
    const moved = (rows.length / (table.shape[0] ?? 1)) * ON;
    await handle.write(rows, rows.length - moved, moved, 8 + length + head.data_offsets[0]);
    await handle.write(rows, 0, rows.length - moved, 8 + length + head.data_offsets[0] + moved);
  } finally {
    await handle.close();
  }
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  await handle.read(buffer, 0, length, position);
  return buffer;
}

function wordTokenizer(vocabulary: number, endOfText: unknown): object {
  const json = byteTokenizer(vocabulary, endOfText);
  const model = json["model"] as { readonly vocab: Readonly<Record<string, number>> };
  const vocab = Object.fromEntries(Object.entries(model.vocab).map(([piece, id]) => [id < 256 || id === endOfText ? piece : `Ġ${wordOf(id)}`, id]));
  return { ...json, model: { ...model, vocab } };
}

/** Five letters, no two ids alike: there are 10⁵ of them. */
const wordOf = (id: number): string => [...String(id).padStart(5, "0")].map((digit, i) => (i % 2 === 0 ? "bdfgklmprs" : "aeiouyhnwt")[Number(digit)]).join("");
