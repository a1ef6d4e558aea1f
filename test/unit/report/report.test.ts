import assert from "node:assert/strict";
import { NOTES } from "../../../src/protocol/notes/catalogue";
import type { NoteResult } from "../../../src/protocol/notes/noteResult";
import { pictureCsv } from "../../../src/report/pictureCsv";
import { reportHtml } from "../../../src/report/reportHtml";
import { reportMarkdown } from "../../../src/report/reportMarkdown";
import { elements, readMarkup, textOf } from "./markup";
import { cells, curves, finding, HOSTILE, listing } from "./pictures";

const [, second] = NOTES[0].statements;
const results: NoteResult[] = [
  { kind: "found", finding },
  { kind: "failed", id: second.id, problem: { code: "text-too-long", message: `Too long: ${HOSTILE}`, remedy: "Choose a shorter text." } },
  { kind: "found", finding: { ...finding, id: "gone", statement: "Something that the notes said once.", verdict: "not-applicable", figure: null, unit: "", says: "No encoder.", pictures: [] } },
];
const heading = { title: `Notes on <starter-llama>`, facts: [{ name: "Text", value: "sample" }] };

describe("Numbers as CSV", () => {
  it("has the lines of a diagram side by side, empty where there is no value", () => {
    assert.equal(pictureCsv(curves), "Depth (documents),model,± model,oracle\r\n0,10,5,\r\n1,20,5,100\r\n2,,5,\r\n3,40,5,\r\n4,50,5,\r\n");
  });

  it("has all sheets of a table", () => {
    assert.deepEqual(pictureCsv(cells).split("\r\n").slice(0, 4), ["Sheet,layer,head 0,head 1,head 2", "with BOS,0,1,0.5,", "with BOS,1,0,0.25,0.125", "without,0,-1,0,0"]);
  });

  it("quotes words that need it, and keeps counts whole", () => {
    const [, first, ...rest] = pictureCsv(listing).split("\r\n");
    assert.equal(first, `"${HOSTILE.replaceAll('"', '""')}",124439808`);
    assert.deepEqual(rest, ['"two\nlines, ""quoted""",', ""]);
  });

  it("has seven digits of what was measured", () => {
    const third = { ...curves, lines: [{ name: "a", values: Float32Array.from([1 / 3, 1e-9, 2, NaN, NaN]) }] };
    assert.deepEqual(pictureCsv(third).split("\r\n").slice(1, 4), ["0,0.3333333", "1,1e-9", "2,2"]);
  });
});

describe("A report as HTML", () => {
  const html = reportHtml(results, heading);
  const root = readMarkup(html.replace(/<style>[^]*?<\/style>/g, ""));

  it("begins with a summary of all statements by chapter, in the order of the notes", () => {
    const [summary] = elements(root, "table");
    assert.deepEqual(elements(summary!, "tr").slice(1).map(row => row.children.map(cell => (typeof cell === "string" ? cell : textOf(cell)))), [
      ["Attention"],
      ["! Could not be measured", second.statement, "–"],
      ["Lost in the Middle"],
      ["✓ Holds", finding.statement, "0.631 of a head's attention"],
      ["Others"],
      ["– Does not apply", "Something that the notes said once.", "–"],
    ]);
    assert.ok(html.includes("<p>1 holds, 1 does not apply, 1 could not be measured.</p>"));
  });

  it("leads from the summary to each statement, with verdict, evidence, settings and paper", () => {
    const anchors = elements(root, "a").map(({ attributes }) => attributes["href"] ?? "").filter(href => href.startsWith("#"));
    const articles = elements(root, "article");
    assert.deepEqual(anchors, articles.map(({ attributes }) => `#${attributes["id"]}`));
    assert.deepEqual(elements(root, "h2").map(textOf), ["Attention", "Lost in the Middle", "Others"]);
    const words = textOf(articles[1]!);
    for (const part of ["0.631 of a head's attention", "Head 0.0 puts 63 % there.", "The mean mass", "share0.3", "tokens100", "Accuracy by depth", "Means of three repetitions."]) assert.ok(words.includes(part), part);
    assert.ok(elements(articles[1]!, "a").some(({ attributes }) => attributes["href"] === "https://arxiv.org/abs/2309.17453"));
    assert.ok(textOf(articles[0]!).includes("Choose a shorter text."));
  });

  it("holds the pictures of every sheet and the numbers behind them", () => {
    assert.equal(elements(root, "svg").length, 3, "curves, and two sheets");
    const numbers = elements(root, "table").slice(1);
    assert.deepEqual(numbers.map(table => elements(table, "tr").length), [6, 3, 3, 3]);
    assert.deepEqual(elements(numbers[3]!, "th").map(({ attributes }) => attributes["class"]), [undefined, "number"]);
    assert.deepEqual(elements(numbers[3]!, "td").map(textOf), [HOSTILE.replace("\u0000", "⟨0000⟩").replace("\u202E", "⟨202E⟩"), "124,439,808", 'two\nlines, "quoted"', "–"]);
  });

  it("runs nothing, needs nothing from elsewhere, and is light or dark as the reader is", () => {
    for (const name of ["script", "link", "iframe", "img", "object"]) assert.equal(elements(root, name).length, 0, name);
    assert.ok(!/ on\w+=/.test(html));
    assert.ok(html.includes(`content="default-src 'none'; style-src 'unsafe-inline'"`));
    assert.ok(html.includes("prefers-color-scheme: dark"));
    assert.equal(textOf(elements(root, "h1")[0]!), "Notes on <starter-llama>");
  });

  it("says what it leaves out of long listings", () => {
    const long = { ...listing, rows: Array.from({ length: 1_200 }, (_, index) => [`line ${index}`, index]) };
    const report = reportHtml([{ kind: "found", finding: { ...finding, pictures: [long] } }], heading);
    assert.ok(report.includes("And 200 rows more."));
    assert.ok(report.includes("line 999") && !report.includes("line 1000"));
  });
});

