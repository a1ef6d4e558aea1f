import { readFile } from "node:fs/promises";
import { Problem } from "../../protocol/problem";

/** One case of a generation file: token ids, and options under GenerationConfig's names. */
export interface GenerationCase {
  readonly inputs: {
    /** [batch, time] */
    readonly input_ids: readonly (readonly number[])[];
    readonly attention_mask?: readonly (readonly number[])[];
    /** What the decoder of an encoder–decoder has said already. */
    readonly decoder_input_ids?: readonly (readonly number[])[];
    /** Tokens at the start that see each other (0: none); where absent as the model was trained, of a prefix language model all of them. */
    readonly prefix_length?: number;
  };
  readonly options: Readonly<Record<string, unknown>>;
}

const REMEDY = 'Write {"case": {"inputs": {"input_ids": [[1, 2]]}, "options": {"max_new_tokens": 16}}}.';
const TABLES = ["input_ids", "attention_mask", "decoder_input_ids"] as const;
const KNOWN: readonly string[] = [...TABLES, "prefix_length"];

/** Reads `{case: {inputs: {input_ids, attention_mask?, decoder_input_ids?, prefix_length?}, options}}`. Throws a Problem that names the case. */
export async function readGenerationCases(file: string): Promise<Map<string, GenerationCase>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Problem("input-invalid", `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, { remedy: REMEDY });
  }
  const cases = Object.entries((parsed ?? {}) as Record<string, Partial<GenerationCase> | null>);
  return new Map(cases.map(([name, one]) => [name, { inputs: inputsOf(name, (one?.inputs ?? {}) as Record<string, unknown>), options: one?.options ?? {} }]));
}

function inputsOf(name: string, inputs: Readonly<Record<string, unknown>>): GenerationCase["inputs"] {
  const refuse = (message: string): never => {
    throw new Problem("input-invalid", `Case ${name} ${message}`, { remedy: REMEDY });
  };
  const unknown = Object.keys(inputs).filter(key => !KNOWN.includes(key));
  if (unknown.length > 0) throw new Problem("input-unknown", `Case ${name}: generation goes by ${KNOWN.join(", ")}, not ${unknown.join(", ")}.`, { remedy: REMEDY });
  const ids = inputs["input_ids"];
  if (!isTable(ids)) return refuse("has no inputs.input_ids [batch, time].");
  for (const table of TABLES) {
    const value = inputs[table];
    if (value === undefined) continue;
    if (!isTable(value) || value.length !== ids.length) refuse(`has ${table} of another shape than [batch, time].`);
  }
  const mask = inputs["attention_mask"] as number[][] | undefined;
  if (mask?.some((row, i) => row.length !== ids[i]?.length || row.some(bit => bit !== 0 && bit !== 1) || !row.includes(1))) refuse("has an attention_mask of another shape than its input_ids, of other numbers than 0 and 1, or without any 1 in a row.");
  const prefix = inputs["prefix_length"];
  if (prefix !== undefined && !(Number.isInteger(prefix) && (prefix as number) >= 0)) refuse("has a prefix_length that is no whole number.");
  return inputs as unknown as GenerationCase["inputs"];
}

const isTable = (value: unknown): value is number[][] => Array.isArray(value) && value.length > 0 && value.every(row => Array.isArray(row) && row.length > 0 && row.every(Number.isInteger));
