import { Problem } from "../../protocol/problem";

/** What the head of a checkpoint was made to give. */
export type Task = "causal-lm" | "masked-lm" | "sequence-classification" | "double-heads" | "seq2seq-lm";

/** What a family needs to know of config.json, under one set of names. */
export interface Config {
  readonly modelType: string;
  readonly layers: number;
  readonly dModel: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly dHead: number;
  readonly dMlp: number;
  readonly vocabulary: number;
  /** Longest sequence the model was made for, in tokens. */
  readonly context: number;
  readonly eps: number;
  readonly activation: string;
  readonly tied: boolean;
  readonly task: Task;
  /** Number of classes when the checkpoint is a classifier, else null. */
  readonly labels: number | null;
  /** Where a classifier reads a padded sequence: at the last token before this id. */
  readonly padId: number | null;
  /** Keys that only some families have stay with them. */
  readonly read: ConfigReader;
}

/** An encoder–decoder's config: its stacks may differ in layers, heads and width of the MLP. */
export interface StackConfigs {
  readonly encoder: Config;
  readonly decoder: Config;
}

/** Reads config.json strictly: a value of the wrong type, or one that the graphs do not honour, is a Problem. */
export class ConfigReader {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly place: string,
  ) {}

  /** A whole number above zero; without it, `otherwise`. */
  count(key: string, otherwise?: number): number {
    const value = this.values[key] ?? otherwise;
    if (typeof value === "number" && Number.isSafeInteger(value) && value > 0 && value < 2 ** 31) return value;
    throw this.wrong(key, "a whole number above 0");
  }

  number(key: string, otherwise?: number): number {
    const value = this.values[key] ?? otherwise;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw this.wrong(key, "a number");
  }

  flag(key: string, otherwise: boolean): boolean {
    const value = this.values[key] ?? otherwise;
    if (typeof value === "boolean") return value;
    throw this.wrong(key, "true or false");
  }

  text(key: string, otherwise?: string): string {
    const value = this.values[key] ?? otherwise;
    if (typeof value === "string") return value;
    throw this.wrong(key, "text");
  }

  /** A whole number, or null where the key is absent or null. */
  optionalCount(key: string): number | null {
    return this.values[key] === undefined || this.values[key] === null ? null : this.count(key);
  }

  /** A token id (0 is one). */
  id(key: string): number {
    const id = this.optionalId(key);
    if (id !== null) return id;
    throw this.wrong(key, "a token id");
  }

  /** A token id (0 is one), or null where the key is absent or null. */
  optionalId(key: string): number | null {
    const value = this.values[key] ?? null;
    if (value === null || (typeof value === "number" && Number.isSafeInteger(value) && value >= 0)) return value;
    throw this.wrong(key, "a token id");
  }

  /** A nested object, or null where the key is absent or null. */
  object(key: string): ConfigReader | null {
    const value = this.values[key];
    if (value === undefined || value === null) return null;
    if (typeof value === "object" && !Array.isArray(value)) return new ConfigReader(value as Record<string, unknown>, `${this.place}: ${key}`);
    throw this.wrong(key, "an object");
  }

  has(key: string): boolean {
    return this.values[key] !== undefined && this.values[key] !== null;
  }

  list(key: string): readonly unknown[] {
    const value = this.values[key] ?? [];
    if (Array.isArray(value)) return value;
    throw this.wrong(key, "a list");
  }

  /** Number of entries of an object such as `id2label`; 0 without it. */
  entries(key: string): number {
    const value = this.values[key];
    return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
  }

  /** Refuses a setting that changes the numbers and that no graph here honours. */
  refuse(key: string, unless: unknown): void {
    const value = this.values[key];
    if (value === undefined || value === null || value === unless) return;
    throw new Problem("unsupported-config", `${this.place}: ${key} = ${JSON.stringify(value)} is not supported (only ${JSON.stringify(unless)}).`, {
      remedy: "Choose a checkpoint without this setting.",
    });
  }

  wrong(key: string, wanted: string): Problem {
    const value = this.values[key];
    const found = value === undefined ? "missing" : JSON.stringify(value)?.slice(0, 60);
    return new Problem("unsupported-config", `${this.place}: ${key} must be ${wanted}, and is ${found}.`, { remedy: "Repair config.json." });
  }
}

/** Refuses a width that the heads do not share evenly. */
export function evenly(whole: number, parts: number, what: string): number {
  if (whole % parts === 0) return whole / parts;
  throw new Problem("unsupported-config", `config.json: ${what}: ${whole} is not a multiple of ${parts}.`, { remedy: "Repair config.json." });
}

/** The classes of a `…ForSequenceClassification` checkpoint (2 where nothing is said), or null for a language model. */
export function labelsOf(read: ConfigReader): number | null {
  const classifies = read.list("architectures").some(name => typeof name === "string" && name.endsWith("ForSequenceClassification"));
  if (!classifies) return null;
  return read.has("num_labels") ? read.count("num_labels") : read.entries("id2label") || 2;
}

/** Names of model classes, as `architectures` has them, by the task of their head. */
const CLASSES: readonly (readonly [RegExp, Task])[] = [
  [/ForSequenceClassification$/, "sequence-classification"],
  [/DoubleHeadsModel$/, "double-heads"],
  [/For(MaskedLM|PreTraining)$/, "masked-lm"],
  [/(ForConditionalGeneration|MTModel|^T5WithLMHeadModel)$/, "seq2seq-lm"],
  [/(ForCausalLM|LMHeadModel)$/, "causal-lm"],
];

/**
 * The task that `architectures` names; without it, the first of those that the family supports. A class without a head (`BartModel`)
 * counts as the first one too where `headless` says that its head has no parameters of its own. Any other class is a Problem.
 */
export function taskOf(read: ConfigReader, supported: readonly [Task, ...Task[]], { headless }: { readonly headless: boolean }): Task {
  const name = read.list("architectures")[0];
  if (name === undefined) return supported[0];
  if (typeof name !== "string") throw read.wrong("architectures", "a list of names");
  const task = CLASSES.find(([ending]) => ending.test(name))?.[1];
  if (task !== undefined && supported.includes(task)) return task;
  const bare = task === undefined && /^[A-Za-z0-9]+(?<!Encoder|Decoder)Model$/.test(name);
  if (bare && headless) return supported[0];
  const what = bare ? `${name} is a model without a head, which predicts nothing` : `The head of ${name} is not read`;
  throw new Problem("unsupported-config", `config.json: ${what}; of this family are read: ${supported.join(", ")}.`, {
    remedy: "Choose a checkpoint with one of these heads.",
  });
}
