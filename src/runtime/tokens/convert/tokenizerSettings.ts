import path from "node:path";

import { damaged, type JsonObject, readOptionalJson, type TokenizerFolder } from "./tokenizerFolder";
import type { AddedToken } from "./tokenizerJson";

/** The special tokens that have a role, in the order in which missing ones get their ids. */
export const ROLES = ["bos", "eos", "unk", "sep", "pad", "cls", "mask"] as const;

/** What a special token is for. */
export type Role = (typeof ROLES)[number];

/** A class's own special tokens, for a folder that names no others. */
export type DefaultTokens = Readonly<Partial<Record<Role, AddedToken>>>;

/**
 * What tokenizer_config.json, special_tokens_map.json and added_tokens.json say beside a vocabulary. As upstream reads them:
 * a config with `added_tokens_decoder` says it all, and the two other files are from before there was one.
 */
export interface TokenizerSettings {
  /** Where they are written, for messages. */
  readonly file: string;
  readonly options: JsonObject;
  /** By role; null where the folder says that there is none. */
  readonly named: ReadonlyMap<Role, AddedToken | null>;
  readonly additional: readonly AddedToken[];
  /** Tokens with their ids. */
  readonly added: ReadonlyMap<number, AddedToken>;
}

/** Reads a folder's settings; all of its files may be missing. Throws the Problem `tokenizer-damaged`. */
export async function readSettings(folder: TokenizerFolder): Promise<TokenizerSettings> {
  const options = await readOptionalJson(folder, CONFIG);
  const file = path.join(folder.folder, CONFIG);
  for (const [name, supported] of Object.entries(SUPPORTED)) {
    const value = options[name] ?? null;
    if (value !== null && !supported(value)) throw damaged(file, `its ${name} is ${JSON.stringify(value)}, which is not supported`);
  }
  const decoder = options["added_tokens_decoder"] ?? null;
  const map = decoder === null ? await readOptionalJson(folder, MAP) : {};
  const said: JsonObject = { ...options, ...map };
  const additional = tokensOf(said["additional_special_tokens"] ?? [], "additional_special_tokens", file);

  const added = decoder === null ? await olderAdded(folder, said, additional) : newerAdded(decoder, file);
  const known = new Map([...added.values()].map(token => [token.content, token]));
  const named = new Map<Role, AddedToken | null>();
  for (const role of ROLES) {
    const value = said[`${role}_token`];
    if (value === null) named.set(role, null);
    else if (value !== undefined) {
      const token = tokenOf(value, `${role}_token`, file);
      named.set(role, { ...(known.get(token.content) ?? token), special: true });
    }
  }
  return { file, options, named, additional: additional.map(token => ({ ...(known.get(token.content) ?? token), special: true })), added };
}

/** Whether an option is on; `otherwise` where it is not given. Throws the Problem `tokenizer-damaged`. */
export function flag<T extends boolean | null>(settings: TokenizerSettings, name: string, otherwise: T): boolean | T {
  const value = settings.options[name] ?? null;
  if (value === null) return otherwise;
  if (typeof value !== "boolean") throw damaged(settings.file, `${name} is ${JSON.stringify(value)}, and not true or false`);
  return value;
}

/** A token that is found as it is written, and stands for itself. */
export function plainToken(content: string, more: Partial<AddedToken> = {}): AddedToken {
  return { content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true, ...more };
}

/** Options that upstream's classes know and that can only have their usual value here. */
const SUPPORTED: Readonly<Record<string, (value: unknown) => boolean>> = {
  errors: value => value === "replace",
  never_split: value => Array.isArray(value) && value.length === 0,
  sp_model_kwargs: value => typeof value === "object" && value !== null && Object.keys(value).length === 0,
  split_special_tokens: value => value === false,
};

const CONFIG = "tokenizer_config.json";
const MAP = "special_tokens_map.json";
const ADDED = "added_tokens.json";

function newerAdded(decoder: unknown, file: string): Map<number, AddedToken> {
  if (typeof decoder !== "object" || decoder === null || Array.isArray(decoder)) throw damaged(file, "added_tokens_decoder is no object");
  const added = new Map<number, AddedToken>();
  for (const [key, value] of Object.entries(decoder)) added.set(idOf(Number(key), key, file), tokenOf(value, `added_tokens_decoder.${key}`, file, false));
  return added;
}

async function olderAdded(folder: TokenizerFolder, said: JsonObject, additional: readonly AddedToken[]): Promise<Map<number, AddedToken>> {
  const file = path.join(folder.folder, ADDED);
  const special = new Set([...additional.map(token => token.content), ...ROLES.flatMap(role => contentOf(said[`${role}_token`]) ?? [])]);
  const added = new Map<number, AddedToken>();
  for (const [content, value] of Object.entries(await readOptionalJson(folder, ADDED))) {
    const id = idOf(value, content, file);
    const other = added.get(id);
    if (other !== undefined) throw damaged(file, `${JSON.stringify(other.content)} and ${JSON.stringify(content)} both have the id ${id}`);
    added.set(id, plainToken(content, { normalized: !special.has(content), special: special.has(content) }));
  }
  return added;
}

function tokensOf(value: unknown, name: string, file: string): AddedToken[] {
  if (!Array.isArray(value)) throw damaged(file, `${name} is no list`);
  return (value as unknown[]).map((token, i) => tokenOf(token, `${name}[${i}]`, file));
}

/** A token written as text, or as an object with its flags. */
function tokenOf(value: unknown, name: string, file: string, special = true): AddedToken {
  const content = contentOf(value);
  if (content === null || content === "") throw damaged(file, `${name} is ${JSON.stringify(value)}, and no token`);
  if (typeof value === "string") return plainToken(content, { special, normalized: !special });
  const given = value as JsonObject;
  const flagged = (key: keyof AddedToken, otherwise: boolean): boolean => (typeof given[key] === "boolean" ? given[key] : otherwise);
  const isSpecial = flagged("special", special);
  return { content, single_word: flagged("single_word", false), lstrip: flagged("lstrip", false), rstrip: flagged("rstrip", false), normalized: flagged("normalized", !isSpecial), special: isSpecial };
}

function contentOf(value: unknown): string | null {
  const content: unknown = typeof value === "object" && value !== null ? (value as JsonObject)["content"] : value;
  return typeof content === "string" ? content : null;
}

function idOf(value: unknown, name: string, file: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw damaged(file, `${JSON.stringify(name)} has no id, but ${JSON.stringify(value)}`);
  return value;
}
