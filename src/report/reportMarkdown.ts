import type { Finding, NotePicture } from "../protocol/notes/note";
import type { NoteResult } from "../protocol/notes/noteResult";
import type { ProblemData } from "../protocol/problem";
import { fit } from "./escaped";
import { figureWords, OUTCOMES, settingsWords } from "./findingWords";
import { type Cell, numbersOf } from "./pictureNumbers";
import { chaptersOf, type ReportEntry, type ReportHeading, tally } from "./reportParts";
import { short } from "./words";

/** Rows and columns of a picture's numbers that are written down. */
const MOST = { rows: 40, columns: 12 } as const;

/** Results as a Markdown document: a summary table, then the statements by chapter, with the numbers behind their pictures. */
export function reportMarkdown(results: readonly NoteResult[], heading: ReportHeading): string {
  const chapters = chaptersOf(results);
  const summary = chapters.flatMap(({ entries }) => entries.map(entry => [words(entry), inline(entry.statement), figureOf(entry)]));
  return `${[
    `# ${inline(heading.title)}`,
    heading.facts.map(({ name, value }) => `- **${inline(name)}**: ${inline(value)}`).join("\n"),
    `${tally(results)}.`,
    tableOf(["Outcome", "Statement", "Figure"], summary),
    ...chapters.flatMap(({ title, entries }) => [`## ${inline(title)}`, ...entries.flatMap(entryParts)]),
  ]
    .filter(part => part !== "")
    .join("\n\n")}\n`;
}

function entryParts(entry: ReportEntry): string[] {
  const { paper, result } = entry;
  const source = paper.url === null ? inline(paper.title) : `[${inline(paper.title)}](${paper.url})`;
  return [`### ${inline(entry.statement)}`, ...(result.kind === "found" ? findingParts(result.finding) : problemParts(result.problem)), source];
}

function findingParts(finding: Finding): string[] {
  const { verdict, says, measured, settings, pictures } = finding;
  const figure = finding.figure === null ? "" : `: ${inline(figureWords(finding))}`;
  const decided = settingsWords(settings).map(({ name, value }) => `${inline(name)} = ${inline(value)}`);
  return [`**${OUTCOMES[verdict].sign} ${OUTCOMES[verdict].words}**${figure}`, inline(says), `*Measured:* ${inline(measured)}`, `*With:* ${decided.join(", ")}`, ...pictures.flatMap(pictureParts)];
}

function problemParts({ message, remedy }: ProblemData): string[] {
  return [`**${OUTCOMES.failed.sign} ${OUTCOMES.failed.words}**: ${inline(message)}${remedy === undefined ? "" : ` ${inline(remedy)}`}`];
}

function pictureParts(picture: NotePicture): string[] {
  const { title, about } = picture;
  const sheets = picture.kind === "table" ? picture.sheets.map(({ name }) => name) : [""];
  return sheets.flatMap((name, sheet) => {
    const { columns, rows, cell } = numbersOf(picture, sheet);
    const [everyRow, everyColumn] = [Math.ceil(rows / MOST.rows), Math.ceil(columns.length / MOST.columns)];
    // The first column says where a row is.
    const [down, across] = [places(rows, everyRow), places(columns.length, everyColumn, 1)];
    const left = [...(everyRow > 1 ? [`one row of ${everyRow}`] : []), ...(everyColumn > 1 ? [`one column of ${everyColumn}`] : [])].join(" and ");
    const shown = (value: Cell): string => (typeof value === "number" ? short(value) : inline(value));
    const numbers = tableOf(across.map(column => inline(columns[column] ?? "")), down.map(row => across.map(column => shown(cell(row, column)))));
    const heading = `#### ${inline(title)}${sheets.length > 1 ? `: ${inline(name)}` : ""}`;
    return [heading, `${inline(about)}${left === "" ? "" : ` (${left} is shown.)`}`, numbers];
  });
}

/** Every so many-th place; the first `always` ones in any case. */
const places = (count: number, every: number, always = 0): number[] => [...Array(count).keys()].filter(place => place < always || (place - always) % every === 0);

function tableOf(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(names), line(names.map(() => "---")), ...rows.map(line)].join("\n");
}

const words = ({ outcome }: ReportEntry): string => `${OUTCOMES[outcome].sign} ${OUTCOMES[outcome].words}`;
const figureOf = ({ result }: ReportEntry): string => (result.kind === "found" ? inline(figureWords(result.finding)) : "–");

/** A text as one line of Markdown that means itself, whatever is in it. */
function inline(text: string): string {
  const line = fit(text).replace(/\r\n?|[\n\u2028\u2029]/g, "↵").replaceAll("\t", "→");
  return line
    .replace(/[\\`*[\]<|~$]|&(?=[#\w]+;)/g, found => ENTITIES[found] ?? `\\${found}`)
    // Inside a word it emphasises nothing.
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/^(\s*)([-+=#>])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s)/, "$1\\$2");
}

const ENTITIES: Readonly<Record<string, string>> = { "<": "&lt;", "&": "&amp;" };
