import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { bartNames, marianNames } from "../../../src/runtime/checkpoints/bartNames";
import { bertNames, robertaNames } from "../../../src/runtime/checkpoints/bertNames";
import { bloomNames } from "../../../src/runtime/checkpoints/bloomNames";
import { distilbertNames } from "../../../src/runtime/checkpoints/distilbertNames";
import { gpt2Names } from "../../../src/runtime/checkpoints/gpt2Names";
import { gptNeoxNames } from "../../../src/runtime/checkpoints/gptNeoxNames";
import { llamaNames } from "../../../src/runtime/checkpoints/llamaNames";
import type { Names } from "../../../src/runtime/checkpoints/names";
import { openaiGptNames } from "../../../src/runtime/checkpoints/openaiGptNames";
import { qwenNames } from "../../../src/runtime/checkpoints/qwenNames";
import { t5Names } from "../../../src/runtime/checkpoints/t5Names";
import { readBartConfig, readMarianConfig } from "../../../src/runtime/model/bartConfig";
import { readBertConfig, readRobertaConfig } from "../../../src/runtime/model/bertConfig";
import { readBloomConfig } from "../../../src/runtime/model/bloomConfig";
import type { Config, ConfigReader, StackConfigs } from "../../../src/runtime/model/config";
import { readDistilbertConfig } from "../../../src/runtime/model/distilbertConfig";
import { readGpt2Config } from "../../../src/runtime/model/gpt2Config";
import { readGptNeoxConfig } from "../../../src/runtime/model/gptNeoxConfig";
import { readLlamaConfig } from "../../../src/runtime/model/llamaConfig";
import { readOpenaiGptConfig } from "../../../src/runtime/model/openaiGptConfig";
import { readQwen2Config, readQwen3Config } from "../../../src/runtime/model/qwenConfig";
import { readT5Config } from "../../../src/runtime/model/t5Config";

/** How a family's files are read. */
export interface Reading {
  readonly config: (read: ConfigReader) => Config | StackConfigs;
  readonly names: (config: Config) => Names;
}

/** By `model_type`. */
export const READINGS: Readonly<Record<string, Reading>> = {
  bart: { config: readBartConfig, names: bartNames },
  bert: { config: readBertConfig, names: bertNames },
  bloom: { config: readBloomConfig, names: bloomNames },
  distilbert: { config: readDistilbertConfig, names: distilbertNames },
  gpt2: { config: readGpt2Config, names: gpt2Names },
  gpt_neox: { config: readGptNeoxConfig, names: gptNeoxNames },
  llama: { config: readLlamaConfig, names: llamaNames },
  marian: { config: readMarianConfig, names: marianNames },
  mistral: { config: readLlamaConfig, names: llamaNames },
  "openai-gpt": { config: readOpenaiGptConfig, names: openaiGptNames },
  qwen2: { config: readQwen2Config, names: qwenNames },
  qwen3: { config: readQwen3Config, names: qwenNames },
  roberta: { config: readRobertaConfig, names: robertaNames },
  t5: { config: readT5Config, names: t5Names },
};

const GOLDENS = path.join(__dirname, "../../golden");

/** Folders of golden checkpoints that have weights of their own, by name. */
export const goldenFolders: ReadonlyMap<string, string> = new Map(
  ["reference", "reference.pending"]
    .map(place => path.join(GOLDENS, place))
    .filter(place => existsSync(place))
    .flatMap(place => readdirSync(place).map((name): [string, string] => [name, path.join(place, name)]))
    .filter(([, folder]) => existsSync(path.join(folder, "config.json"))),
);
