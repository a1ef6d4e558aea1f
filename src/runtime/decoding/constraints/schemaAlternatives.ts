import { isDeepStrictEqual } from "node:util";
import type { Keywords, Schema } from "./schemaKeywords";

/** Whether no value can fit both schemas, as far as their types, listed values and the listed values of required properties tell. */
export function disjoint(one: Schema, other: Schema): boolean {
  if (one === false || other === false) return true;
  if (one === true || other === true) return false;
  const [values, others] = [valuesOf(one), valuesOf(other)];
  if (values && others && !values.some(value => others.some(another => isDeepStrictEqual(value, another)))) return true;
  const [types, otherTypes] = [namedTypes(one), namedTypes(other)];
  if (types && otherTypes && !types.some(type => otherTypes.some(another => alike(type, another)))) return true;
  const required = requiredOf(one).filter(name => requiredOf(other).includes(name));
  const onlyObjects = types?.join() === "object" && otherTypes?.join() === "object";
  return onlyObjects && required.some(name => disjoint(propertyOf(one, name), propertyOf(other, name)));
}

function valuesOf(schema: Keywords): readonly unknown[] | null {
  if ("const" in schema) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? schema["enum"] : null;
}

function namedTypes(schema: Keywords): readonly unknown[] | null {
  const { type } = schema;
  if (type === undefined) return valuesOf(schema)?.map(value => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value)) ?? null;
  return Array.isArray(type) ? (type as readonly unknown[]) : [type];
}

function alike(one: unknown, other: unknown): boolean {
  const numbers = ["integer", "number"];
  return one === other || (numbers.includes(one as string) && numbers.includes(other as string));
}

function requiredOf(schema: Keywords): readonly unknown[] {
  return Array.isArray(schema["required"]) ? (schema["required"] as readonly unknown[]) : [];
}

function propertyOf(schema: Keywords, name: unknown): Schema {
  return ((schema["properties"] as Record<string, Schema> | undefined) ?? {})[name as string] ?? true;
}
