import { readdirSync } from "node:fs";
import path from "node:path";

import { LoadedModel } from "../../../src/runtime/model/loadedModel";
import { openModel } from "../../../src/runtime/model/openModel";
import { openTokenizerOf } from "../../../src/runtime/tokens/openTokenizer";
import type { Tokenizer } from "../../../src/runtime/tokens/tokenizer";
import { cpuOnly } from "../runtime/starter";

/** The folder of the embedded models. */
export const MODELS = path.resolve("models");

/** Names of the embedded models. */
export const embeddedNames = (): string[] =>
  readdirSync(MODELS, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();

/** An embedded model on the CPU, with its tokenizer. */
export interface Embedded {
  readonly name: string;
  readonly model: LoadedModel;
  readonly tokenizer: Tokenizer;
}

/** Does `work` with an embedded model in memory. */
export async function withEmbedded<T>(name: string, work: (embedded: Embedded) => Promise<T>): Promise<T> {
  const folder = path.join(MODELS, name);
  const model = await LoadedModel.load(await openModel(folder), await cpuOnly());
  try {
    return await work({ name, model, tokenizer: await openTokenizerOf(folder) });
  } finally {
    await model.dispose();
  }
}
