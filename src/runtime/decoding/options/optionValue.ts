import type { GenerationOptionName, OptionDescription, OptionItems } from "../../../protocol/generationOptions";
import { Problem } from "../../../protocol/problem";

/** The value of an option from JSON that is not null, in its one form: single tokens as lists, a schema as text. Throws `input-invalid`, naming the option. */
export function optionValue(name: GenerationOptionName, description: OptionDescription, raw: unknown): unknown {
  const refuse = (): never => {
    const must = expected(description);
    throw new Problem("input-invalid", `${name} must be ${must}, not ${JSON.stringify(raw)}.`, { remedy: `Give ${name} ${must}, or null for its neutral value.` });
  };
  switch (description.kind) {
    case "boolean":
      return typeof raw === "boolean" ? raw : refuse();
    case "integer":
    case "number":
      return typeof raw === "number" && isWithin(description, raw) ? raw : refuse();
    case "choice":
      return description.choices.find(choice => choice === raw) ?? refuse();
    case "text":
      if (typeof raw === "object") return JSON.stringify(raw);
      return typeof raw === "string" && raw !== "" ? raw : refuse();
    case "list":
      return typeof raw === "string" && description.words?.includes(raw) ? raw : (listOf(description.items, raw) ?? refuse());
  }
}

type Bounded = Extract<OptionDescription, { kind: "integer" | "number" }>;

function isWithin(description: Bounded, value: number): boolean {
  if (description.kind === "integer" && !Number.isSafeInteger(value)) return false;
  const { least = -Infinity, most = Infinity } = description;
  const { above = -Infinity, below = Infinity } = description.kind === "number" ? description : {};
  return Number.isFinite(value) && value >= least && value <= most && value > above && value < below;
}

/** What an option takes, in words that follow "must be". */
export function expected(description: OptionDescription): string {
  switch (description.kind) {
    case "boolean":
      return "true or false";
    case "integer":
    case "number": {
      const { least, most, above, below } = { above: undefined, below: undefined, ...description };
      const bounds = [least === undefined ? "" : `at least ${least}`, above === undefined ? "" : `above ${above}`, most === undefined ? "" : `at most ${most}`, below === undefined ? "" : `below ${below}`].filter(bound => bound !== "");
      return `${description.kind === "integer" ? "a whole number" : "a number"}${bounds.length > 0 ? ` ${bounds.join(" and ")}` : ""}`;
    }
    case "choice":
      return `one of ${description.choices.map(choice => JSON.stringify(choice)).join(", ")}`;
    case "text":
      return "a text that is not empty";
    case "list":
      return `${(description.words ?? []).map(word => `"${word}", `).join("")}${WORDS[description.items]} such as ${description.example}`;
  }
}

const WORDS: Readonly<Record<OptionItems, string>> = {
  tokens: "a token id or a list of them",
  sequences: "a list of sequences of token ids",
  phrases: "a list of sequences of token ids, or of alternatives to choose from",
  texts: "a text or a list of texts",
  "biased sequences": "a list of sequences of token ids, each with a number",
  "biased tokens": "a list of token ids, each with a number,",
  "start and factor": "a number of tokens and a factor above 0",
  layers: "a list of layers",
};

/** A list in its one form, or null where it is none. */
function listOf(items: OptionItems, raw: unknown): unknown {
  switch (items) {
    case "tokens":
      return isId(raw) ? [raw] : isIds(raw, 0) ? raw : null;
    case "layers":
      return isIds(raw, 1) ? raw : null;
    case "texts":
      return typeof raw === "string" && raw !== "" ? [raw] : Array.isArray(raw) && raw.every(one => typeof one === "string" && one !== "") ? raw : null;
    case "sequences":
      return isIds(raw, 1) ? [raw] : isList(raw, one => isIds(one, 1)) ? raw : null;
    case "phrases":
      return isList(raw, one => isIds(one, 1) || (isList(one, way => isIds(way, 1)) && one.length > 0)) ? raw : null;
    case "biased sequences":
      return isList(raw, one => isPair(one) && isIds(one[0], 1) && Number.isFinite(one[1])) ? raw : null;
    case "biased tokens": {
      const pairs = typeof raw === "object" && raw !== null && !Array.isArray(raw) ? Object.entries(raw).map(([id, bias]) => [/^\d+$/.test(id) ? Number(id) : id, bias] as unknown) : raw;
      return isList(pairs, one => isPair(one) && isId(one[0]) && Number.isFinite(one[1])) ? pairs : null;
    }
    case "start and factor":
      return isPair(raw) && isId(raw[0]) && typeof raw[1] === "number" && raw[1] > 0 && Number.isFinite(raw[1]) ? raw : null;
  }
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isList = (value: unknown, holds: (one: unknown) => boolean): value is unknown[] => Array.isArray(value) && value.every(holds);
const isIds = (value: unknown, least: number): value is number[] => isList(value, isId) && value.length >= least;
const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;
