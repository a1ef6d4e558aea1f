import type { NoteOption, NoteSettings, NumberOption } from "../../src/protocol/notes/note";
import { nearest } from "../../src/report/scale";

/** What was typed for an option: its value, or what it would have to be instead. */
export type Entered = { readonly value: string | number } | { readonly wrong: string };

/** Steps of a slider that can still be aimed at. */
const MOST_STEPS = 200;
/** Numbers between 1 and 10 that a slider over powers of ten stops at. */
const STOPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** Reads what was typed for an option. */
export function entered(option: NoteOption, typed: string): Entered {
  switch (option.kind) {
    case "number": {
      const value = Number(typed.trim().replace("−", "-"));
      const whole = Number.isInteger(option.step);
      const fits = typed.trim() !== "" && value >= option.least && value <= option.most && (!whole || Number.isInteger(value));
      return fits ? { value } : { wrong: `a ${whole ? "whole " : ""}number from ${count(option.least)} to ${count(option.most)}` };
    }
    case "choice":
      return option.values.includes(typed) ? { value: typed } : { wrong: `one of ${option.values.join(", ")}` };
    case "text":
      return typed.length <= option.mostCharacters ? { value: typed } : { wrong: `a text of ${count(option.mostCharacters)} characters at most, and has ${count(typed.length)}` };
  }
}

/** All options of a statement with the values that these settings give them. */
export const filled = (options: readonly NoteOption[], settings: NoteSettings): NoteSettings => Object.fromEntries(options.map(option => [option.name, valueOf(option, settings)]));

/** Settings that are not as usual. */
export const differing = (options: readonly NoteOption[], settings: NoteSettings): NoteSettings =>
  Object.fromEntries(options.flatMap(option => (valueOf(option, settings) === option.otherwise ? [] : [[option.name, valueOf(option, settings)]])));

/** An option's value; the usual one where there is none that it takes. */
function valueOf(option: NoteOption, settings: NoteSettings): string | number {
  const value = Object.hasOwn(settings, option.name) ? settings[option.name] : undefined;
  if (value === undefined || typeof value === "boolean") return option.otherwise;
  const read = entered(option, String(value));
  return "value" in read ? read.value : option.otherwise;
}

/** A slider for a number: all of its steps, or stops over powers of ten; null where neither could be aimed at. */
export interface Slider {
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** The slider's place for a value of the option, and back. */
  readonly place: (value: number) => number;
  readonly value: (place: number) => number;
}

/** How a number is chosen by a slider; null for numbers that are typed, such as seeds. */
export function sliderOf({ least, most, step, otherwise }: NumberOption): Slider | null {
  if ((most - least) / step <= MOST_STEPS) return { least, most, step, place: value => value, value: place => place };
  if (least <= 0) return null;
  const stops = stopsBetween(least, most, otherwise, Number.isInteger(step));
  return { least: 0, most: stops.length - 1, step: 1, place: value => nearest(stops, value), value: place => stops[place] ?? otherwise };
}

function stopsBetween(least: number, most: number, otherwise: number, whole: boolean): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log10(most)) - Math.floor(Math.log10(least)) + 1 }, (_, index) => Math.floor(Math.log10(least)) + index);
  const inside = powers.flatMap(power => STOPS.map(stop => Number((stop * 10 ** power).toPrecision(2)))).filter(stop => stop > least && stop < most && (!whole || Number.isInteger(stop)));
  return [...new Set([least, ...inside, otherwise, most])].sort((one, other) => one - other);
}

const count = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 20 });
