import assert from "node:assert/strict";
import { commands, EndOfLine, NotebookCellData, NotebookCellKind, NotebookData, Selection, window, workspace } from "vscode";
import { clearNotifications, closeAll, decorations, openSample, openText, page, rangeOf, select, showAttention, shown, tabs, tokens } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const SENTENCE = "When Mary and John went to the store, John gave a drink to Mary.";

describe("Attention of a selection", () => {
  beforeEach(closeAll);
  after(closeAll);

  it("is shown beside the editor by the palette, with the tokens of the text", async () => {
    const editor = await openSample("names.md");
    select(editor, SENTENCE);
    await workbench.run("Model Lens: Show Attention");
    await shown("names.md:5");
    await page.waitFor(".grid .cell[data-layer='3'][data-head='3']");
    const shownTokens = await tokens();
    assert.equal(shownTokens[0], "<s>");
    assert.ok(SENTENCE.replaceAll(" ", "·").startsWith(shownTokens.slice(1).join("")), shownTokens.join("|"));
    assert.deepEqual(tabs(), ["names.md", "Attention: names.md:5 · starter-llama"]);
    assert.equal(window.activeTextEditor, undefined, "the keyboard is in the panel");
    await eventually("the status bar names model and device", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
  });

  it("is shown by its key, in the same panel for another selection of the document", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    await window.showTextDocument(editor.document, 1);
    select(editor, "Once upon a time");
    await workbench.press("Control+Alt+A");
    await shown("names.md:7");
    assert.deepEqual(tabs().length, 2);
    assert.deepEqual((await tokens()).slice(1).join("").replaceAll("·", " "), "Once upon a time");
  });

  it("leaves the keyboard in the editor when a key binding says so", async () => {
    const editor = await openSample("names.md");
    select(editor, SENTENCE);
    await commands.executeCommand("modelLens.showAttention", { preserveFocus: true });
    await shown("names.md:5");
    assert.equal(window.activeTextEditor?.document, editor.document);
  });

  it("is in the context menu of a selection", async () => {
    const editor = await openSample("names.md");
    select(editor, "Professor Marchetti opened the letter");
    await workbench.click(".view-line", { text: "Professor", button: "right", at: { x: 40, y: 8 } });
    await workbench.waitFor(".monaco-menu .action-label", { text: "Show Attention" });
    // It is the last entry but one. (A menu does not take a click at once after it opened.)
    await workbench.press("ArrowUp", "ArrowUp");
    await workbench.waitFor(".monaco-menu .action-item.focused", { text: "Show Attention" });
    await workbench.press("Enter");
    await shown("names.md:9");
  });

  it("takes the paragraph at the cursor without a selection", async () => {
    const editor = await openSample("parcel.ts");
    const at = editor.document.positionAt(editor.document.getText().indexOf("sender"));
    editor.selection = new Selection(at, at);
    await commands.executeCommand("modelLens.showAttention");
    await shown("parcel.ts:3–7");
  });

  it("says what to do in an empty document", async () => {
    await openText("empty.txt", "\n \n");
    await workbench.run("Model Lens: Show Attention");
    const { message } = await workbench.notification("There is no text in this document.");
    assert.match(message, /Type or open some text/);
    await clearNotifications();
    assert.equal(tabs().length, 1, "no panel was opened for nothing");
  });

  it("says when the text is longer than the model's context", async () => {
    const long = Array.from({ length: 400 }, (_, index) => `word ${index}`).join(" ");
    const editor = await openText("long.txt", long);
    editor.selection = new Selection(0, 0, 0, long.length);
    await commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".run");
    await page.waitFor("[role=note]", { text: "256" });
  });

  it("works in a cell of a notebook", async () => {
    const cell = new NotebookCellData(NotebookCellKind.Code, "for parcel in parcels:\n    weigh(parcel)", "python");
    const notebook = await workspace.openNotebookDocument("jupyter-notebook", new NotebookData([cell]));
    await window.showNotebookDocument(notebook);
    await workbench.click(".notebookOverlay .cell .monaco-editor .view-line", { text: "weigh" });
    await eventually("the cell is being edited", () => window.activeTextEditor?.document.uri.scheme === "vscode-notebook-cell");
    await commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".run .source", { text: ":1–2" });
    assert.ok((await tokens()).join("").includes("parcel"));
  });

  it("offers its steps only while the panel has the keyboard, and takes them", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    await page.waitFor(".cell[data-layer='0'][data-head='0'][aria-selected='true']");
    await workbench.run("Model Lens: Next Head");
    await page.waitFor(".cell[data-layer='0'][data-head='1'][aria-selected='true']");
    await page.focus(".cell[aria-selected='true']");
    await workbench.press("Alt+PageDown");
    await page.waitFor(".cell[data-layer='1'][data-head='1'][aria-selected='true']");
    await workbench.press("Alt+,");
    await page.waitFor(".cell[data-layer='1'][data-head='0'][aria-selected='true']");
    await window.showTextDocument(editor.document, 1);
    assert.ok(!(await workbench.offered("Model Lens: Next")).includes("Model Lens: Next Head"));
  });
});

