import { statementOf } from "../../protocol/notes/catalogue";
import type { Finding, ListingPicture, NoteLook, NotePicture, NoteSettings } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import type { CurveLine, CurvesPicture, Measure, PictureAxis, TablePicture } from "../../protocol/positions";
import { Problem, PROBLEM_CODES, type ProblemData } from "../../protocol/problem";
import { idOf } from "../../report/findingWords";
import { type Check, fields, flag, line, list, number, oneOf, orNull, record, text, Unfit, whole } from "../panels/generationFileChecks";

/** A result as it is saved: what came of a statement, and on what. */
export interface SavedNote {
  readonly result: NoteResult;
  readonly model: string;
  /** What tells the model from all others; null where it was not read. */
  readonly checksum: string | null;
  /** Where the text is from; null: the notes' sample. */
  readonly source: string | null;
  /** When it was run, in ISO 8601. */
  readonly ran: string;
}

/** Saved results as they are opened. */
export interface OpenedNotes {
  /** When they were saved, in ISO 8601. */
  readonly saved: string;
  readonly notes: readonly SavedNote[];
  /** Results of statements that these notes do not have. */
  readonly leftOut: number;
}

const FORMAT = "model-lens notes";
const VERSION = 1;
const REMEDY = "Choose a file that “Save Notes…” wrote.";

/** How the names of saved results end. */
export const NOTES_ENDING = ".notes.json";
/** Bytes of a file that is opened, at most. */
const MOST_BYTES = 64 * 1024 ** 2;

/** Results as the text of a file. Numbers of pictures are lists; those that JSON has no sign for are words. */
export function writeNotesFile(notes: readonly SavedNote[], saved: Date): string {
  const plain = (_: string, value: unknown): unknown => {
    if (value instanceof Float32Array) return Array.from(value, shortest);
    return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  };
  return `${JSON.stringify({ format: FORMAT, version: VERSION, saved: saved.toISOString(), notes }, plain)}\n`;
}

/** The fewest digits that are the same float32. */
const shortest = (value: number): number | string => {
  if (!Number.isFinite(value)) return String(value);
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
};

/** Throws `input-invalid` for a file that is too large to be looked at. */
export function checkNotesSize(bytes: number, name: string): void {
  if (bytes <= MOST_BYTES) return;
  throw new Problem("input-invalid", `${name} has ${Math.round(bytes / 1024 ** 2).toLocaleString("en")} MB; saved notes are opened up to ${MOST_BYTES / 1024 ** 2} MB.`, { remedy: REMEDY });
}

/**
 * Reads the bytes of saved results; `name` is the file's in messages. The file may come from anywhere: each value is held to its type and to bounds,
 * pictures to their axes, and what is not known is left out. Throws `input-invalid`.
 */
export function readNotesFile(bytes: Uint8Array, name: string): OpenedNotes {
  checkNotesSize(bytes.length, name);
  const refused = (why: string, detail?: string): Problem => new Problem("input-invalid", `${name} holds no notes that can be opened: ${why}.`, { remedy: REMEDY, ...(detail !== undefined && { detail }) });
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refused("it is not whole JSON", error instanceof Error ? error.message : String(error));
  }
  const { format, version } = (typeof parsed === "object" && parsed !== null ? parsed : {}) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) throw refused("it does not say that it does");
  if (version !== VERSION) throw new Problem("input-invalid", `${name} is of another version than ${VERSION}, which this Model Lens reads.`, { remedy: "Update Model Lens, or run the notes again and save them." });
  try {
    const { saved, notes } = file(parsed, "the file");
    const known = notes.filter(({ result }) => statementOf(idOf(result)) !== undefined);
    if (new Set(known.map(({ result }) => idOf(result))).size < known.length) throw new Unfit("a statement has two results");
    return { saved, notes: known, leftOut: notes.length - known.length };
  } catch (error) {
    if (error instanceof Unfit) throw refused(error.message);
    throw error;
  }
}

/** Bounds: more than any finding has, and little enough for a page. */
const NAME = 400;
const WORDS = 4000;
const TEXT = 1_000_000;
const FEW = 256;
const STEPS = 100_000;
const CELLS = 4_000_000;

const floats = (most: number): Check<Float32Array> => {
  const numbers = list(number, most);
  return (value, at) => Float32Array.from(numbers(value, at));
};

const date: Check<string> = (value, at) => {
  const read = line(NAME)(value, at);
  if (Number.isNaN(Date.parse(read))) throw new Unfit(`${at} is no date`);
  return read;
};

const setting: Check<NoteSettings[string]> = (value, at) => {
  if (typeof value === "boolean") return value;
  return typeof value === "number" ? number(value, at) : text(WORDS)(value, at);
};

const settings: Check<NoteSettings> = (value, at) => {
  const entries = Object.entries(record(value, at));
  if (entries.length > FEW) throw new Unfit(`${at} has more than ${FEW} entries`);
  return Object.fromEntries(entries.map(([name, one]) => [line(NAME)(name, at), setting(one, `${at}.${name}`)]));
};

const measure = fields<Measure>({ name: line(NAME), unit: line(NAME) });

const axis: Check<PictureAxis> = (value, at) => {
  const read = fields<PictureAxis>({ name: line(NAME), unit: line(NAME), at: floats(STEPS) })(value, at);
  if (!read.at.every((step, index) => Number.isFinite(step) && (index === 0 || step >= (read.at[index - 1] ?? step)))) throw new Unfit(`${at} does not ascend`);
  return read;
};

