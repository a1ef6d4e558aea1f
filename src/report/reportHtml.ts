import type { Finding, NotePicture } from "../protocol/notes/note";
import type { NoteResult } from "../protocol/notes/noteResult";
import type { ProblemData } from "../protocol/problem";
import { DRAWING_STYLE, svgElement } from "./drawing";
import { escaped } from "./escaped";
import { figureWords, OUTCOMES, settingsWords } from "./findingWords";
import { numbersOf } from "./pictureNumbers";
import { drawingOf } from "./pictureSvg";
import { REPORT_STYLE } from "./reportStyle";
import { chaptersOf, type ReportEntry, type ReportHeading, tally } from "./reportParts";
import { short } from "./words";

/** Rows and columns of numbers that a report holds; a picture's own export holds all. */
const MOST = { rows: 1_000, columns: 64 } as const;

/** Results as one HTML file that needs nothing else and runs nothing: a summary table, then the statements by chapter with their pictures. */
export function reportHtml(results: readonly NoteResult[], { title, facts }: ReportHeading): string {
  const chapters = chaptersOf(results);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${REPORT_STYLE}${DRAWING_STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
${definitions(facts)}
<p>${escaped(tally(results))}.</p>
</header>
<table class="summary">
<thead><tr><th scope="col">Outcome</th><th scope="col">Statement</th><th scope="col">Figure</th></tr></thead>
<tbody>
${chapters.map(chapter => `<tr><th scope="rowgroup" colspan="3">${escaped(chapter.title)}</th></tr>\n${chapter.entries.map(summaryRow).join("\n")}`).join("\n")}
</tbody>
</table>
<main>
${chapters.map(chapter => `<section>\n<h2>${escaped(chapter.title)}</h2>\n${chapter.entries.map(entryOf).join("\n")}\n</section>`).join("\n")}
</main>
</body>
</html>
`;
}

function summaryRow(entry: ReportEntry): string {
  const figure = entry.result.kind === "found" ? figureWords(entry.result.finding) : "–";
  return `<tr><td>${outcome(entry)}</td><td><a href="#${escaped(anchor(entry))}">${escaped(entry.statement)}</a></td><td>${escaped(figure)}</td></tr>`;
}

function entryOf(entry: ReportEntry): string {
  const { statement, paper, result } = entry;
  const source = paper.url === null ? escaped(paper.title) : `<a href="${escaped(paper.url)}">${escaped(paper.title)}</a>`;
  return `<article id="${escaped(anchor(entry))}">
<h3>${escaped(statement)}</h3>
${result.kind === "found" ? findingOf(entry, result.finding) : problemOf(entry, result.problem)}
<p class="quiet">${source}</p>
</article>`;
}

function findingOf(entry: ReportEntry, finding: Finding): string {
  const figure = finding.figure === null ? "" : ` <span class="figure">${escaped(figureWords(finding))}</span>`;
  return `<p class="verdict">${outcome(entry)}${figure}</p>
<p>${escaped(finding.says)}</p>
<p class="quiet">Measured: ${escaped(finding.measured)}</p>
${definitions(settingsWords(finding.settings))}
${finding.pictures.map(pictureOf).join("\n")}`;
}

function problemOf(entry: ReportEntry, { message, remedy }: ProblemData): string {
  return `<p class="verdict">${outcome(entry)}</p>\n<p>${escaped(message)}${remedy === undefined ? "" : ` ${escaped(remedy)}`}</p>`;
}

function pictureOf(picture: NotePicture): string {
  const sheets = picture.kind === "table" ? picture.sheets.map(({ name }) => name) : [""];
  const drawn = sheets.map((name, sheet) => {
    const drawing = drawingOf(picture, sheet);
    const body = drawing ? `<div class="scrolls">${svgElement(drawing)}</div>\n<details><summary>Numbers</summary>${numbersTable(picture, sheet)}</details>` : numbersTable(picture, sheet);
    // One after the other would bury the rest.
    return sheet === 0 ? `${sheets.length > 1 ? `<p class="quiet">${escaped(name)}</p>\n` : ""}${body}` : `<details><summary>${escaped(name)}</summary>${body}</details>`;
  });
  return `<figure>
<figcaption><strong>${escaped(picture.title)}</strong><br>${escaped(picture.about)}</figcaption>
${drawn.join("\n")}
</figure>`;
}

function numbersTable(picture: NotePicture, sheet: number): string {
  const { columns, rows, cell } = numbersOf(picture, sheet);
  const places = [...Array(Math.min(rows, MOST.rows)).keys()];
  const names = columns.slice(0, MOST.columns).map((name, column) => ({ name, numeric: places.every(row => typeof cell(row, column) === "number") }));
  const body = places.map(row => {
    const cells = names.map((_, column) => {
      const value = cell(row, column);
      return typeof value === "number" ? `<td class="number">${short(value)}</td>` : `<td class="text">${escaped(value)}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const more = [...(rows > MOST.rows ? [`${(rows - MOST.rows).toLocaleString("en")} rows`] : []), ...(columns.length > MOST.columns ? [`${columns.length - MOST.columns} columns`] : [])];
  return `<div class="scrolls"><table><thead><tr>${names.map(({ name, numeric }) => `<th scope="col"${numeric ? ' class="number"' : ""}>${escaped(name)}</th>`).join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>${more.length === 0 ? "" : `<p class="quiet">And ${more.join(" and ")} more.</p>`}`;
}

function definitions(facts: readonly { readonly name: string; readonly value: string }[]): string {
  return facts.length === 0 ? "" : `<dl>${facts.map(({ name, value }) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join("")}</dl>`;
}

const outcome = (entry: ReportEntry): string => `<span class="outcome ${entry.outcome}"><span aria-hidden="true">${OUTCOMES[entry.outcome].sign}</span> ${OUTCOMES[entry.outcome].words}</span>`;

const anchor = ({ id }: ReportEntry): string => `note-${id}`;
