import { Problem } from "../../../protocol/problem";

/** A JSON Schema: an object of keywords; `true` allows everything, `false` nothing. */
export type Schema = boolean | Readonly<Record<string, unknown>>;

export const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"] as const;
export type SchemaType = (typeof TYPES)[number];

/** Say nothing about which values fit. */
const ANNOTATIONS = ["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "$schema", "$id", "$comment", "$defs", "definitions"];
/** The keywords that are honoured for each type. */
const OF_TYPE: Readonly<Record<SchemaType, readonly string[]>> = {
  null: [],
  boolean: [],
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
  string: ["minLength", "maxLength", "pattern", "format"],
  array: ["items", "prefixItems", "minItems", "maxItems"],
  object: ["properties", "required", "additionalProperties"],
};
/** Keywords that stand alone, but for annotations. */
const ALONE = ["$ref", "anyOf", "oneOf", "allOf"];

export type Keywords = Readonly<Record<string, unknown>>;

/** Throws `input-invalid` for keywords that are not honoured, by name, and for those that cannot be honoured side by side. */
export function checkKeywords(schema: Keywords, where: string): void {
  const keys = Object.keys(schema).filter(key => !ANNOTATIONS.includes(key));
  const known = ["type", "enum", "const", ...ALONE, ...Object.values(OF_TYPE).flat()];
  for (const key of keys) if (!known.includes(key)) throw wrong(where, `has the keyword “${key}”, which cannot be held to token by token`, "Leave it out, or write it with the keywords that are known: " + known.join(", ") + ".");
  const alone = keys.find(key => ALONE.includes(key));
  const beside = keys.find(key => key !== alone);
  if (alone !== undefined && beside !== undefined) throw wrong(where, `has “${beside}” beside “${alone}”, which is not honoured`, "Write one of the two into the other.");
  const listed = keys.find(key => key === "enum" || key === "const");
  const other = keys.find(key => key !== listed && key !== "type");
  if (listed !== undefined && other !== undefined) throw wrong(where, `has “${other}” beside “${listed}”`, "List only the values that are meant.");
}

/** The types a schema allows: those it names; those that its keywords are about; all. */
export function typesOf(schema: Keywords, where: string): readonly SchemaType[] {
  const named = schema["type"];
  if (named !== undefined) {
    const list = (Array.isArray(named) ? named : [named]) as readonly unknown[];
    const unknown = list.find(type => !(TYPES as readonly unknown[]).includes(type));
    if (unknown !== undefined || list.length === 0) throw wrong(where, `has the type ${JSON.stringify(unknown ?? named)}, which does not exist`, `Choose of ${TYPES.join(", ")}.`);
    return list as readonly SchemaType[];
  }
  const about = TYPES.filter(type => type !== "integer" && OF_TYPE[type].some(key => key in schema));
  return about.length > 0 ? about : TYPES.filter(type => type !== "integer");
}

/** The value of a keyword that counts, or `otherwise` where it is absent. */
export function countOf(schema: Keywords, key: string, where: string, otherwise: number): number {
  const value = schema[key];
  if (value === undefined) return otherwise;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw wrong(where, `has ${key} = ${JSON.stringify(value)}, which counts nothing`, "Give a whole number.");
}

/** `value` as a schema. */
export function schemaAt(value: unknown, where: string): Schema {
  if (typeof value === "boolean" || (typeof value === "object" && value !== null && !Array.isArray(value))) return value as Schema;
  throw wrong(where, "is no schema", "Give an object of keywords, true or false.");
}

export function wrong(where: string, what: string, remedy: string): Problem {
  return new Problem("input-invalid", `The JSON Schema ${what} (at ${where}).`, { remedy });
}
