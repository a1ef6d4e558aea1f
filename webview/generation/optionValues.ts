import type { OptionDescription } from "../../src/protocol/generationOptions";

/** A value as it was entered, or why it cannot be one. */
export type Entered = { readonly value: unknown } | { readonly wrong: string };

/** Reads what was entered for an option; an empty field is its neutral value, undefined. */
export function entered(option: OptionDescription, text: string): Entered {
  const trimmed = text.trim();
  if (trimmed === "") return { value: undefined };
  switch (option.kind) {
    case "integer":
    case "number":
      return number(option, trimmed);
    case "boolean":
      return { value: trimmed === "true" };
    case "choice": {
      const choice = option.choices.find(candidate => String(candidate) === trimmed);
      return choice === undefined ? { wrong: `one of ${option.choices.join(", ")}` } : { value: choice };
    }
    case "list":
      if (option.words?.includes(trimmed)) return { value: trimmed };
      return list(trimmed, option.example);
    case "text":
      return { value: text };
  }
}

/** A value as a field shows it. */
export function shownValue(value: unknown): string {
  return value === undefined || value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

/** The range of a number, in words: "0 … 1", "from 1"; "" where there is none. */
export function rangeWords(option: OptionDescription): string {
  if (option.kind !== "integer" && option.kind !== "number") return "";
  const above = option.kind === "number" ? option.above : undefined;
  const below = option.kind === "number" ? option.below : undefined;
  const low = option.least !== undefined ? `from ${option.least}` : above !== undefined ? `above ${above}` : "";
  const high = option.most !== undefined ? `up to ${option.most}` : below !== undefined ? `below ${below}` : "";
  return [low, high].filter(part => part !== "").join(", ");
}

function number(option: Extract<OptionDescription, { kind: "integer" | "number" }>, text: string): Entered {
  const value = Number(text);
  const wrong = { wrong: `${option.kind === "integer" ? "a whole number" : "a number"} ${rangeWords(option)}`.trim() };
  if (!Number.isFinite(value) || (option.kind === "integer" && !Number.isInteger(value))) return wrong;
  if (value < (option.least ?? -Infinity) || value > (option.most ?? Infinity)) return wrong;
  if (option.kind === "number" && (value <= (option.above ?? -Infinity) || value >= (option.below ?? Infinity))) return wrong;
  return { value };
}

function list(text: string, example: string): Entered {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? { value } : { wrong: `a list such as ${example}` };
  } catch {
    return { wrong: `a list such as ${example}` };
  }
}
