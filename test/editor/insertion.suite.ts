import assert from "node:assert/strict";
import { commands, EndOfLine, Range, type TextEditor, Uri, window, workspace } from "vscode";
import { Problem } from "../../src/protocol/problem";
import { EditorPaint } from "../../src/views/editor/editorPaint";
import { insertBehind } from "../../src/views/editor/insertBehind";
import { TracedDocument } from "../../src/views/editor/tracedDocument";
import { TrackedRange } from "../../src/views/editor/trackedRange";
import { closeAll, openText, rangeOf, select } from "./attentionPanel";

const PROMPT = "Once upon a time";
const coded = (code: string) => (error: unknown) => error instanceof Problem && error.code === code && error.remedy === "Copy the text instead.";

describe("Insertion behind a text", () => {
  const paint = new EditorPaint();
  const traced: TracedDocument[] = [];

  beforeEach(closeAll);
  afterEach(() => {
    for (const document of traced.splice(0)) document.dispose();
  });
  after(async () => {
    paint.dispose();
    await closeAll();
  });

  /** Follows `text` in the editor's document. */
  function follow({ document }: TextEditor, text = PROMPT): TracedDocument {
    const start = document.getText().indexOf(text);
    assert.ok(start >= 0);
    const one = new TracedDocument(document.uri, new TrackedRange({ start, end: start + text.length }, text), paint);
    traced.push(one);
    return one;
  }
  const undo = async (editor: TextEditor): Promise<void> => {
    await window.showTextDocument(editor.document, editor.viewColumn);
    await commands.executeCommand("undo");
  };

  it("is one edit, which one undo takes back and another leaves alone, whatever was typed just before", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const { document } = editor;
    const prompt = follow(editor);
    await editor.edit(edit => edit.insert(document.positionAt(0), "typed "), { undoStopBefore: false, undoStopAfter: false });
    await insertBehind(prompt, ", there were 🦊🦊, ein kleines Mädchen\nand 小さな猫.");
    assert.equal(document.getText(), `typed <${PROMPT}, there were 🦊🦊, ein kleines Mädchen\nand 小さな猫.>\n`);
    assert.equal(prompt.tracked.stale, false);
    await editor.edit(edit => edit.insert(document.positionAt(0), "more "), { undoStopBefore: false, undoStopAfter: false });
    await undo(editor);
    await undo(editor);
    assert.equal(document.getText(), `typed <${PROMPT}>\n`);
    await undo(editor);
    assert.equal(document.getText(), `<${PROMPT}>\n`);
  });

  it("goes behind the text wherever that is by now, also while it is edited and where the selection is", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const { document } = editor;
    const prompt = follow(editor);
    await editor.edit(edit => edit.insert(document.positionAt(0), "above\n"));
    const upon = document.getText().indexOf("upon");
    await editor.edit(edit => edit.replace(rangeOf(document, upon, upon + 4), "after"));
    assert.equal(prompt.tracked.stale, true);
    select(editor, "above");
    await insertBehind(prompt, ", A");
    await insertBehind(prompt, ", B");
    assert.equal(document.getText(), "above\n<Once after a time, B, A>\n");
    assert.equal(document.getText(editor.selection), "above");
  });

  it("holds against edits that are made at the same time", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const { document } = editor;
    const prompt = follow(editor);
    await commands.executeCommand("cursorTop");
    await Promise.all([insertBehind(prompt, ", A"), commands.executeCommand("type", { text: "typed " }), insertBehind(prompt, ", B")]);
    assert.match(document.getText(), /^typed <Once upon a time(, A, B|, B, A)>\n$/);
  });

  it("keeps the document's line endings", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    await editor.edit(edit => edit.setEndOfLine(EndOfLine.CRLF));
    await insertBehind(follow(editor), "\none\r\ntwo");
    assert.equal(editor.document.getText(), `<${PROMPT}\r\none\r\ntwo>\r\n`);
  });

  it("opens a document that was closed, and leaves the keyboard where it is", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const prompt = follow(editor);
    const other = await openText("other.txt", "other");
    await commands.executeCommand("workbench.action.closeOtherEditors");
    await insertBehind(prompt, "!");
    assert.deepEqual(window.visibleTextEditors.map(({ document }) => document.getText()).sort(), [`<${PROMPT}!>\n`, "other"]);
    assert.equal(window.activeTextEditor?.document.uri.path, other.document.uri.path);
  });

  it("is refused where text or document are gone", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const { document } = editor;
    const prompt = follow(editor);
    await editor.edit(edit => edit.replace(rangeOf(document, 0, document.getText().length), "quite another"));
    await assert.rejects(insertBehind(prompt, "!"), coded("document-gone"));
    assert.equal(document.getText(), "quite another");
    const gone = new TracedDocument(Uri.joinPath(document.uri, "..", "never.txt"), new TrackedRange({ start: 0, end: 4 }, "text"), paint);
    traced.push(gone);
    await assert.rejects(insertBehind(gone, "!"), coded("document-gone"));
  });

  it("is refused where nothing can be written: an editor made read-only, a file by a setting", async () => {
    const editor = await openText("insertion.txt", `<${PROMPT}>\n`);
    const prompt = follow(editor);
    await commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
    await assert.rejects(insertBehind(prompt, "!"), coded("document-read-only"));
    await commands.executeCommand("workbench.action.files.resetActiveEditorReadonlyInSession");
    await insertBehind(prompt, "!");
    await workspace.getConfiguration("files").update("readonlyInclude", { "**/insertion.txt": true });
    try {
      await assert.rejects(insertBehind(prompt, "!"), coded("document-read-only"));
    } finally {
      await workspace.getConfiguration("files").update("readonlyInclude", undefined);
    }
    assert.equal(editor.document.getText(new Range(0, 0, 0, 100)), `<${PROMPT}!>`);
  });
});
