import type { NoteOption, NoteSettings, StatementAbout } from "../../protocol/notes/note";
import { Problem } from "../../protocol/problem";

/** The values that a statement runs with: those given, checked, and the rest as they are otherwise. Throws `input-invalid` on an unknown name or a value out of range. */
export function settingsOf({ id, options }: StatementAbout, given: NoteSettings): NoteSettings {
  const unknown = Object.keys(given).find(name => !options.some(option => option.name === name));
  if (unknown !== undefined) {
    const known = options.length === 0 ? "it has none" : `it has ${options.map(({ name }) => name).join(", ")}`;
    throw new Problem("input-invalid", `${id} has no option ${unknown}: ${known}.`, { remedy: "Leave it out." });
  }
  return Object.fromEntries(options.map(option => [option.name, checked(option, given[option.name])]));
}

function checked({ name, least, most, step, otherwise }: NoteOption, value: NoteSettings[string] | undefined): number {
  if (value === undefined) return otherwise;
  const whole = Number.isInteger(step);
  if (typeof value === "number" && value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  throw new Problem("input-invalid", `${name} must be a ${whole ? "whole " : ""}number from ${least} to ${most}, and is ${JSON.stringify(value)}.`, { remedy: "Give another value." });
}
