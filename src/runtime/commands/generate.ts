import { readFile } from "node:fs/promises";
import { Problem } from "../../protocol/problem";
import { greedy } from "../decoding/greedy";
import type { LoadedModel, Memory } from "../model/loadedModel";
import { encodeSource } from "../traces/encoderRun";

/** One case of a generation file: token ids, and options under GenerationConfig's names. */
interface GenerationCase {
  readonly inputs: { readonly input_ids: number[][]; readonly attention_mask?: number[][] };
  readonly options: Readonly<Record<string, unknown>>;
}

/** Options that greedy decoding honours, and those that say no more than "greedy". */
const HONOURED = ["max_new_tokens", "eos_token_id", "pad_token_id", "use_cache", "forced_bos_token_id", "forced_eos_token_id", "bad_words_ids", "decoder_start_token_id"];
const GREEDY: Readonly<Record<string, unknown>> = { do_sample: false, num_beams: 1 };

/** Reads `{case: {inputs: {input_ids, attention_mask?}, options}}`. */
export async function readGenerationCases(file: string): Promise<Map<string, GenerationCase>> {
  const remedy = 'Write {"case": {"inputs": {"input_ids": [[1, 2]]}, "options": {"max_new_tokens": 16}}}.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Problem("input-invalid", `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, { remedy });
  }
  const cases = Object.entries((parsed ?? {}) as Record<string, Partial<GenerationCase> | null>);
  return new Map(
    cases.map(([name, one]) => {
      const ids = one?.inputs?.input_ids;
      const whole = Array.isArray(ids) && ids.length > 0 && ids.every(row => Array.isArray(row) && row.length > 0 && row.every(Number.isInteger));
      if (!whole) throw new Problem("input-invalid", `Case ${name} has no inputs.input_ids [batch, time].`, { remedy });
      const inputs = one?.inputs as GenerationCase["inputs"];
      const unknown = Object.keys(inputs).filter(key => key !== "input_ids" && key !== "attention_mask");
      if (unknown.length > 0) throw new Problem("input-unknown", `Case ${name}: this model generates from input_ids and attention_mask, not ${unknown.join(", ")}.`, { remedy });
      return [name, { inputs, options: one?.options ?? {} }];
    }),
  );
}

/**
 * Continues each sequence of a case greedily: prompt included, padded after the end, as upstream's `sequences`. The decoder of an
 * encoder–decoder model begins with its start token.
 */
export async function generateCase(model: LoadedModel, { inputs, options }: GenerationCase, signal: AbortSignal): Promise<{ sequences: number[][] }> {
  refuseOthers(options);
  const { recipe, encoder } = model.open;
  if (!encoder && (options["decoder_start_token_id"] ?? null) !== null) {
    throw new Problem("input-unknown", "decoder_start_token_id is for encoder–decoder models; this one has no encoder.", { remedy: "Leave the option out." });
  }
  if (recipe.head.reads !== "each token" || recipe.head.task === "masked language model") {
    throw new Problem("input-invalid", `A model for ${recipe.head.task} does not continue a text.`, { remedy: "Choose a causal language model, or an encoder–decoder." });
  }
  const defaults = { ...model.open.checkpoint.config, ...model.open.checkpoint.generationConfig };
  const option = (key: string): unknown => (options[key] === undefined ? defaults[key] : options[key]);
  const maxNewTokens = numberOf(option("max_new_tokens") ?? 20, "max_new_tokens");
  const end = option("eos_token_id");
  const endIds = new Set((Array.isArray(end) ? end : end === null || end === undefined ? [] : [end]).map(id => numberOf(id, "eos_token_id")));
  const padId = numberOf(option("pad_token_id") ?? [...endIds][0] ?? 0, "pad_token_id");

  const greedily = { maxNewTokens, endIds, banned: bannedBy(option("bad_words_ids")), forced: forcedBy(option, maxNewTokens), signal };
  const cached = option("use_cache") !== false;

  const { input_ids: rows, attention_mask: mask } = inputs;
  const sequences: number[][] = [];
  if (encoder) {
    const start = [numberOf(option("decoder_start_token_id"), "decoder_start_token_id")];
    for (const [i, ids] of rows.entries()) {
      const padding = mask?.[i];
      const { memory } = await encodeSource(model, { ids, ...(padding && { padding }) });
      sequences.push([...start, ...(await greedy(stepper(model, { ahead: 0, cached, memory, signal }), start, greedily))]);
    }
  } else {
    const prompts = rows.map((row, i) => row.filter((_, time) => mask?.[i]?.[time] !== 0));
    const longest = Math.max(...prompts.map(prompt => prompt.length));
    for (const [i, prompt] of prompts.entries()) {
      const next = stepper(model, { ahead: longest - prompt.length, cached, signal });
      sequences.push([...(rows[i] as number[]), ...(await greedy(next, prompt, greedily))]);
    }
  }
  const length = Math.max(...sequences.map(sequence => sequence.length));
  return { sequences: sequences.map(sequence => [...sequence, ...Array.from({ length: length - sequence.length }, () => padId)]) };
}

interface StepperOptions {
  readonly ahead: number;
  readonly cached: boolean;
  readonly memory?: Memory;
  readonly signal: AbortSignal;
}

/** Logits after a growing text; with a cache, only the new tokens are computed. `ahead`: how much longer the batch's longest text is. */
function stepper(model: LoadedModel, { ahead, cached, memory, signal }: StepperOptions): (ids: readonly number[]) => Promise<Float32Array> {
  let cache = model.newCache();
  return async ids => {
    if (!cached) cache = model.newCache();
    const fresh = ids.slice(cache.length);
    return model.forward({ ids: fresh, cache, rows: [fresh.length - 1], longest: ids.length + ahead, signal, ...(memory && { memory }) });
  };
}

/** `forced_bos_token_id` comes first, `forced_eos_token_id` at the last step that there is room for. */
function forcedBy(option: (key: string) => unknown, maxNewTokens: number): (step: number) => number | null {
  const [first, last] = ["forced_bos_token_id", "forced_eos_token_id"].map(key => {
    const id = option(key) ?? null;
    return id === null ? null : numberOf(id, key);
  });
  return step => (step === 0 && first !== null ? first : step === maxNewTokens - 1 ? last : null) ?? null;
}

/** Single tokens of `bad_words_ids`; words of several tokens are refused. */
function bannedBy(words: unknown): number[] {
  if (words === null || words === undefined) return [];
  const single = Array.isArray(words) && words.every(word => Array.isArray(word) && word.length === 1);
  if (!single) throw new Problem("input-unknown", "bad_words_ids of several tokens are not honoured: generation is greedy so far.", { remedy: "Give single tokens, [[1], [2]]." });
  return (words as number[][]).flat();
}

function refuseOthers(options: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(options)) {
    if (value === null || HONOURED.includes(key) || (key in GREEDY && GREEDY[key] === value)) continue;
    throw new Problem("input-unknown", `The option ${key} = ${JSON.stringify(value)} is not honoured: generation is greedy so far.`, {
      remedy: `Leave it out. Known are ${[...HONOURED, ...Object.keys(GREEDY)].join(", ")}.`,
    });
  }
}

function numberOf(value: unknown, key: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new Problem("input-invalid", `The option ${key} must be a whole number, not ${JSON.stringify(value)}.`, { remedy: "Correct the option." });
}
