import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { commands, CompletionItem, ConfigurationTarget, languages, type NotebookCell, NotebookCellData, NotebookCellKind, NotebookData, Selection, window, workspace } from "vscode";
import { closeAll, openText, runtimeProcess } from "./attentionPanel";
import { completeHere, ghostGone, ghostSeen, ghostText, lineAndGhost, toEnd, withSettings } from "./ghostText";
import { generation, runsDone, setOpen } from "./generationPanel";
import { tellRunner } from "./harness/bridgeClient";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";
import { askedIn, keystrokeTimes } from "./keystrokeTimes";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
const ON = { enabled: true, confidence: 0 };

let files = 0;
/** A file of its own for each test: the editor may not have heard yet that one was written anew. */
const openNew = (text: string) => openText(`story${++files}.txt`, text);

/** A document with the cursor behind its text, and a suggestion that was asked for. */
async function suggested(text = BEGINNING) {
  const editor = await openNew(text);
  await toEnd(editor);
  await workbench.press("Alt+Backslash");
  return { editor, seen: await ghostSeen() };
}

/** Closes everything, with what was typed in vain. */
async function reset(): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty, isUntitled, uri }) => isDirty && !isUntitled && uri.scheme !== "vscode-notebook-cell")) {
    await window.showTextDocument(document);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await closeAll();
}

