import { readdir } from "node:fs/promises";
import path from "node:path";

import { Problem } from "../../protocol/problem";
import { CONFIG } from "../checkpoints/checkpoint";
import { snapshotOf } from "../checkpoints/hubCache";
import { readJsonObject } from "../checkpoints/jsonFile";
import { convertTokenizer } from "./convert/convertTokenizer";
import { damaged, readTokenizerText, type TokenizerFolder } from "./convert/tokenizerFolder";
import { LibraryTokenizer } from "./libraryTokenizer";
import type { Tokenizer } from "./tokenizer";

/**
 * Opens a checkpoint's tokenizer: its `tokenizer.json`, else the files from which such a file can be made. Truncation and padding
 * are switched off. Throws a Problem: `tokenizer-missing` or `tokenizer-damaged`.
 */
export async function openTokenizer(folder: TokenizerFolder): Promise<Tokenizer> {
  if (!folder.files.has("tokenizer.json")) return convertTokenizer(folder);
  const file = path.join(folder.folder, "tokenizer.json");
  const json = await readTokenizerText(file);
  try {
    return LibraryTokenizer.of(json);
  } catch (cause) {
    throw cause instanceof Problem ? cause : damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/**
 * Opens the tokenizer of a folder that need not hold a model's weights, nor a config.json where its tokenizer's files say enough.
 * Throws a Problem: also `not-a-model-folder`, `unsupported-config`.
 */
export async function openTokenizerOf(folder: string): Promise<Tokenizer> {
  const given = path.resolve(folder);
  const home = (await snapshotOf(given))?.folder ?? given;
  const names = await readdir(home).catch((cause: unknown) => {
    throw new Problem("not-a-model-folder", `${home} is no folder that can be read.`, { remedy: "Choose a folder that holds a model's config.json and tokenizer.", cause });
  });
  const files = new Set(names);
  return openTokenizer({ folder: home, files, config: files.has(CONFIG) ? await readJsonObject(path.join(home, CONFIG), "unsupported-config") : {} });
}
