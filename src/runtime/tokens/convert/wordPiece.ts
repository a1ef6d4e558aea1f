import { damaged, fileOf, type TokenizerFolder } from "./tokenizerFolder";
import { template, tokenizerJson, type TokenizerJson } from "./tokenizerJson";
import { type DefaultTokens, flag, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { readVocabText, withAddedTokens } from "./vocabulary";

/**
 * BERT's WordPiece of vocab.txt (Devlin et al. 2018): `[CLS]` … `[SEP]`. `do_lower_case`, `strip_accents`,
 * `tokenize_chinese_chars` and `do_basic_tokenize` are honoured. Throws a Problem.
 */
export async function wordPiece(folder: TokenizerFolder, settings: TokenizerSettings): Promise<TokenizerJson> {
  const file = fileOf(folder, "vocab.txt", "tokenizer");
  const pieces = await readVocabText(file, folder);
  for (const role of ["unk", "cls", "sep"] as const) {
    const content = settings.named.get(role)?.content ?? TOKENS[role]?.content;
    if (content !== undefined && !pieces.has(content) && ![...settings.added.values()].some(token => token.content === content)) throw damaged(file, `it lacks the special token ${JSON.stringify(content)}; it may be cut off`);
  }
  const vocabulary = withAddedTokens(file, pieces, settings, TOKENS);
  const basic = flag(settings, "do_basic_tokenize", true);
  return tokenizerJson({
    added_tokens: vocabulary.added,
    normalizer: basic
      ? {
          type: "BertNormalizer",
          clean_text: true,
          handle_chinese_chars: flag(settings, "tokenize_chinese_chars", true),
          strip_accents: flag(settings, "strip_accents", null),
          lowercase: flag(settings, "do_lower_case", true),
        }
      : null,
    pre_tokenizer: { type: basic ? "BertPreTokenizer" : "WhitespaceSplit" },
    post_processor: template([vocabulary.token("cls")], [vocabulary.token("sep")]),
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: { type: "WordPiece", unk_token: vocabulary.token("unk").content, continuing_subword_prefix: "##", max_input_chars_per_word: 100, vocab: Object.fromEntries(vocabulary.ids) },
  });
}

const TOKENS: DefaultTokens = { unk: plainToken("[UNK]"), sep: plainToken("[SEP]"), pad: plainToken("[PAD]"), cls: plainToken("[CLS]"), mask: plainToken("[MASK]") };
