import { damaged, fileOf, readTokenizerText, type TokenizerFolder } from "./tokenizerFolder";
import { type PieceIds, readVocabJson } from "./vocabulary";

/** A byte-pair vocabulary: the id of each piece, and the merges by rank. */
export interface BytePairs {
  readonly file: string;
  readonly ids: PieceIds;
  readonly merges: readonly (readonly [string, string])[];
}

/** Reads vocab.json and merges.txt. Throws a Problem: `tokenizer-missing` where one of the two is not there, `tokenizer-damaged`. */
export async function readBytePairs(folder: TokenizerFolder): Promise<BytePairs> {
  const file = fileOf(folder, "vocab.json", "merges.txt");
  const mergesFile = fileOf(folder, "merges.txt", "vocab.json");
  const ids = await readVocabJson(file, folder);
  const merges: [string, string][] = [];
  const seen = new Set<string>();
  for (const [at, line] of (await readTokenizerText(mergesFile)).split(/\r?\n/).entries()) {
    if (line === "" || (at === 0 && line.startsWith("#version"))) continue;
    const [left = "", right = "", ...rest] = line.split(" ");
    if (left === "" || right === "" || rest.length > 0) throw damaged(mergesFile, `line ${at + 1} is ${JSON.stringify(line)}, and not two pieces`);
    for (const piece of [left, right, left + right]) {
      if (!ids.has(piece)) throw damaged(mergesFile, `line ${at + 1} needs the piece ${JSON.stringify(piece)}, which vocab.json does not have`);
    }
    if (seen.has(line)) throw damaged(mergesFile, `${JSON.stringify(line)} is there twice`);
    seen.add(line);
    merges.push([left, right]);
  }
  const made = new Set(merges.map(([left, right]) => left + right));
  const longer = [...ids.keys()].filter(piece => isJoined(piece));
  const missing = longer.filter(piece => !made.has(piece)).length;
  // Special tokens and fillers are made by no merge, but they are few.
  if (missing > Math.max(longer.length / 8, 256)) throw damaged(mergesFile, `its merges make ${(longer.length - missing).toLocaleString("en-US")} of the ${longer.length.toLocaleString("en-US")} longer pieces of vocab.json; it seems cut off`);
  return { file, ids, merges };
}

/** The `model` of a tokenizer.json for byte pairs. `unknown` stands for what has no piece; without it that is left out. */
export function bytePairModel(ids: PieceIds, merges: BytePairs["merges"], more: { readonly unknown: string | null; readonly ending?: string; readonly fuseUnknown?: boolean; readonly byteFallback?: boolean }): Record<string, unknown> {
  return {
    type: "BPE",
    dropout: null,
    unk_token: more.unknown,
    continuing_subword_prefix: null,
    end_of_word_suffix: more.ending ?? null,
    fuse_unk: more.fuseUnknown ?? false,
    byte_fallback: more.byteFallback ?? false,
    ignore_merges: false,
    vocab: Object.fromEntries(ids),
    merges,
  };
}

/** Whether a piece is more than one character, GPT's mark of a word's end aside. */
function isJoined(piece: string): boolean {
  const bare = piece.endsWith("</w>") ? piece.slice(0, -4) : piece;
  return bare.length > ((bare.codePointAt(0) ?? 0) > 0xffff ? 2 : 1);
}
