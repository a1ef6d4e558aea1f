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

function checked(option: NoteOption, value: NoteSettings[string] | undefined): number | string {
  if (value === undefined) return option.otherwise;
  const wanted = refusal(option, value);
  if (wanted !== null) throw new Problem("input-invalid", `${option.name} must be ${wanted}, and is ${JSON.stringify(value)}.`, { remedy: "Give another value." });
  return value as number | string;
}

/** What the option would take instead of this value; null where it takes it. */
function refusal(option: NoteOption, value: NoteSettings[string]): string | null {
  switch (option.kind) {
    case "number": {
      const whole = Number.isInteger(option.step);
      const fits = typeof value === "number" && value >= option.least && value <= option.most && (!whole || Number.isInteger(value));
      return fits ? null : `a ${whole ? "whole " : ""}number from ${option.least} to ${option.most}`;
    }
    case "choice":
      return typeof value === "string" && option.values.includes(value) ? null : `one of ${option.values.join(", ")}`;
    case "text":
      return typeof value === "string" && value.length <= option.mostCharacters ? null : `a text of ${option.mostCharacters} characters at most`;
  }
}
