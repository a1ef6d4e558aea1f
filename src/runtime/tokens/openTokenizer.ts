import path from "node:path";

import { Problem } from "../../protocol/problem";
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