describe("Completion", () => {
  beforeEach(reset);
  after(reset);

  it("comes when it is asked for; Tab accepts it, and one undo takes it back", async () => {
    const { editor, seen } = await suggested();
    await workbench.screenshot("completion-dark");
    await workbench.theme("light");
    await workbench.screenshot("completion-light");
    await workbench.theme("dark");
    assert.equal(await ghostText(), seen);
    await workbench.press("Tab");
    await eventually("it is accepted", () => editor.document.getText() === BEGINNING + seen);
    await ghostGone();
    await workbench.press("Control+Z");
    await eventually("it is taken back", () => editor.document.getText() === BEGINNING);
  });

  it("comes while typing, and is not there once Escape is pressed", async () => {
    await withSettings(ON, async () => {
      const editor = await openNew(BEGINNING.slice(0, -1));
      await toEnd(editor);
      await workbench.type(".");
      await ghostSeen();
      await workbench.press("Escape");
      await ghostGone();
      await eventually("what was typed is there", () => editor.document.getText() === BEGINNING);
      await eventually("the status bar has its times", async () => (await workbench.statusBar()).some(text => /starter-llama · CPU · .*\d+\/\d+ ms/.test(text)));
    });
    await eventually("without the setting, it has not", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
  });

  it("stays while it is typed, and is another once something else is", async () => {
    const { editor, seen } = await suggested();
    await workbench.type(seen.slice(0, 3));
    await eventually("the rest of it is there", async () => (await ghostText()) === seen.slice(3));
    await withSettings(ON, async () => {
      await workbench.type(`${seen[3] === "z" ? "q" : "z"} `);
      await eventually("another is there", async () => {
        const now = await ghostText();
        return now !== "" && now !== seen.slice(4) && now !== seen.slice(3);
      });
    });
    assert.ok(editor.document.getText().startsWith(BEGINNING + seen.slice(0, 3)));
  });

  it("is accepted by the word", async () => {
    const { editor, seen } = await suggested();
    await workbench.press("Control+ArrowRight");
    await workbench.press("Control+ArrowRight");
    const word = await eventually("a part is accepted", () => /^\s*\S+/.exec(editor.document.getText().slice(BEGINNING.length))?.[0]);
    assert.ok(seen.startsWith(word) && word.length < seen.length / 2, word);
    await eventually("the rest is still there", async () => (await ghostText()) === seen.slice(word.length));
    await workbench.press("Tab");
    await eventually("all is accepted", () => editor.document.getText() === BEGINNING + seen);
  });

  it("has alternatives, in the order of the runtime", async () => {
    const { seen } = await suggested();
    await workbench.press("Alt+BracketRight");
    const second = await eventually("another is shown", async () => {
      const now = await ghostText();
      return now !== "" && now !== seen && now;
    });
    await workbench.press("Alt+BracketLeft");
    await eventually("the first is shown again", async () => (await ghostText()) === seen);
    assert.notEqual(second, seen);
  });

  it("leaves Tab to indentation", async () => {
    await withSettings(ON, async () => {
      const editor = await openNew(`${BEGINNING}\nLily`);
      await toEnd(editor);
      await workbench.press("Home", "Tab");
      await eventually("the line is indented", () => editor.document.getText() === `${BEGINNING}\n    Lily`);
      await workbench.press("Control+Enter");
      await workbench.press("Tab");
      await eventually("a blank line, too", () => /\n {4}Lily\n {8}$|\n {4}\n {4}Lily|\n {8}\n/.test(editor.document.getText()));
      assert.equal(await ghostText(), "");
    });
  });

  it("is not made in what cannot be written", async () => {
    const editor = await openNew(BEGINNING);
    await toEnd(editor);
    await commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
    await completeHere();
    assert.equal(await ghostText(), "");
    await commands.executeCommand("workbench.action.files.resetActiveEditorReadonlyInSession");
    await completeHere();
    await ghostSeen();
  });

  it("asks for nothing where the workspace is not trusted, nor in texts that are only shown", async () => {
    const { document } = await openNew(BEGINNING);
    assert.deepEqual(await askedIn(document, false), { asked: 0, items: 0 });
    // The second is the one for what comes behind the first.
    assert.deepEqual(await askedIn(document, true), { asked: 2, items: 1 });
    await commands.executeCommand("modelLens.showDeviceReport");
    const shown = await eventually("the report is open", () => workspace.textDocuments.find(({ uri }) => uri.scheme === "model-lens"));
    assert.deepEqual(await askedIn(shown, true), { asked: 0, items: 0 });
  });

  it("goes with IntelliSense's selected entry, or is not there", async () => {
    const { editor, seen } = await suggested(`${BEGINNING} She wanted to pl`);
    const word = /^\w*/.exec(seen)?.[0] ?? "";
    assert.ok(word !== "", seen);
    for (const [entry, agrees] of [["plumbing", false], [`pl${word}`, true]] as const) {
      if (entry === `pl${word}` && word === "umbing") continue;
      const listed = languages.registerCompletionItemProvider("plaintext", { provideCompletionItems: () => [new CompletionItem(entry)] });
      try {
        await toEnd(editor);
        await workbench.press("Escape");
        await workbench.press("Control+Space");
        await workbench.waitFor(".suggest-widget.visible .monaco-list-row.focused", { text: entry });
        await completeHere();
        if (agrees) assert.ok((await ghostSeen()).includes(seen.slice(word.length).trim().slice(0, 10)));
        else assert.ok(!(await ghostText()).includes(seen));
        await workbench.press("Escape", "Escape");
        await workbench.waitUntilGone(".suggest-widget.visible");
      } finally {
        listed.dispose();
      }
    }
  });

  it("is made for the first of several cursors", async () => {
    const editor = await openNew(`${BEGINNING}\n${BEGINNING}`);
    await toEnd(editor);
    const [first, second] = [editor.document.lineAt(0).range.end, editor.document.lineAt(1).range.end];
    editor.selections = [new Selection(second, second), new Selection(first, first)];
    await completeHere();
    await ghostSeen();
    await workbench.press("Tab");
    await eventually("the last line is longer", () => editor.document.lineAt(1).text.length > BEGINNING.length);
  });

  it("is made in a notebook's cell, that has read the cells above", async () => {
    const cells = ["Lily has a red ball.", BEGINNING].map(text => new NotebookCellData(NotebookCellKind.Code, text, "plaintext"));
    const notebook = await workspace.openNotebookDocument("jupyter-notebook", new NotebookData(cells));
    await window.showNotebookDocument(notebook);
    const cell: NotebookCell = notebook.cellAt(1);
    await workbench.click(".notebook-editor .cell.code .monaco-editor .view-line", { text: "Once upon a time" });
    await workbench.press("Control+End");
    await completeHere();
    const seen = await ghostSeen();
    await workbench.screenshot("completion-notebook");
    await workbench.press("Tab");
    await eventually("the cell is longer", () => cell.document.getText() === BEGINNING + seen);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  it("comes again, without a word, after the runtime was killed while typing", async () => {
    await withSettings(ON, async () => {
      const editor = await openNew(BEGINNING);
      await toEnd(editor);
      await completeHere();
      await ghostSeen();
      await workbench.type(" She");
      const first = await eventually("the runtime runs", runtimeProcess);
      await workbench.type(" l");
      process.kill(first, "SIGKILL");
      // What the model has to be loaded for comes too late for VS Code; the next keystroke brings it.
      let seen = "";
      for (const key of "iked the big red ball") {
        if (seen !== "") break;
        await workbench.type(key);
        seen = await eventually("a suggestion", async () => (await ghostText()) || null, 2000).catch(() => "");
      }
      assert.notEqual(seen, "");
      assert.notEqual(runtimeProcess(), first);
      assert.deepEqual((await workbench.notifications()).filter(({ message }) => message.includes("runtime")), []);
    });
  });

  it("follows the settings of a language and of files", async () => {
    await workspace.getConfiguration("modelLens.completion", { languageId: "markdown" }).update("enabled", true, ConfigurationTarget.Global, true);
    try {
      const editor = await openText("a.md", BEGINNING);
      await toEnd(editor);
      await workbench.type(" She");
      await ghostSeen();
      await withSettings({ files: { "**/*.md": true, "**/a.*": false } }, async () => {
        await workbench.press("Escape");
        await eventually("nothing more is said of speed", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
      });
    } finally {
      await workspace.getConfiguration("modelLens.completion", { languageId: "markdown" }).update("enabled", undefined, ConfigurationTarget.Global, true);
    }
  });

  it("explains itself: its steps as they were, and the lines that were read", async () => {
    const text = `${Array.from({ length: 12 }, (_, line) => `Tom had ${line + 2} red balls.`).join("\n")}\n${BEGINNING}`;
    const { editor, seen } = await suggested(text);
    await workbench.press("Tab");
    await eventually("it is accepted", () => editor.document.getText() === text + seen);
    await workbench.run("Model Lens: Explain Suggestion");
    const [run] = await runsDone();
    assert.ok(run !== undefined && run.tokens.length > 2);
    assert.ok(run.tokens.join("").replaceAll("·", " ").includes(seen.trim().slice(0, 12)), `${run.tokens.join("")} has ${seen}`);
    await workbench.waitFor(".monaco-editor .view-overlays [class*='TextEditorDecorationType']");
    await workbench.screenshot("completion-explained-dark");
    await workbench.theme("light");
    await workbench.screenshot("completion-explained-light");
    await workbench.theme("dark");
    await setOpen("lens", true);
    await generation.waitFor("table.lens tbody tr");
    await window.showTextDocument(editor.document, 1);
    await commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await eventually("the marks are gone with the panel", async () => (await workbench.count(".monaco-editor .view-overlays .cdr[class*='TextEditorDecorationType']")) === 0);
  });

  it("offers to explain accepted lines, where that is wanted", async () => {
    await withSettings({ codeLens: true }, async () => {
      const { editor } = await suggested();
      await workbench.press("Tab");
      await workbench.click(".codelens-decoration a", { text: "Model Lens: why this?" });
      await runsDone();
      await window.showTextDocument(editor.document, 1);
      await commands.executeCommand("undo");
      await workbench.waitUntilGone(".codelens-decoration a", { text: "Model Lens: why this?" });
    });
  });

  it("is as fast in a file of 20,000 lines, and keeps no keystroke waiting", async () => {
    const text = `${Array.from({ length: 20_000 }, (_, line) => `Tom had ${line} red balls.`).join("\n")}\n${BEGINNING}`;
    const { editor } = await suggested(text);
    await workbench.press("Escape");
    await withSettings(ON, async () => {
      await workbench.type(" She");
      await ghostSeen();
    });
    const [first = 0, ...took] = await keystrokeTimes(editor.document, 200);
    const sorted = took.toSorted((a, b) => a - b);
    const figures = [first, sorted[sorted.length >> 1] ?? 0, sorted[Math.floor(0.99 * sorted.length)] ?? 0, sorted.at(-1) ?? 0].map(milliseconds => milliseconds.toFixed(2));
    await tellRunner("print", `    our own part of a keystroke: the first ${figures[0]} ms, then the median ${figures[1]} ms, 99 % within ${figures[2]} ms, the longest ${figures[3]} ms`);
    assert.ok(Number(figures[3]) < 8, figures.join(" "));
  });

  it("is never one that was for another text, at 15 keystrokes a second", async () => {
    const other = " Then she liked to play with her red ball near the old bridge, and every day Tom came to play with her. One morning the ball was gone, so Lily looked under the bed, behind the door and in the garden until she saw it.";
    const blocked = monitorEventLoopDelay({ resolution: 1 });
    await withSettings({ ...ON, alternatives: 1 }, async () => {
      const { editor, seen: first } = await suggested();
      // As the suggestion says for a while, which stays; then something else.
      const typed = (first.slice(0, 40) + other).slice(0, 200);
      let seen = 0;
      let before = await lineAndGhost();
      const began = performance.now();
      blocked.enable();
      for (const [index, key] of [...typed].entries()) {
        await workbench.type(key);
        const now = await lineAndGhost();
        if (now.ghost !== "") seen++;
        const more = now.text.slice(before.text.length);
        if (before.ghost !== "" && now.ghost === before.ghost && more !== "") assert.ok(before.ghost.startsWith(more), `“${now.ghost}” is shown behind “${now.text.slice(-20)}”, as it was before “${more}”`);
        before = now;
        const rest = began + (index + 1) * (1000 / 15) - performance.now();
        if (rest > 0) await new Promise(resolve => setTimeout(resolve, rest));
      }
      blocked.disable();
      await eventually("all is typed", () => editor.document.getText() === BEGINNING + typed);
      assert.ok(seen >= 30, `a suggestion was there after ${seen} keystrokes`);
      const last = await ghostSeen();
      await tellRunner("print", `    a suggestion was there after ${seen} of 200 keystrokes; the host's loop was late by ${(blocked.percentile(99) / 1e6).toFixed(1)} ms (99 %), ${(blocked.max / 1e6).toFixed(1)} ms at most`);
      await workbench.press("Escape");
      await ghostGone();
      await completeHere();
      await eventually("what was shown at the end is what the model says", async () => {
        const asked = await ghostText();
        return asked !== "" && (asked.startsWith(last) || last.startsWith(asked));
      });
    });
  });
});
