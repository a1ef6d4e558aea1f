import { damaged, type JsonObject, readTokenizerJson, readTokenizerText, type TokenizerFolder } from "./tokenizerFolder";
import type { AddedToken, PlacedToken } from "./tokenizerJson";
import { type DefaultTokens, type Role, ROLES, type TokenizerSettings } from "./tokenizerSettings";

/** The id of each piece. */
export type PieceIds = ReadonlyMap<string, number>;

/** A vocabulary with the tokens added to it, and its special tokens by role. */
export interface Vocabulary {
  /** Added tokens included, so that the library takes their ids from here. */
  readonly ids: PieceIds;
  readonly added: readonly PlacedToken[];
  /** The token with this role. Throws the Problem `tokenizer-damaged` where the folder says that there is none. */
  readonly token: (role: Role) => PlacedToken;
  /** The token with this role, or null. */
  readonly optional: (role: Role) => PlacedToken | null;
}

/**
 * Adds what the settings say to the pieces of `file`: tokens with an id at that id, and those that only have a name (`defaults`
 * where the settings name no other) at the id of the piece so called, else behind all ids. Throws the Problem `tokenizer-damaged`.
 */
export function withAddedTokens(file: string, pieces: PieceIds, settings: TokenizerSettings, defaults: DefaultTokens, more: readonly PlacedToken[] = []): Vocabulary {
  const ids = new Map(pieces);
  const byId = new Map([...pieces].map(([piece, id]) => [id, piece]));
  const placed = new Map<string, PlacedToken>();
  const place = (token: AddedToken, id: number): void => {
    const there = byId.get(id) ?? token.content;
    if (there !== token.content) throw damaged(settings.file, `it gives ${JSON.stringify(token.content)} the id ${id}, which ${JSON.stringify(there)} has in ${file}`);
    const other = ids.get(token.content) ?? id;
    if (other !== id) throw damaged(settings.file, `it gives ${JSON.stringify(token.content)} the id ${id}, and its vocabulary the id ${other}`);
    ids.set(token.content, id);
    byId.set(id, token.content);
    placed.set(token.content, { id, ...token });
  };
  for (const { id, ...token } of more) place(token, id);
  for (const [id, token] of settings.added) place(token, id);

  const given = new Set([...settings.added.values()].map(token => token.content));
  let next = greatest(byId.keys()) + 1;
  const roles = new Map<Role, string>();
  for (const role of ROLES) {
    const token = settings.named.has(role) ? settings.named.get(role) : defaults[role];
    if (token === null || token === undefined) continue;
    roles.set(role, token.content);
    if (!given.has(token.content)) place(token, ids.get(token.content) ?? next++);
  }
  for (const token of settings.additional) if (!given.has(token.content)) place(token, ids.get(token.content) ?? next++);

  const optional = (role: Role): PlacedToken | null => placed.get(roles.get(role) ?? "") ?? null;
  const token = (role: Role): PlacedToken => {
    const found = optional(role);
    if (found === null) throw damaged(settings.file, `it says that there is no ${role}_token, which this tokenizer needs`);
    return found;
  };
  return { ids, added: [...placed.values()], token, optional };
}

/** Reads a vocab.json: an id for each piece, no id twice. Throws the Problem `tokenizer-damaged`. */
export async function readVocabJson(file: string, folder: TokenizerFolder): Promise<PieceIds> {
  const ids = new Map<string, number>();
  const pieces = new Map<number, string>();
  for (const [piece, id] of Object.entries(await readTokenizerJson(file))) {
    if (typeof id !== "number" || !Number.isInteger(id) || id < 0 || id >= 2 ** 31) throw damaged(file, `the id of ${JSON.stringify(piece)} is ${JSON.stringify(id)}`);
    const other = pieces.get(id);
    if (other !== undefined) throw damaged(file, `${JSON.stringify(other)} and ${JSON.stringify(piece)} both have the id ${id}`);
    ids.set(piece, id);
    pieces.set(id, piece);
  }
  notCutOff(file, ids.size, folder.config);
  return ids;
}

/** Reads a vocab.txt: one piece a line, its id the line's number from 0, none twice. Throws the Problem `tokenizer-damaged`. */
export async function readVocabText(file: string, folder: TokenizerFolder): Promise<PieceIds> {
  const lines = (await readTokenizerText(file)).split(/\r?\n/);
  const ended = lines.at(-1) === "";
  if (ended) lines.pop();
  const ids = new Map<string, number>();
  for (const [id, piece] of lines.entries()) {
    const other = ids.get(piece);
    if (other !== undefined) throw damaged(file, `${JSON.stringify(piece)} is on its lines ${other + 1} and ${id + 1}`);
    ids.set(piece, id);
  }
  const rows = folder.config["vocab_size"];
  if (!ended && typeof rows === "number" && ids.size < rows) throw damaged(file, `it ends within a line, after ${ids.size.toLocaleString("en-US")} pieces of the model's ${rows.toLocaleString("en-US")}; it seems cut off`);
  notCutOff(file, ids.size, folder.config);
  return ids;
}

/** Models have a few more rows than pieces, so that their number is round: an eighth is no rounding, and the rest of the file is missing. */
export function notCutOff(file: string, pieces: number, config: JsonObject): void {
  const rows = config["vocab_size"];
  if (pieces === 0) throw damaged(file, "it holds no pieces");
  if (typeof rows === "number" && pieces < rows - Math.max(rows / 8, 256)) throw damaged(file, `it has ${pieces.toLocaleString("en-US")} pieces, and the model ${rows.toLocaleString("en-US")}; it seems cut off`);
}

function greatest(numbers: Iterable<number>): number {
  let most = -1;
  for (const number of numbers) most = Math.max(most, number);
  return most;
}
