import { pieceIds, prefixOf, sentencePiece, sentencePieceModel, symbolsOf } from "./sentencePiece";
import { readSentencePieceModel } from "./sentencePieceModel";
import { fileOf, type TokenizerFolder } from "./tokenizerFolder";
import { template, tokenizerJson, type TokenizerJson } from "./tokenizerJson";
import { type DefaultTokens, flag, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { notCutOff, withAddedTokens } from "./vocabulary";

/**
 * Llama's and Mistral's tokenizer of tokenizer.model (Touvron et al. 2023): SentencePiece with bytes for what is unknown, `<s>`
 * before a text. `add_bos_token`, `add_eos_token`, `legacy` and `add_prefix_space` are honoured. Throws a Problem.
 */
export async function llama(folder: TokenizerFolder, settings: TokenizerSettings): Promise<TokenizerJson> {
  const model = await readSentencePieceModel(fileOf(folder, "tokenizer.model", "tokenizer"));
  notCutOff(model.file, model.pieces.length, folder.config);
  const vocabulary = withAddedTokens(model.file, pieceIds(model), settings, TOKENS, symbolsOf(model));
  return tokenizerJson({
    added_tokens: vocabulary.added,
    ...sentencePiece(model, prefixOf(settings)),
    post_processor: template(
      flag(settings, "add_bos_token", true) ? [vocabulary.token("bos")] : [],
      flag(settings, "add_eos_token", false) ? [vocabulary.token("eos")] : [],
    ),
    model: sentencePieceModel(model, vocabulary, settings),
  });
}

const TOKENS: DefaultTokens = { bos: plainToken("<s>"), eos: plainToken("</s>"), unk: plainToken("<unk>") };