describe("A report as Markdown", () => {
  const markdown = reportMarkdown(results, heading);
  const lines = markdown.split("\n");

  it("begins with a summary and goes on by chapter", () => {
    assert.equal(lines[0], "# Notes on &lt;starter-llama>");
    assert.deepEqual(lines.filter(line => /^\| [✓!]/.test(line)), [`| ! Could not be measured | ${second.statement} | – |`, `| ✓ Holds | ${finding.statement} | 0.631 of a head's attention |`]);
    assert.deepEqual(lines.filter(line => /^## /.test(line)), ["## Attention", "## Lost in the Middle", "## Others"]);
    assert.ok(lines.includes("**✓ Holds**: 0.631 of a head's attention"));
    assert.ok(lines.includes("*With:* model = starter-llama, share = 0.3, tokens = 100"));
    assert.ok(lines.includes(`[${finding.paper}](https://arxiv.org/abs/2309.17453)`));
  });

  it("writes numbers as tables whose cells stay cells", () => {
    assert.ok(lines.includes("| 2 | – | 5 | – |"));
    const words = lines.find(line => line.includes("124,439,808")) ?? "";
    assert.equal(words.replaceAll("\\|", "").split("|").length, 4);
    assert.ok(!/(?<!\\)[`*[\]]|<script/.test(words), words);
    assert.ok(lines.includes('| two↵lines, "quoted" | – |'));
  });

  it("leaves nothing of a text as markup, and words as they are", () => {
    const says = (text: string): string | undefined => reportMarkdown([{ kind: "found", finding: { ...finding, says: text, pictures: [] } }], heading).split("\n\n").at(-4);
    assert.equal(says("d_k (of 8), _a_ __b__ *c* $x$"), "d_k (of 8), \\_a\\_ \\_\\_b\\_\\_ \\*c\\* \\$x\\$");
    assert.equal(says("# a"), "\\# a");
    assert.equal(says("- a"), "\\- a");
    assert.equal(says("12. a"), "12\\. a");
    assert.equal(says("> a &amp; b & c"), "\\> a &amp;amp; b & c");
    assert.equal(says("![a](b)\n\n---"), "!\\[a\\](b)↵↵---");
  });

  it("thins out what is long and says so", () => {
    const at = Float32Array.from({ length: 100 }, (_, index) => index);
    const long = { ...curves, x: { ...curves.x, at }, marks: [], lines: [{ name: "a", values: at }] };
    const report = reportMarkdown([{ kind: "found", finding: { ...finding, pictures: [long] } }], heading);
    assert.ok(report.includes("(one row of 3 is shown.)"));
    assert.ok(report.includes("| 99 | 99 |") && !report.includes("| 98 | 98 |"));
  });
});
