import { Writer } from "protobufjs/minimal";

/** A SentencePiece model to be written: what is left out is left out of the file too. */
export interface SentencePieceParts {
  readonly pieces: readonly { readonly piece: string; readonly score?: number; readonly kind?: number }[];
  readonly trainer?: { readonly algorithm?: number; readonly suffix?: boolean; readonly byteFallback?: boolean } | null;
  readonly normalizer?: { readonly rules?: string; readonly charsmap?: Uint8Array; readonly addDummyPrefix?: boolean; readonly removeExtraWhitespaces?: boolean; readonly escape?: boolean } | null;
}

const VARINT = 0;
const BYTES = 2;
const FOUR = 5;

/** The bytes of a SentencePiece file. */
export function sentencePieceFile({ pieces, trainer = {}, normalizer = {} }: SentencePieceParts): Uint8Array {
  const file = new Writer();
  for (const { piece, score, kind } of pieces) {
    file.uint32(tag(1, BYTES)).fork().uint32(tag(1, BYTES)).string(piece);
    if (score !== undefined) file.uint32(tag(2, FOUR)).float(score);
    if (kind !== undefined) file.uint32(tag(3, VARINT)).int32(kind);
    file.ldelim();
  }
  const flag = (field: number, value: boolean | undefined): void => {
    if (value !== undefined) file.uint32(tag(field, VARINT)).bool(value);
  };
  if (trainer !== null) {
    // An unknown field before and after the known ones: it is passed over.
    file.uint32(tag(2, BYTES)).fork().uint32(tag(1, BYTES)).string("corpus.txt");
    if (trainer.algorithm !== undefined) file.uint32(tag(3, VARINT)).int32(trainer.algorithm);
    flag(24, trainer.suffix);
    flag(35, trainer.byteFallback);
    file.uint32(tag(10, FOUR)).float(0.9995).ldelim();
  }
  if (normalizer !== null) {
    file.uint32(tag(3, BYTES)).fork().uint32(tag(1, BYTES)).string(normalizer.rules ?? "identity");
    if (normalizer.charsmap !== undefined) file.uint32(tag(2, BYTES)).bytes(normalizer.charsmap);
    flag(3, normalizer.addDummyPrefix);
    flag(4, normalizer.removeExtraWhitespaces);
    flag(5, normalizer.escape);
    file.ldelim();
  }
  return Uint8Array.from(file.finish());
}

function tag(field: number, wireType: number): number {
  return field * 8 + wireType;
}