describe("The editor and the page", () => {
  beforeEach(closeAll);
  after(closeAll);

  const options = (token: number): string => `.column.keys [data-token='${token}']`;
  const marked = (): Promise<{ left: number; width: number }> => eventually("one token is marked", async () => {
    const marks = (await decorations()).filter(({ mark }) => mark);
    return marks.length === 1 && marks[0];
  });

  const characterWidth = (): Promise<number> =>
    workbench.evaluate(() => {
      const [span] = [...document.querySelectorAll(".view-line > span > span")].filter(({ textContent }) => textContent.length > 10);
      return span === undefined ? 0 : span.getBoundingClientRect().width / span.textContent.length;
    }, undefined);

  it("mark the token's exact text when it is pointed at in the page", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    await page.hover(options(1));
    const first = await marked();
    await page.hover(options(4));
    const ary = await eventually("the mark has moved", async () => {
      const mark = await marked();
      return mark.left !== first.left && mark;
    });
    const size = await characterWidth();
    const near = (pixels: number, characters: number): boolean => Math.abs(pixels - characters * size) < 1.5;
    assert.ok(near(ary.left - first.left, SENTENCE.indexOf("ary")) && near(ary.width, 3), JSON.stringify({ first, ary, size }));
    assert.equal(window.visibleTextEditors.length, 1);
    assert.deepEqual(editor.selection.isEmpty, false, "the selection is left alone");
  });

  it("point at the token in the page where the cursor is in the editor", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    await window.showTextDocument(editor.document, 1);
    const line = { text: "When Mary and John went to" };
    await workbench.click(".view-line", { ...line, at: { x: (SENTENCE.indexOf("went") + 1.5) * (await characterWidth()), y: 8 } });
    const token = (await tokens()).indexOf("·went");
    assert.ok(token > 0);
    await page.waitFor(`${options(token)}.marked`);
    await workbench.hover(".view-line", { ...line, at: { x: 4, y: 8 } });
    await page.waitFor(`${options(1)}.marked`);
  });

  it("tint what a pinned token reads, and mark strong reads in the overview ruler", async () => {
    await showAttention("names.md", SENTENCE);
    await page.click(".cell[data-layer='1'][data-head='3']");
    await page.click(".column.queries [data-token='5']");
    const tinted = await eventually("text is tinted", async () => {
      const tints = (await decorations()).filter(({ mark }) => !mark);
      return tints.length >= 2 && tints;
    });
    assert.ok(tinted.every(({ width }) => width > 0));
    await page.hover("h1");
    await workbench.press("Escape");
    await eventually("nothing is tinted", async () => (await decorations()).every(({ mark }) => mark));
  });

  it("keep the marks on the text while it is edited around them, and say that the run is older", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    const { document } = editor;
    await page.hover(options(4));
    const before = await marked();
    const start = document.getText().indexOf(SENTENCE);
    await editor.edit(edit => edit.insert(document.positionAt(start), ">>> "));
    const shifted = await eventually("the mark is shifted", async () => {
      const mark = await marked();
      return mark.left > before.left && mark;
    });
    assert.ok(Math.abs((shifted.left - before.left) / (before.width / 3) - 4) < 0.3, "by four characters");
    assert.equal(await page.count("[role=note]"), 0, "the text itself is what ran");

    const went = document.getText().indexOf("went to the store");
    await editor.edit(edit => edit.replace(rangeOf(document, went, went + 4), "walked"));
    await page.waitFor(".notice");
    assert.match((await page.texts(".notice")).join(" "), /edited|changed|older/i);
    await page.hover(options(1));
    await page.hover(options(4));
    await eventually("before the edit, marks are still exact", async () => Math.abs((await marked()).left - shifted.left) < 2);

    await commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await commands.executeCommand("undo");
    await page.waitUntilGone(".notice");
  });

  it("run again on the text as it is now", async () => {
    const editor = await showAttention("names.md", SENTENCE);
    const { document } = editor;
    const mary = document.getText().indexOf(SENTENCE) + SENTENCE.indexOf("store");
    await editor.edit(edit => edit.replace(rangeOf(document, mary, mary + 5), "park"));
    await page.click(".notice vscode-button");
    await eventually("the tokens are of the new text", async () => (await tokens()).join("").includes("the·park,"));
    await page.waitUntilGone(".notice");
  });

  it("survive line endings that change, a split editor and a document that is closed", async () => {
    const editor = await showAttention("parcel.ts", "interface Parcel {\n  readonly sender: string;");
    await window.showTextDocument(editor.document, 1);
    await commands.executeCommand("workbench.action.splitEditorDown");
    await page.hover(options(5));
    await page.hover(options(2));
    await eventually("the token is marked in both editors", async () => (await decorations()).filter(({ mark }) => mark).length === 2);
    await editor.edit(edit => edit.setEndOfLine(EndOfLine.CRLF));
    await page.waitFor(".notice");
    await window.showTextDocument(editor.document, 1);
    await commands.executeCommand("workbench.action.files.revert");
    await commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await closeAll();
    assert.deepEqual(await decorations(), []);
  });
});
