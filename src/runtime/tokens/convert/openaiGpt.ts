import { bytePairModel, readBytePairs } from "./bytePairFiles";
import type { TokenizerFolder } from "./tokenizerFolder";
import { tokenizerJson, type TokenizerJson } from "./tokenizerJson";
import { plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { withAddedTokens } from "./vocabulary";

/**
 * GPT's BPE of vocab.json and merges.txt (Radford et al. 2018): words in small letters as BERT cuts them, `</w>` ends a word,
 * `<unk>` stands for other characters, nothing is put around a text. Throws a Problem.
 */
export async function openaiGpt(folder: TokenizerFolder, settings: TokenizerSettings): Promise<TokenizerJson> {
  const { file, ids, merges } = await readBytePairs(folder);
  const vocabulary = withAddedTokens(file, ids, settings, { unk: plainToken("<unk>") });
  return tokenizerJson({
    added_tokens: vocabulary.added,
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: null,
    decoder: { type: "BPEDecoder", suffix: "</w>" },
    model: bytePairModel(vocabulary.ids, merges, { unknown: vocabulary.token("unk").content, ending: "</w>" }),
  });
}
