import { Tokenizer as NativeTokenizer } from "tokenizers";

import { MarianTokenizer, type MarianSide } from "../marianTokenizer";
import { type Charsmap, readCharsmap, unchanged } from "./charsmap";
import { sentencePiece, unigramModel } from "./sentencePiece";
import { PIECE, readSentencePieceModel } from "./sentencePieceModel";
import { damaged, fileOf, type TokenizerFolder } from "./tokenizerFolder";
import { tokenizerJson } from "./tokenizerJson";
import { type DefaultTokens, flag, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { readVocabJson, withAddedTokens } from "./vocabulary";

/**
 * Marian's tokenizer: source.spm and target.spm cut texts into pieces, vocab.json numbers them (with `separate_vocabs`,
 * target_vocab.json numbers the target's). `</s>` ends a text. Throws a Problem.
 */
export async function marian(folder: TokenizerFolder, settings: TokenizerSettings): Promise<MarianTokenizer> {
  const separate = flag(settings, "separate_vocabs", false);
  const sourceFile = fileOf(folder, "source.spm", "vocab.json");
  const targetFile = fileOf(folder, "target.spm", "source.spm");
  const vocabFile = fileOf(folder, "vocab.json", "source.spm");
  const source = await sideOf(folder, settings, sourceFile, vocabFile);
  const target = await sideOf(folder, settings, targetFile, separate ? fileOf(folder, "target_vocab.json", "target.spm") : vocabFile);
  return new MarianTokenizer(source, target);
}

async function sideOf(folder: TokenizerFolder, settings: TokenizerSettings, file: string, vocabFile: string): Promise<MarianSide> {
  const model = await readSentencePieceModel(file);
  if (model.algorithm !== "Unigram" || model.byteFallback) throw damaged(file, "Marian's files are Unigram without bytes for what is unknown, and this one is not");
  const pieces = await readVocabJson(vocabFile, folder);
  const unknownPiece = settings.named.get("unk")?.content ?? TOKENS.unk.content;
  if (!pieces.has(unknownPiece)) throw damaged(vocabFile, `it lacks ${JSON.stringify(unknownPiece)}, the token for what is unknown`);
  const vocabulary = withAddedTokens(vocabFile, pieces, settings, TOKENS);
  for (const { content, lstrip, rstrip, single_word: word } of vocabulary.added) {
    if (lstrip || rstrip || word) throw damaged(settings.file, `its token ${JSON.stringify(content)} takes spaces with it or stands alone, which is not supported for Marian`);
  }
  // Control symbols stand for themselves in no text. Ids are by place here: what a token's id is, vocab.json says.
  const spelt = model.pieces.filter(({ kind }) => kind !== PIECE.control);
  const { charsmap, addDummyPrefix, removeExtraWhitespaces } = model.normalizer;
  const json = tokenizerJson({
    added_tokens: [],
    // The library's own way through the rules takes a character and the marks on it as one, and SentencePiece does not.
    ...sentencePiece({ ...model, normalizer: { ...model.normalizer, charsmap: new Uint8Array() } }, "always"),
    post_processor: null,
    model: unigramModel({ ...model, pieces: spelt, unknown: spelt.findIndex(({ kind }) => kind === PIECE.unknown) }, []),
  });
  return {
    normalize: charsmap.length === 0 ? unchanged : rulesOf(file, charsmap),
    pieces: NativeTokenizer.fromString(JSON.stringify(json)),
    spelt: new Set(spelt.map(({ piece }) => piece)),
    ids: vocabulary.ids,
    added: vocabulary.added,
    unknown: vocabulary.token("unk"),
    end: vocabulary.token("eos"),
    leading: removeExtraWhitespaces ? "all" : addDummyPrefix ? "one" : "none",
  };
}

function rulesOf(file: string, charsmap: Uint8Array): Charsmap {
  try {
    return readCharsmap(charsmap);
  } catch (cause) {
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const TOKENS = { eos: plainToken("</s>"), unk: plainToken("<unk>"), pad: plainToken("<pad>") } satisfies DefaultTokens;