const titled = { id: text(NAME), title: line(NAME), about: line(WORDS) };
/** What need not be there; with it, `check` reads it. */
const maybe = <T>(check: Check<T>): Check<T | undefined> => (value, at) => (value === undefined ? undefined : check(value, at));

type PlainLine = Pick<CurveLine, "name" | "values"> & { readonly spread: Float32Array | undefined };
type PlainCurves = Omit<CurvesPicture, "lines" | "marks"> & { readonly lines: readonly PlainLine[]; readonly marks: CurvesPicture["marks"] | undefined };

const curves: Check<CurvesPicture> = (value, at) => {
  const { lines, marks, ...read } = fields<PlainCurves>({
    kind: oneOf("curves"),
    ...titled,
    x: axis,
    value: measure,
    lines: list(fields<PlainLine>({ name: line(NAME), values: floats(STEPS), spread: maybe(floats(STEPS)) }), FEW),
    logarithmic: flag,
    steps: flag,
    marks: maybe(list(fields<NonNullable<CurvesPicture["marks"]>[number]>({ at: number, name: line(NAME) }), FEW)),
  })(value, at);
  const { length } = read.x.at;
  if (lines.some(({ values, spread }) => values.length !== length || (spread !== undefined && spread.length !== length))) throw new Unfit(`a line of ${at} is not as long as its axis`);
  return { ...read, lines: lines.map(({ spread, ...one }) => ({ ...one, ...(spread && { spread }) })), ...(marks && { marks }) };
};

const table: Check<TablePicture> = (value, at) => {
  const read = fields<TablePicture>({
    kind: oneOf("table"),
    ...titled,
    rows: axis,
    columns: axis,
    value: measure,
    sheets: list(fields<TablePicture["sheets"][number]>({ name: line(NAME), values: floats(CELLS) }), FEW),
  })(value, at);
  if (read.sheets.length === 0 || read.sheets.some(({ values }) => values.length !== read.rows.at.length * read.columns.at.length)) throw new Unfit(`a sheet of ${at} has not a cell for each row and column`);
  return read;
};

const cell: Check<string | number> = (value, at) => (typeof value === "number" || value === "NaN" || value === "Infinity" || value === "-Infinity" ? number(value, at) : text(TEXT)(value, at));

const listing: Check<ListingPicture> = (value, at) => {
  const read = fields<ListingPicture>({ kind: oneOf("listing"), ...titled, columns: list(measure, FEW), rows: list(list(cell, FEW), STEPS) })(value, at);
  if (read.rows.some(({ length }) => length !== read.columns.length)) throw new Unfit(`a row of ${at} has not a cell for each column`);
  return read;
};

const PICTURES = { curves, table, listing } as const;

const picture: Check<NotePicture> = (value, at) => {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(PICTURES, kind)) throw new Unfit(`${at} is of no known kind`);
  return PICTURES[kind as keyof typeof PICTURES](value, at);
};

const look: Check<NoteLook> = (value, at) => {
  const read = fields<NoteLook>({
    picture: text(NAME),
    line: whole(STEPS),
    at: whole(STEPS),
    title: line(NAME),
    text: text(TEXT),
    range: fields<NoteLook["range"]>({ start: whole(TEXT), end: whole(TEXT) }),
  })(value, at);
  if (read.range.start > read.range.end || read.range.end > read.text.length) throw new Unfit(`${at} is about a place that is not in its text`);
  return read;
};

const finding: Check<Finding> = (value, at) => {
  const read = fields<Finding>({
    id: line(NAME),
    statement: line(WORDS),
    measured: line(WORDS),
    paper: line(WORDS),
    verdict: oneOf("holds", "fails", "not-applicable"),
    figure: orNull(number),
    unit: line(NAME),
    says: line(WORDS),
    settings,
    pictures: list(picture, FEW),
    looks: list(look, STEPS),
  })(value, at);
  if ((read.figure === null) !== (read.verdict === "not-applicable")) throw new Unfit(`${at} has a figure where it does not apply, or none where it does`);
  const ids = read.pictures.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Unfit(`two pictures of ${at} have one name`);
  if (read.looks.some(({ picture: of }) => !ids.includes(of))) throw new Unfit(`${at} has a text behind a picture that it has not`);
  return read;
};

type PlainProblem = Pick<ProblemData, "code" | "message"> & { readonly remedy: string | undefined };
const problem: Check<ProblemData> = (value, at) => {
  const { remedy, ...read } = fields<PlainProblem>({ code: oneOf(...PROBLEM_CODES), message: line(WORDS), remedy: maybe(line(WORDS)) })(value, at);
  return { ...read, ...(remedy !== undefined && { remedy }) };
};

const found = fields<Extract<NoteResult, { kind: "found" }>>({ kind: oneOf("found"), finding });
const failed = fields<Extract<NoteResult, { kind: "failed" }>>({ kind: oneOf("failed"), id: line(NAME), problem });
const result: Check<NoteResult> = (value, at) => (typeof value === "object" && value !== null && "kind" in value && value.kind === "failed" ? failed(value, at) : found(value, at));

const file = fields<{ readonly saved: string; readonly notes: readonly SavedNote[] }>({
  saved: date,
  notes: list(fields<SavedNote>({ result, model: line(NAME), checksum: orNull(line(NAME)), source: orNull(line(NAME)), ran: date }), 4096),
});
