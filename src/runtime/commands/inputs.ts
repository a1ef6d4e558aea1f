import { readFile } from "node:fs/promises";
import { Problem } from "../../protocol/problem";
import type { Config } from "../model/config";

/** One case of a CASES.json: the arguments of a forward pass, with Hugging Face's names. */
export interface Case {
  readonly name: string;
  /** [batch, time] */
  readonly ids: readonly (readonly number[])[];
  /** [batch, time], 1 = real token. */
  readonly attentionMask?: readonly (readonly number[])[];
  readonly positions?: readonly (readonly number[])[];
  /** [layer, head] */
  readonly headMask?: readonly (readonly number[])[];
  /** [batch, time] of token ids with −100 where not scored; for a classifier [batch] of classes. */
  readonly labels?: readonly number[] | readonly (readonly number[])[];
}

const KNOWN = ["input_ids", "attention_mask", "position_ids", "head_mask", "labels"];

/** Reads `{case: {input_ids, attention_mask?, position_ids?, head_mask?, labels?}}`; an input that the model has no use for is a Problem. */
export async function readCases(file: string, config: Config): Promise<Case[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Problem("input-invalid", `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, { remedy: "Check the file." });
  }
  if (!isObject(parsed)) throw new Problem("input-invalid", `${file} must be an object of cases.`, { remedy: 'Write {"case": {"input_ids": [[1, 2, 3]]}}.' });
  return Object.entries(parsed).map(([name, inputs]) => caseOf(name, inputs, config));
}

function caseOf(name: string, inputs: unknown, config: Config): Case {
  if (!isObject(inputs)) throw wrong(name, "must be an object of inputs");
  const unknown = Object.keys(inputs).filter(key => inputs[key] !== null && !KNOWN.includes(key));
  if (unknown.length > 0) {
    throw new Problem("input-unknown", `Case ${name}: a ${config.modelType} model has no input ${unknown.join(", ")}; it knows ${KNOWN.join(", ")}.`, {
      remedy: "Leave the input out, or choose a model that has it.",
    });
  }
  const ids = rows(name, "input_ids", inputs["input_ids"]);
  const time = ids[0]?.length ?? 0;
  const like = (key: string): { [key: string]: number[][] } => {
    const value = inputs[key];
    if (value === undefined || value === null) return {};
    const given = rows(name, key, value);
    if (given.length !== ids.length || given.some(row => row.length !== time)) throw wrong(name, `${key} must have input_ids' shape [${ids.length}, ${time}]`);
    return { [key]: given };
  };
  const { attention_mask: attentionMask } = like("attention_mask");
  const { position_ids: positions } = like("position_ids");
  const headMask = inputs["head_mask"] === undefined || inputs["head_mask"] === null ? undefined : rows(name, "head_mask", inputs["head_mask"]);
  if (headMask && (headMask.length !== config.layers || headMask.some(row => row.length !== config.heads))) {
    throw wrong(name, `head_mask must have the shape [${config.layers}, ${config.heads}]`);
  }
  const labels = inputs["labels"] === undefined || inputs["labels"] === null ? undefined : labelsOf(name, inputs["labels"], ids.length, time, config);
  return { name, ids, ...(attentionMask && { attentionMask }), ...(positions && { positions }), ...(headMask && { headMask }), ...(labels && { labels }) };
}

function labelsOf(name: string, value: unknown, batch: number, time: number, config: Config): number[] | number[][] {
  if (config.labels === null) {
    const given = rows(name, "labels", value);
    if (given.length !== batch || given.some(row => row.length !== time)) throw wrong(name, `labels must have input_ids' shape [${batch}, ${time}]`);
    return given;
  }
  if (Array.isArray(value) && value.length === batch && value.every(label => typeof label === "number")) return value;
  throw wrong(name, `labels must be one class per sequence, [${batch}]`);
}

/** A rectangular table of finite numbers with at least one entry. */
function rows(name: string, key: string, value: unknown): number[][] {
  const table = Array.isArray(value) ? (value as unknown[]) : [];
  const width = Array.isArray(table[0]) ? table[0].length : 0;
  const fits = table.every(row => Array.isArray(row) && row.length === width && row.every(one => typeof one === "number" && Number.isFinite(one)));
  if (width > 0 && fits) return table as number[][];
  throw wrong(name, `${key} must be a table of numbers [batch, time] with rows of equal length`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (name: string, what: string): Problem => new Problem("input-invalid", `Case ${name}: ${what}.`, { remedy: "Correct the case." });
