import { Reader } from "protobufjs/minimal";

import { Problem } from "../../../protocol/problem";
import { damaged, readTokenizerBytes } from "./tokenizerFolder";

/** What a piece is to SentencePiece, by the numbers of its file format. */
export const PIECE = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

/** A SentencePiece model (Kudo & Richardson 2018) as its file describes it. */
export interface SentencePieceModel {
  readonly file: string;
  readonly algorithm: "Unigram" | "BPE";
  /** By id; `score` is a log-probability (Unigram) or minus the rank (BPE). */
  readonly pieces: readonly { readonly piece: string; readonly score: number; readonly kind: number }[];
  /** Id of the piece for what is unknown. */
  readonly unknown: number;
  readonly byteFallback: boolean;
  readonly normalizer: {
    /** The name of its rules, such as `nmt_nfkc`. */
    readonly rules: string;
    /** The rules themselves, empty for none. */
    readonly charsmap: Uint8Array;
    readonly addDummyPrefix: boolean;
    readonly removeExtraWhitespaces: boolean;
  };
}

/** Reads a SentencePiece file (`spiece.model`, `tokenizer.model`, `source.spm`). Throws the Problem `tokenizer-damaged`. */
export async function readSentencePieceModel(file: string): Promise<SentencePieceModel> {
  const bytes = await readTokenizerBytes(file);
  try {
    return parse(file, bytes);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw damaged(file, "it is no SentencePiece model, or it is cut off", cause);
  }
}

function parse(file: string, bytes: Uint8Array): SentencePieceModel {
  const pieces: { piece: string; score: number; kind: number }[] = [];
  let trainer: ReturnType<typeof parseTrainer> | null = null;
  let normalizer: ReturnType<typeof parseNormalizer> | null = null;
  // The reader makes empty fields by the bytes' own constructor, and a Buffer's is deprecated.
  fields(new Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)), (reader, field) => {
    if (field === 1) pieces.push(parsePiece(part(reader)));
    else if (field === 2) trainer = parseTrainer(part(reader));
    else if (field === 3) normalizer = parseNormalizer(part(reader));
    else return false;
    return true;
  });
  // TypeScript does not see that the callback has run.
  const [trained, normal] = [trainer as ReturnType<typeof parseTrainer> | null, normalizer as ReturnType<typeof parseNormalizer> | null];
  if (pieces.length === 0) throw damaged(file, "it holds no pieces");
  if (trained === null || normal === null) throw damaged(file, "its settings, which come after its pieces, are not there; it seems cut off");

  const seen = new Map<string, number>();
  for (const [id, { piece, kind }] of pieces.entries()) {
    const other = seen.get(piece);
    if (other !== undefined) throw damaged(file, `its pieces ${other} and ${id} are both ${JSON.stringify(piece)}`);
    if (piece === "") throw damaged(file, `its piece ${id} is empty`);
    if (kind === PIECE.unused) throw damaged(file, `its piece ${JSON.stringify(piece)} is marked as unused, which is not supported`);
    seen.set(piece, id);
  }
  const unknown = pieces.findIndex(({ kind }) => kind === PIECE.unknown);
  if (unknown === -1) throw damaged(file, "it has no piece for what is unknown");
  const algorithm = trained.algorithm === 1 ? "Unigram" : trained.algorithm === 2 ? "BPE" : null;
  if (algorithm === null) throw damaged(file, `its algorithm has the number ${trained.algorithm}; only 1 (Unigram) and 2 (BPE) are supported`);
  if (trained.suffix) throw damaged(file, "it marks the ends of words and not their beginnings, which is not supported");
  if (!normal.escape) throw damaged(file, "it leaves spaces as they are, which is not supported");
  return { file, algorithm, pieces, unknown, byteFallback: trained.byteFallback, normalizer: normal };
}

function parsePiece(reader: Reader): { piece: string; score: number; kind: number } {
  const found = { piece: "", score: 0, kind: PIECE.normal as number };
  fields(reader, (_, field) => {
    if (field === 1) found.piece = utf8(reader.bytes());
    else if (field === 2) found.score = reader.float();
    else if (field === 3) found.kind = reader.int32();
    else return false;
    return true;
  });
  return found;
}

function parseTrainer(reader: Reader): { algorithm: number; suffix: boolean; byteFallback: boolean } {
  const found = { algorithm: 1, suffix: false, byteFallback: false };
  fields(reader, (_, field) => {
    if (field === 3) found.algorithm = reader.int32();
    else if (field === 24) found.suffix = reader.bool();
    else if (field === 35) found.byteFallback = reader.bool();
    else return false;
    return true;
  });
  return found;
}

function parseNormalizer(reader: Reader): { rules: string; charsmap: Uint8Array; addDummyPrefix: boolean; removeExtraWhitespaces: boolean; escape: boolean } {
  const found = { rules: "", charsmap: new Uint8Array(), addDummyPrefix: true, removeExtraWhitespaces: true, escape: true };
  fields(reader, (_, field) => {
    if (field === 1) found.rules = utf8(reader.bytes());
    else if (field === 2) found.charsmap = Uint8Array.from(reader.bytes());
    else if (field === 3) found.addDummyPrefix = reader.bool();
    else if (field === 4) found.removeExtraWhitespaces = reader.bool();
    else if (field === 5) found.escape = reader.bool();
    else return false;
    return true;
  });
  return found;
}

/** Reads a message field by field; `read` says whether it took one, and others are passed over. */
function fields(reader: Reader, read: (reader: Reader, field: number) => boolean): void {
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (!read(reader, tag >>> 3)) reader.skipType(tag & 7);
  }
}

function part(reader: Reader): Reader {
  return new Reader(reader.bytes());
}

function utf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
