import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import { openTokenizerOf } from "../../../../src/runtime/tokens/openTokenizer";
import type { Tokenizer } from "../../../../src/runtime/tokens/tokenizer";

/** Content of files by name: an object is written as JSON, null takes the file away. */
export type Changes = Readonly<Record<string, string | Uint8Array | object | null>>;

/** The folder of a reference tokenizer. */
export const golden = (name: string): string => path.resolve("test/golden/tokenizers", name);

/** Opens a copy, in `folder`, of a reference tokenizer without its tokenizer.json, after these changes. */
export async function copiedTokenizer(folder: string, name: string, changes: Changes = {}): Promise<Tokenizer> {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(golden(name))) {
    if (!/^(tokenizer|golden)\.json$/.test(file)) await cp(path.join(golden(name), file), path.join(folder, file));
  }
  return changedTokenizer(folder, changes);
}

/** Opens the tokenizer in `folder` after these changes. */
export async function changedTokenizer(folder: string, changes: Changes): Promise<Tokenizer> {
  for (const [file, content] of Object.entries(changes)) {
    const target = path.join(folder, file);
    if (content === null) await rm(target);
    else await writeFile(target, typeof content === "string" || content instanceof Uint8Array ? content : JSON.stringify(content));
  }
  return openTokenizerOf(folder);
}

/** The ids of a text with its special tokens. */
export async function idsOf(tokenizer: Tokenizer, text: string): Promise<number[]> {
  return (await tokenizer.encode(text)).map(token => token.id);
}

/** The pieces of a text with its special tokens, as the vocabulary spells them. */
export async function piecesOf(tokenizer: Tokenizer, text: string): Promise<string[]> {
  return (await tokenizer.encode(text)).map(token => token.piece);
}
