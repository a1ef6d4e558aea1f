import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, Selection, Uri, window, workspace } from "vscode";
import { NOTES, statementOf } from "../../../src/protocol/notes/catalogue";
import { clearNotifications, closeAll, openSample, openText, page as attention, pick, runtimeProcess, select, tabs } from "../attentionPanel";
import { answerFileDialog } from "../fileDialog";
import { eventually } from "../harness/eventually";
import { THEME_NAMES, workbench } from "../harness/workbench";

/** The notes page in the panel that is in front. */
const page = workbench.webview("body[data-page='notes']");
const row = ".part.sidebar .pane:has([aria-label^='Notes']) .monaco-list-row";
const SWEEP = "values-in-the-middle-are-lost";
const STATEMENTS = NOTES.flatMap<{ readonly id: string }>(({ statements }) => [...statements]);

/** Waits until the page shows a statement, and what came of it. */
async function shows(id: string, came = ".came"): Promise<string> {
  await page.waitFor(`[data-statement='${id}']`);
  return page.text(`[data-statement='${id}'] ${came}`);
}

describe("The notes", () => {
  let folder: string;
  const inFolder = (name: string): string => path.join(folder, name);

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "notes-"));
    await closeAll();
    await commands.executeCommand("modelLens.notes.focus");
    await workbench.waitFor(row, { text: "Attention" });
  });
  beforeEach(async () => {
    await closeAll();
    await clearNotifications();
    await commands.executeCommand("modelLens.clearNotes");
  });
  after(async () => {
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
    await commands.executeCommand("workbench.view.explorer");
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are run by the keyboard alone, from the view: the statement opens, runs, and its verdict stays with it", async () => {
    await commands.executeCommand("modelLens.notes.focus");
    await workbench.press("Home", "ArrowDown", "Enter");
    const [first] = NOTES[0].statements;
    await page.waitFor(`[data-statement='${first.id}']`);
    await commands.executeCommand("modelLens.notes.focus");
    await workbench.press("Control+Enter");
    const came = await shows(first.id);
    assert.match(came, /Holds/);
    await workbench.waitFor(row, { text: "holds" });
    await workbench.waitFor(`${row} .codicon-pass`);
    const [label] = await workbench.attributes(`${row}:has(.codicon-pass)`, "aria-label");
    assert.match(label ?? "", /^Attention is a set operation, .*holds, Attention is an operation on a set/);
    await workbench.screenshot("notes-keyboard");
  });

  it("do not apply to a model of another kind, and offer the embedded model that was made for them", async () => {
    const about = statementOf("rotations-keep-lengths");
    assert.ok(about);
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-bert");
    await commands.executeCommand("modelLens.runNote", about.id);
    await shows(about.id);
    const { buttons } = await workbench.notification("does not apply to starter-bert");
    assert.deepEqual(buttons, [`Run on ${about.embedded}`]);
    await workbench.pressNotificationButton(`Run on ${about.embedded}`);
    await page.waitFor(".verdict.holds");
    await workbench.waitFor(row, { text: `on ${about.embedded}` });
    await commands.executeCommand("modelLens.runNoteOnActive", about.id);
    await page.waitFor(".verdict.not-applicable");
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
    await workbench.waitUntilGone(row, { text: "does not apply" });
  });

  it("run on the selection, and lead to the attention of it and to the text behind a point", async () => {
    const editor = await openSample("names.md");
    select(editor, "When Mary and John went to the store, John gave a drink to Mary.");
    await commands.executeCommand("modelLens.runNote", "first-tokens-are-attention-sinks");
    await shows("first-tokens-are-attention-sinks");
    await page.waitFor(".given .source", { text: "names.md:5" });
    await page.click("vscode-button", { text: "Show in Attention" });
    await attention.waitFor(".run .source", { text: "names.md:5" });
    await workbench.run("Model Lens: Choose Text for the Notes…");
    await pick("Run the notes on which text?", "Sample");
    await commands.executeCommand("modelLens.showNote", "first-tokens-are-attention-sinks");
    await page.waitFor(".given", { text: "The notes' own sample" });
  });

  it("take what several cursors have selected as the spans that leave the text", async () => {
    const id = "spans-are-filled-behind-sentinels";
    const editor = await openSample("names.md");
    const text = editor.document.getText();
    editor.selections = ["store", "drink"].map(word => {
      const start = text.indexOf(word);
      return new Selection(editor.document.positionAt(start), editor.document.positionAt(start + word.length));
    });
    // The sample may have been chosen for good.
    await workbench.run("Model Lens: Choose Text for the Notes…");
    await pick("Run the notes on which text?", "Selection");
    await commands.executeCommand("modelLens.runNoteOnEmbedded", id);
    await shows(id);
    await page.waitFor(`[data-statement='${id}'] .says`, { text: "in 2 spans" });
    await page.waitFor(".given .source", { text: "names.md:5, 2 spans" });
    await page.waitFor(".settings", { text: "chosen" });
    for (const text of ["store", "drink"]) await page.waitFor("figure td", { text });
    await workbench.screenshot("notes-spans");
    await workbench.run("Model Lens: Choose Text for the Notes…");
    await pick("Run the notes on which text?", "Sample");
  });

  it("are stopped within a sweep, keep its points, and go on from them", async function () {
    this.timeout(180_000);
    await commands.executeCommand("modelLens.showNote", SWEEP);
    await page.waitFor(`[data-statement='${SWEEP}']`);
    await page.fill("input[aria-labelledby='option-repetitions']", "120");
    await workbench.press("Tab");
    await page.click("vscode-button", { text: "Run" });
    await page.waitFor("figure[data-picture]");
    // Held still, the runtime cannot be done before Cancel is pressed.
    const runtime = await eventually("the runtime runs", runtimeProcess);
    process.kill(runtime, "SIGSTOP");
    try {
      await page.waitFor(".progress .quiet", { text: "points measured" });
      await page.click("vscode-button", { text: "Cancel" });
      await page.waitFor("vscode-button", { text: "Go on from" });
    } finally {
      process.kill(runtime, "SIGCONT");
    }
    const pointsOf = async (): Promise<number> => Number(/Go on from ([\d,]+)/.exec(await page.text("vscode-button", { text: "Go on from" }))?.[1]?.replace(",", ""));
    // The step that was under way may yet add its point.
    await eventually("view and page tell the same number of points", async () => {
      const kept = await pointsOf();
      return kept > 0 && (await workbench.texts(row)).some(text => new RegExp(`stopped at ${kept} points?$`).test(text));
    });
    await workbench.screenshot("notes-stopped");
    await page.click("vscode-button", { text: "Go on from" });
    const came = await eventually("it is finished", async () => (await page.count(".came .figure")) > 0 && page.text(".came"), 150_000);
    assert.match(came, /Holds|Does not hold/);
    await page.waitFor(".settings", { text: "120" });
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await workbench.screenshot(`notes-sweep-${theme}`);
    }
    await workbench.theme("dark");
    await page.click("g.look .ring");
    await attention.waitFor(".run .source", { text: "Untitled-1" });
    const behind = window.visibleTextEditors.find(({ document }) => document.isUntitled);
    assert.ok(behind && !behind.selection.isEmpty && behind.document.getText().length > behind.document.getText(behind.selection).length, "what the point is about is selected in its text");
    await workbench.screenshot("notes-look");
  });

  it("are saved, and opened again without running anything", async () => {
    await commands.executeCommand("modelLens.runNote", "variance-grows-with-width");
    const came = await shows("variance-grows-with-width");
    await workbench.run("Model Lens: Save Notes…");
    await answerFileDialog(inFolder("kept.notes.json"), /\/results\.notes\.json$/);
    await workbench.notification("saved as kept.notes.json");
    await clearNotifications();
    await closeAll();
    await commands.executeCommand("modelLens.clearNotes");
    await workbench.run("Model Lens: Open Notes…");
    await answerFileDialog(inFolder("kept.notes.json"));
    assert.equal(await shows("variance-grows-with-width"), came);
    await page.waitFor(".verdict", { text: "Read from kept.notes.json" });
    assert.ok((await page.count("figure[data-picture]")) > 0, "its pictures are there");
    await workbench.waitFor(row, { text: "holds" });
    await workbench.waitFor(".pane-header", { text: "kept.notes.json" });
    await clearNotifications();
    await page.click("vscode-button", { text: "Run again" });
    await page.waitUntilGone(".verdict .quiet", { text: "Read from" });
    const text = readFileSync(inFolder("kept.notes.json"), "utf8");
    for (const [name, content, words] of [
      ["odd.notes.json", '{"format": "other"}', "does not say that it does"],
      ["hostile.notes.json", text.replace('"verdict":"holds"', '"verdict":{"toString":"holds"}'), "verdict is not one of"],
      ["half.notes.json", text.slice(0, 500), "not whole JSON"],
    ] as const) {
      writeFileSync(inFolder(name), content);
      await commands.executeCommand("modelLens.openNotesFile", Uri.file(inFolder(name)));
      await commands.executeCommand("notifications.showList");
      await workbench.notification(words);
      await clearNotifications();
    }
  });

  it("are exported: numbers, a picture, and the whole", async () => {
    await commands.executeCommand("modelLens.runNote", "variance-grows-with-width");
    await shows("variance-grows-with-width");
    const exports = [
      ["HTML…", "one.html", "<!DOCTYPE html>"],
      ["Markdown…", "one.md", "# Variance grows with width"],
      ["JSON…", "one.notes.json", '{"format":"model-lens notes"'],
      ["CSV…", "one.csv", "channels"],
      ["SVG…", "one.svg", "<svg"],
    ] as const;
    for (const [button, file, holds] of exports) {
      await page.click("vscode-button", { text: button });
      await answerFileDialog(inFolder(file), new RegExp(`${path.extname(file)}$`));
      await workbench.notification(`Saved as ${file}`);
      assert.ok(readFileSync(inFolder(file), "utf8").includes(holds), file);
      await clearNotifications();
    }
  });

  it("are offered above headings of one's own notes, and run from there", async () => {
    await openText("own-notes.md", "# My reading list\n\n## RoPE\n\nSome words.\n\n- Attention is a set operation\n- Buy milk\n\n```\n# T5\n```\n");
    const lens = ".codelens-decoration a";
    await workbench.waitFor(lens, { text: "Run this: Attention is a set operation" });
    assert.equal(await workbench.count(lens, { text: "Run this" }), 2);
    await workbench.waitFor(lens, { text: "Run this: RoPE" });
    await workbench.screenshot("notes-lens");
    await workbench.click(lens, { text: "Run this: Attention is a set operation" });
    assert.match(await shows("attention-is-a-set-operation"), /Holds/);
    await workspace.getConfiguration("modelLens").update("notes.codeLens", false, true);
    await workbench.waitUntilGone(lens, { text: "Run this" });
    await workspace.getConfiguration("modelLens").update("notes.codeLens", undefined, true);
    await closeAll();
    const [root] = workspace.workspaceFolders ?? [];
    assert.ok(root);
    await workspace.fs.delete(Uri.joinPath(root.uri, "own-notes.md"));
  });

  it("all run on the embedded models, each on its own, offline, and give a report", async function () {
    this.timeout(600_000);
    await workbench.run("Model Lens: Run All Notes on the Embedded Models");
    await workbench.notification(`of ${STATEMENTS.length}: `);
    const { message, buttons } = await eventually(
      "all have run",
      async () => (await workbench.notifications()).find(shown => shown.message.startsWith(`Ran ${STATEMENTS.length} statements: `)),
      580_000,
    );
    assert.doesNotMatch(message, /could not be measured|do not apply|does not apply/, message);
    assert.deepEqual(buttons, ["Save as HTML…", "Save Notes…"]);
    const report = window.visibleTextEditors.find(({ document }) => document.languageId === "markdown" && document.isUntitled)?.document.getText() ?? "";
    assert.match(report, /^# The notes on the embedded models/);
    assert.equal(report.match(/^### /gm)?.length, STATEMENTS.length, "each has its part");
    await eventually("the preview is there", () => tabs().some(label => label.startsWith("Preview")));
    await workbench.pressNotificationButton("Save as HTML…");
    await answerFileDialog(inFolder("all.html"), /\/notes\.html$/);
    await eventually("it is written", () => existsSync(inFolder("all.html")) && readFileSync(inFolder("all.html"), "utf8").includes("<h1>The notes on the embedded models</h1>"));
    await clearNotifications();
    await closeAll();
    await workbench.viewport(1400, 1200);
    // The other view makes room.
    await workbench.click(".part.sidebar .pane-header", { text: "Models" });
    await commands.executeCommand("modelLens.showNote", "sinks-keep-a-stream-going");
    await shows("sinks-keep-a-stream-going");
    await page.waitFor("figure[data-picture]");
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await workbench.screenshot(`notes-all-${theme}`);
    }
    await workbench.theme("dark");
    await workbench.viewport(760, 900);
    await workbench.screenshot("notes-all-narrow");
    await workbench.click(".part.sidebar .pane-header", { text: "Models" });
    await workbench.viewport(1400, 900);
    await closeAll();
  });
});
