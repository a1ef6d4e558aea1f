import { pieceIds, prefixOf, sentencePiece, sentencePieceModel, symbolsOf } from "./sentencePiece";
import { readSentencePieceModel, type SentencePieceModel } from "./sentencePieceModel";
import { damaged, fileOf, type TokenizerFolder } from "./tokenizerFolder";
import { template, tokenizerJson, type PlacedToken, type TokenizerJson } from "./tokenizerJson";
import { type DefaultTokens, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { notCutOff, withAddedTokens } from "./vocabulary";

/**
 * T5's tokenizer of spiece.model (Raffel et al. 2020): SentencePiece, `</s>` behind a text, and sentinels `<extra_id_0>` …
 * counted down from the last id. `extra_ids`, `legacy` and `add_prefix_space` are honoured. Throws a Problem.
 */
export async function t5(folder: TokenizerFolder, settings: TokenizerSettings): Promise<TokenizerJson> {
  const model = await readSentencePieceModel(fileOf(folder, "spiece.model", "tokenizer"));
  notCutOff(model.file, model.pieces.length, folder.config);
  const vocabulary = withAddedTokens(model.file, pieceIds(model), settings, TOKENS, [...symbolsOf(model), ...sentinels(model, settings)]);
  return tokenizerJson({
    added_tokens: vocabulary.added,
    ...sentencePiece(model, prefixOf(settings)),
    post_processor: template([], [vocabulary.token("eos")]),
    model: sentencePieceModel(model, vocabulary, settings),
  });
}

const TOKENS: DefaultTokens = { eos: plainToken("</s>"), unk: plainToken("<unk>"), pad: plainToken("<pad>") };

function sentinels(model: SentencePieceModel, settings: TokenizerSettings): PlacedToken[] {
  const given: unknown = settings.options["extra_ids"] ?? null;
  if (given !== null && (typeof given !== "number" || !Number.isInteger(given) || given < 0 || given > 100_000)) throw damaged(settings.file, `extra_ids is ${JSON.stringify(given)}`);
  const listed = settings.additional.filter(({ content }) => content.includes("<extra_id_")).length;
  if (given !== null && given > 0 && listed > 0 && listed !== given) throw damaged(settings.file, `extra_ids is ${given}, and it lists ${listed} sentinels`);
  const count = listed > 0 ? listed : (given ?? 100);
  const known = new Map([...settings.added.values()].map(token => [token.content, token]));
  return Array.from({ length: count }, (_, i) => {
    const content = `<extra_id_${i}>`;
    return { id: model.pieces.length + count - 1 - i, ...(known.get(content) ?? plainToken(content)) };
  });
}
