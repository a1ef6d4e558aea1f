/** Reads an unknown value as a T, or throws what is wrong with it; `at` says where it stands. */
export type Check<T> = (value: unknown, at: string) => T;

/** What a value of a file is not. */
export class Unfit extends Error {}

const refuse = (at: string, wanted: string): never => {
  throw new Unfit(`${at} is not ${wanted}`);
};

/** A text of at most `most` characters. */
export const text = (most: number): Check<string> => (value, at) => (typeof value === "string" && value.length <= most ? value : refuse(at, `a text of up to ${most.toLocaleString("en")} characters`));

/** A text in one line: what cannot be seen, and would turn around the words beside it, is left out. */
export const line = (most: number): Check<string> => (value, at) => text(most)(value, at).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "");

/** A number, also one that JSON has no sign for and that stands as a word. */
export const number: Check<number> = (value, at) => {
  if (typeof value === "number") return value;
  return value === "NaN" || value === "Infinity" || value === "-Infinity" ? Number(value) : refuse(at, "a number");
};

/** A whole number from `least` to `most`. */
export const whole = (most: number, least = 0): Check<number> => (value, at) => (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most ? (value as number) : refuse(at, `a whole number from ${least} to ${most}`));

/** True or false. */
export const flag: Check<boolean> = (value, at) => (typeof value === "boolean" ? value : refuse(at, "true or false"));

/** One of the texts that are listed. */
export const oneOf = <T extends string>(...known: readonly T[]): Check<T> => (value, at) => known.find(one => one === value) ?? refuse(at, `one of ${known.join(", ")}`);

/** What `check` reads, or null. */
export const orNull = <T>(check: Check<T>): Check<T | null> => (value, at) => (value === null ? null : check(value, at));

/** As {@link orNull}, and null where there is no such field. */
export const orAbsent = <T>(check: Check<T>): Check<T | null> => (value, at) => (value === undefined ? null : orNull(check)(value, at));

/** A list of at most `most` entries. */
export const list = <T>(check: Check<T>, most: number): Check<readonly T[]> => (value, at) => {
  if (!Array.isArray(value) || value.length > most) return refuse(at, `a list of up to ${most.toLocaleString("en")} entries`);
  return value.map((entry: unknown, index) => check(entry, `${at}[${index}]`));
};

/** An object with these fields; all others are left out. */
export const fields = <T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> => {
  const entries = Object.entries<Check<unknown>>(checks);
  return (value, at) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse(at, "an object");
    const given = value as Readonly<Record<string, unknown>>;
    return Object.fromEntries(entries.map(([name, check]) => [name, check(Object.hasOwn(given, name) ? given[name] : undefined, `${at}.${name}`)])) as T;
  };
};

/** An object of anything under names. */
export const record: Check<Readonly<Record<string, unknown>>> = (value, at) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : refuse(at, "an object");
