import { bytePairModel, readBytePairs } from "./bytePairFiles";
import type { JsonObject, TokenizerFolder } from "./tokenizerFolder";
import { template, tokenizerJson, type TokenizerJson } from "./tokenizerJson";
import { type DefaultTokens, flag, plainToken, type TokenizerSettings } from "./tokenizerSettings";
import { type Vocabulary, withAddedTokens } from "./vocabulary";

/** What byte-level tokenizers differ in: their special tokens, how a text is cut into words, and what is put around it. */
export interface ByteLevelStyle {
  readonly tokens: DefaultTokens;
  readonly normalizer: JsonObject | null;
  readonly words: (addPrefixSpace: boolean) => JsonObject;
  readonly around: (vocabulary: Vocabulary, settings: TokenizerSettings, addPrefixSpace: boolean) => JsonObject | null;
}

/** Byte-level BPE of vocab.json and merges.txt (Radford et al. 2019): no text is unknown to it. Throws a Problem. */
export async function byteLevelBpe(folder: TokenizerFolder, settings: TokenizerSettings, style: ByteLevelStyle): Promise<TokenizerJson> {
  const { file, ids, merges } = await readBytePairs(folder);
  const vocabulary = withAddedTokens(file, ids, settings, style.tokens);
  const addPrefixSpace = flag(settings, "add_prefix_space", false);
  return tokenizerJson({
    added_tokens: vocabulary.added,
    normalizer: style.normalizer,
    pre_tokenizer: style.words(addPrefixSpace),
    post_processor: style.around(vocabulary, settings, addPrefixSpace),
    decoder: byteLevel({ trim_offsets: true }),
    // Where the vocabulary lacks a byte, upstream's Python classes give this token in its place.
    model: bytePairModel(vocabulary.ids, merges, { unknown: vocabulary.optional("unk")?.content ?? null }),
  });
}

/** GPT-2's style: nothing around a text, unless `add_bos_token` says so. */
export const gpt2Style: ByteLevelStyle = {
  tokens: { bos: plainToken("<|endoftext|>", { normalized: true }), eos: plainToken("<|endoftext|>", { normalized: true }), unk: plainToken("<|endoftext|>", { normalized: true }) },
  normalizer: null,
  words: addPrefixSpace => byteLevel({ add_prefix_space: addPrefixSpace, trim_offsets: true }),
  around: (vocabulary, settings) => (flag(settings, "add_bos_token", false) ? template([vocabulary.token("bos")], []) : byteLevel({ trim_offsets: false })),
};

/** RoBERTa's and BART's style: `<s>` … `</s>`, and ranges without the spaces before words. */
export const robertaStyle: ByteLevelStyle = {
  ...gpt2Style,
  tokens: {
    bos: plainToken("<s>", { normalized: true }),
    eos: plainToken("</s>", { normalized: true }),
    unk: plainToken("<unk>", { normalized: true }),
    sep: plainToken("</s>", { normalized: true }),
    pad: plainToken("<pad>", { normalized: true }),
    cls: plainToken("<s>", { normalized: true }),
    mask: plainToken("<mask>", { lstrip: true }),
  },
  around: (vocabulary, _settings, addPrefixSpace) => {
    const [sep, cls] = [vocabulary.token("sep"), vocabulary.token("cls")];
    return { type: "RobertaProcessing", sep: [sep.content, sep.id], cls: [cls.content, cls.id], trim_offsets: true, add_prefix_space: addPrefixSpace };
  },
};

/** Qwen2's style: another split into words, digits one by one; texts are composed (NFC) first. */
export const qwen2Style: ByteLevelStyle = {
  tokens: { eos: plainToken("<|endoftext|>"), unk: plainToken("<|endoftext|>"), pad: plainToken("<|endoftext|>") },
  normalizer: { type: "NFC" },
  words: addPrefixSpace => ({
    type: "Sequence",
    pretokenizers: [
      { type: "Split", pattern: { Regex: QWEN2_WORDS }, behavior: "Isolated", invert: false },
      byteLevel({ add_prefix_space: addPrefixSpace, trim_offsets: true, use_regex: false }),
    ],
  }),
  around: () => byteLevel({ trim_offsets: false }),
};

/** Contractions; a word with one mark before it; a digit; marks with a space before them; line ends; other white space. */
const QWEN2_WORDS = ["(?i:'s|'t|'re|'ve|'m|'ll|'d)", "[^\\r\\n\\p{L}\\p{N}]?\\p{L}+", "\\p{N}", " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*", "\\s*[\\r\\n]+", "\\s+(?!\\S)", "\\s+"].join("|");

function byteLevel(more: JsonObject): JsonObject {
  return { type: "ByteLevel", add_prefix_space: true, use_regex: true, ...more };
}
