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

function checked(option: NoteOption, value: NoteSettings[string] | undefined): string | number {
  if (value === undefined) return option.otherwise;
  if (option.kind === "choice") {
    if (typeof value === "string" && option.choices.includes(value)) return value;
    throw wrong(option, value, `one of ${option.choices.join(", ")}`);
  }
  // Steps of a whole number count something.
  const whole = Number.isInteger(option.step);
  if (typeof value === "number" && value >= option.least && value <= option.most && (!whole || Number.isInteger(value))) return value;
  throw wrong(option, value, `a ${whole ? "whole " : ""}number from ${option.least} to ${option.most}`);
}

const wrong = ({ name }: NoteOption, value: unknown, wanted: string): Problem => new Problem("input-invalid", `${name} must be ${wanted}, and is ${JSON.stringify(value)}.`, { remedy: "Give another value." });
