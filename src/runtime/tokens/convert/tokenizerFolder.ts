import path from "node:path";

import { Problem } from "../../../protocol/problem";
import type { Checkpoint } from "../../checkpoints/checkpoint";
import { openReadable, whyUnreadable } from "../../checkpoints/readableFile";
import { repeatedKey } from "../../checkpoints/repeatedKey";

/** What a folder says about its tokenizer: the names of its files, and its config.json. */
export type TokenizerFolder = Pick<Checkpoint, "folder" | "files" | "config">;

/** A JSON object as it was parsed. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Size above which a tokenizer's file is not read: the largest in use have 35 MB. */
const LONGEST = 256 << 20;

/** The bytes of a file of a tokenizer. Throws a Problem: `model-gone`, else `tokenizer-damaged`. */
export async function readTokenizerBytes(file: string): Promise<Uint8Array> {
  try {
    const opened = await openReadable(file);
    try {
      if (opened.bytes > LONGEST) throw damaged(file, `it has ${opened.bytes.toLocaleString("en-US")} bytes, and at most ${LONGEST.toLocaleString("en-US")} are read`);
      return await opened.handle.readFile();
    } finally {
      await opened.handle.close();
    }
  } catch (error) {
    const why = await whyUnreadable(file, error);
    throw why.code === "model-gone" || why.code === "tokenizer-damaged" ? why : new Problem("tokenizer-damaged", why.message, { cause: error, remedy: DOWNLOAD });
  }
}

/** The text of a file of a tokenizer, without a byte order mark. Throws a Problem: also `tokenizer-damaged` where it is no UTF-8. */
export async function readTokenizerText(file: string): Promise<string> {
  const bytes = await readTokenizerBytes(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw damaged(file, "it is not UTF-8 throughout; it may be cut off", cause);
  }
}

/** The object in a JSON file of a tokenizer. Throws a Problem: `tokenizer-damaged` where it holds none, or a key twice. */
export async function readTokenizerJson(file: string): Promise<JsonObject> {
  const text = await readTokenizerText(file);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, "it is not valid JSON; it may be cut off", cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw damaged(file, "it holds no JSON object");
  const twice = repeatedKey(text);
  if (twice !== null) throw damaged(file, `it has ${JSON.stringify(twice)} twice`);
  return value as JsonObject;
}

/** The object in the JSON file `name` of the folder, empty where there is no such file. */
export async function readOptionalJson({ folder, files }: TokenizerFolder, name: string): Promise<JsonObject> {
  return files.has(name) ? readTokenizerJson(path.join(folder, name)) : {};
}

/** The file `name` of the folder. Throws the Problem `tokenizer-missing`; `beside` says what it belongs to. */
export function fileOf({ folder, files }: TokenizerFolder, name: string, beside: string): string {
  if (files.has(name)) return path.join(folder, name);
  throw new Problem("tokenizer-missing", `${folder} has no ${name}, which belongs to its ${beside}.`, { remedy: `Download ${name} too, or save the tokenizer anew in Python: ${SAVE_ANEW}` });
}

/** The Problem with a tokenizer's file that is there and cannot be used. */
export function damaged(file: string, why: string, cause?: unknown): Problem {
  return new Problem("tokenizer-damaged", `${file} is not a tokenizer that can be used: ${why}.`, { remedy: DOWNLOAD, ...(cause === undefined ? {} : { cause, detail: cause instanceof Error ? String(cause) : JSON.stringify(cause) }) });
}

/** What makes a tokenizer.json of any tokenizer that Python can load. */
export const SAVE_ANEW = "AutoTokenizer.from_pretrained(folder).save_pretrained(folder).";
const DOWNLOAD = "Download the file again, or save it anew in Python with AutoTokenizer.";
