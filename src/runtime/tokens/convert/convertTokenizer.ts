import path from "node:path";

import { Problem } from "../../../protocol/problem";
import { LibraryTokenizer } from "../libraryTokenizer";
import type { Tokenizer } from "../tokenizer";
import { byteLevelBpe, gpt2Style, qwen2Style, robertaStyle } from "./byteLevelBpe";
import { llama } from "./llama";
import { marian } from "./marian";
import { openaiGpt } from "./openaiGpt";
import { t5 } from "./t5";
import { SAVE_ANEW, type TokenizerFolder } from "./tokenizerFolder";
import type { TokenizerJson } from "./tokenizerJson";
import { readSettings, type TokenizerSettings } from "./tokenizerSettings";
import { wordPiece } from "./wordPiece";

/** Makes the tokenizer of a folder without tokenizer.json from the files it has. */
type Conversion = (folder: TokenizerFolder, settings: TokenizerSettings) => Promise<TokenizerJson | Tokenizer>;

/** What is made of a folder, by the class that upstream would use: tokenizer_config.json or config.json names it. */
const CLASSES: Readonly<Record<string, Conversion>> = {
  BartTokenizer: (folder, settings) => byteLevelBpe(folder, settings, robertaStyle),
  BertTokenizer: wordPiece,
  DistilBertTokenizer: wordPiece,
  GPT2Tokenizer: (folder, settings) => byteLevelBpe(folder, settings, gpt2Style),
  LlamaTokenizer: llama,
  MarianTokenizer: marian,
  OpenAIGPTTokenizer: openaiGpt,
  Qwen2Tokenizer: (folder, settings) => byteLevelBpe(folder, settings, qwen2Style),
  RobertaTokenizer: (folder, settings) => byteLevelBpe(folder, settings, robertaStyle),
  T5Tokenizer: t5,
};

/** The class of a folder that names none, by the `model_type` of its config. */
const CLASS_OF_TYPE: Readonly<Record<string, string>> = {
  bart: "BartTokenizer",
  bert: "BertTokenizer",
  distilbert: "DistilBertTokenizer",
  gpt2: "GPT2Tokenizer",
  llama: "LlamaTokenizer",
  marian: "MarianTokenizer",
  mistral: "LlamaTokenizer",
  "openai-gpt": "OpenAIGPTTokenizer",
  qwen2: "Qwen2Tokenizer",
  qwen3: "Qwen2Tokenizer",
  roberta: "RobertaTokenizer",
  t5: "T5Tokenizer",
};

/** Files that hold a vocabulary, in a folder without tokenizer.json. */
const VOCABULARIES = ["vocab.json", "merges.txt", "vocab.txt", "spiece.model", "tokenizer.model", "source.spm", "sentencepiece.bpe.model"];

/**
 * Makes the tokenizer of a folder from its vocab.json and merges.txt, vocab.txt, or SentencePiece files. Which of them, and what
 * is put around a text, follows from the class named in its settings, else from its model type. Throws a Problem:
 * `tokenizer-missing` or `tokenizer-damaged`.
 */
export async function convertTokenizer(folder: TokenizerFolder): Promise<Tokenizer> {
  const remedy = `Save it in Python: ${SAVE_ANEW}`;
  const found = VOCABULARIES.filter(name => folder.files.has(name));
  if (found.length === 0) throw new Problem("tokenizer-missing", `${folder.folder} has no tokenizer.json, and no vocabulary in another format.`, { remedy });
  const settings = await readSettings(folder);
  const name = classOf(folder, settings);
  const convert = name === null ? undefined : CLASSES[name];
  if (convert === undefined) {
    const why = name === null ? "neither tokenizer_config.json nor the type of the model says how its files are read" : `its ${found.join(" and ")} cannot be read the way of ${name}`;
    throw new Problem("tokenizer-missing", `${folder.folder} has no tokenizer.json, and ${why}.`, { remedy });
  }
  const made = await convert(folder, settings);
  if (!("model" in made)) return made;
  try {
    return LibraryTokenizer.of(JSON.stringify(made));
  } catch (cause) {
    throw new Problem("tokenizer-damaged", `${found.map(file => path.join(folder.folder, file)).join(" and ")} make no tokenizer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause, remedy });
  }
}

/** The name of upstream's class, without the ending of those that read a tokenizer.json; null where nothing names one. */
function classOf({ config }: TokenizerFolder, { options }: TokenizerSettings): string | null {
  for (const given of [options["tokenizer_class"], config["tokenizer_class"]]) {
    if (typeof given !== "string") continue;
    const name = given.replace(/Fast$/, "");
    // The class of any tokenizer.json: it says nothing about other files.
    if (name !== "PreTrainedTokenizer") return name;
  }
  const type = config["model_type"];
  return typeof type === "string" && Object.hasOwn(CLASS_OF_TYPE, type) ? CLASS_OF_TYPE[type]! : null;
}
