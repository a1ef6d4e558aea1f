import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { commands, env, extensions, Selection, window, workspace } from "vscode";
import { clearNotifications, closeAll, decorations, openSample, openText, runtimeProcess, select, tabs } from "./attentionPanel";
import { choose, enter, generation as page, joined, press, PROMPT, runsDone, runsOn, setOpen, tokensDone, trace, traceEndlessly } from "./generationPanel";
import { proposedFile } from "./fileDialog";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

describe("Trace Generation", () => {
  const extensionPath = (): string => extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "";
  beforeEach(closeAll);
  after(async () => {
    await closeAll();
    await workbench.viewport(1400, 900);
  });

  it("continues the selection by the palette, greedily, beside the editor", async () => {
    const editor = await openSample("names.md");
    select(editor, PROMPT);
    await workbench.run("Model Lens: Trace Generation");
    await page.waitFor(".run .source", { text: "names.md:7" });
    await page.waitFor(".excerpt", { text: PROMPT });
    const tokens = await tokensDone();
    assert.ok(tokens.length > 5, tokens.join("|"));
    assert.deepEqual(tabs(), ["names.md", "Generation: names.md:7 · starter-llama"]);
    assert.equal(window.activeTextEditor, undefined, "the keyboard is in the panel");
    await eventually("the status bar names model and device", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
    await press("Run again");
    assert.deepEqual(await tokensDone(), tokens, "greedy search has no choice");
  });

  it("continues the text before the cursor by its key, in the same panel", async () => {
    const whole = await trace();
    const editor = await openSample("names.md");
    const end = editor.document.positionAt(editor.document.getText().indexOf(PROMPT) + PROMPT.length);
    editor.selection = new Selection(end, end);
    await workbench.press("Control+Alt+G");
    await page.waitFor(".run .source", { text: "names.md:1–7" });
    assert.ok((await page.text(".excerpt")).endsWith(PROMPT));
    await tokensDone();
    assert.equal(tabs().length, 2);
    // Wherever the key has left the keyboard: a panel that has it continues its own text again.
    select(await openSample("names.md"), PROMPT);
    await commands.executeCommand("modelLens.traceGeneration", { preserveFocus: true });
    await page.waitFor(".run .source", { text: "names.md:7" });
    await eventually("the selection is continued again", async () => joined((await runsDone())[0]?.tokens ?? []) === joined(whole));
    assert.equal(window.activeTextEditor?.document, editor.document);
  });

  it("is in the context menu of a selection", async () => {
    const editor = await openSample("names.md");
    select(editor, "Professor Marchetti opened the letter");
    await workbench.click(".view-line", { text: "Professor", button: "right", at: { x: 40, y: 8 } });
    await workbench.waitFor(".monaco-menu .action-label", { text: "Trace Generation" });
    await workbench.press("ArrowUp");
    await workbench.waitFor(".monaco-menu .action-item.focused", { text: "Trace Generation" });
    await workbench.press("Enter");
    await page.waitFor(".run .source", { text: "names.md:9" });
    await tokensDone();
  });

  it("translates with a model of the Models view, and shows which word reads what of the source", async () => {
    const source = "the old farmer near the river builds this small house slowly";
    select(await openSample("translation.md"), source);
    const folder = path.join(extensionPath(), "models", "starter-marian");
    await commands.executeCommand("modelLens.traceGeneration", { kind: "model", model: { folder, problem: null } });
    await page.waitFor("h1", { text: "starter-marian" });
    const tokens = await tokensDone();
    assert.ok(tokens.length > 5, tokens.join("|"));
    assert.ok(tabs().includes("Generation: translation.md:6 · starter-marian"), tabs().join(", "));
    await page.click(".ribbon .cell[aria-posinset='2']");
    await setOpen("cross", true);
    await eventually("the source is tinted", async () => (await decorations()).filter(({ mark }) => !mark).length >= 3);
    await press("Ask for all steps");
    await page.waitUntilGone("vscode-button", { text: "Ask for all steps" });
    await page.screenshot("generation-cross", "section:has(#part-cross)");
    await setOpen("cross", false);
  });

  it("says what to do where there is nothing to continue", async () => {
    const editor = await openSample("names.md");
    editor.selection = new Selection(0, 0, 0, 0);
    await workbench.run("Model Lens: Trace Generation");
    const { message } = await workbench.notification("There is no text before the cursor.");
    assert.match(message, /Select some text, or put the cursor behind some/);
    await clearNotifications();
    assert.equal(tabs().length, 1, "no panel was opened for nothing");
  });

  it("takes the last part of a long text and says what it leaves out", async () => {
    const editor = await openText("long-prompt.txt", "Lily gave the red ball to Tom, and Tom was happy.\n".repeat(3000));
    const end = editor.document.lineAt(2999).range.end;
    editor.selection = new Selection(end, end);
    void commands.executeCommand("modelLens.traceGeneration");
    const { message } = await workbench.notification("characters");
    assert.match(message, /continues its last 99,999 characters and leaves out the 50,000 before them/);
    await clearNotifications();
    await page.waitFor(".run .source", { text: "long-prompt.txt:1001–3000" });
    await tokensDone();
  });

  it("explains a step: its candidates, what each layer would say, and what it read, tinted in the editor while the panel is seen", async () => {
    const tokens = await trace();
    await page.click(".ribbon .cell[aria-posinset='3']");
    await page.waitFor("#step-title", { text: "Step 2" });
    assert.equal(await page.text("#step-title bdi"), tokens[2]);
    assert.ok((await page.count("table.pipeline tbody tr")) >= 8);
    assert.equal(await page.text("table.pipeline tr.chosen bdi"), tokens[2]);
    assert.equal(await page.count("table.pipeline tbody tr:first-child.chosen"), 1, "greedy search takes the most probable");
    await setOpen("attention", false);
    await setOpen("lens", true);
    await page.waitFor("table.lens tbody tr:last-child.agrees");
    assert.equal(await page.count("table.lens tbody tr"), 5, "the embedding and four layers");
    await eventually("nothing is tinted", async () => (await decorations()).length === 0);
    await setOpen("attention", true);
    await page.waitFor(".reading", { text: "Read most" });
    const tinted = await eventually("the prompt is tinted", async () => {
      const found = (await decorations()).filter(({ mark }) => !mark);
      return found.length >= 2 && found;
    });
    await workbench.screenshot("generation-step");
    await window.showTextDocument(await workspace.openTextDocument({ content: "in front" }), 2);
    await eventually("a panel that is not seen tints nothing", async () => (await decorations()).length === 0);
    await commands.executeCommand("workbench.action.previousEditor");
    await eventually("and tints again", async () => (await decorations()).length === tinted.length);
    assert.deepEqual((await runsDone())[0]?.tokens, tokens, "hidden, it kept its run");
    await setOpen("attention", false);
    await eventually("nothing is tinted again", async () => (await decorations()).length === 0);
  });

  it("draws the same text with the same seed, another one with another, side by side", async () => {
    await trace();
    await choose("Method", "Sampling, unchanged");
    await enter("seed", "11");
    await press("Run again");
    const drawn = await eventually("it is drawn", async () => (await page.text(".column-name")).includes("ampling") && (await tokensDone()));
    await press("Add a column");
    const [first, second] = await runsDone(2);
    assert.deepEqual(first?.tokens, drawn);
    assert.deepEqual(second?.tokens, drawn);
    assert.match(await page.text(".parting"), /agree/);
    await enter("seed", "12");
    await press("Add a column");
    const other = (await runsDone(3))[2];
    assert.notDeepEqual(other?.tokens, drawn);
    assert.match(await page.text(".parting"), /part at token \d/);
    await workbench.screenshot("generation-race");
  });

  it("branches where another token is chosen, and keeps both runs", async () => {
    const tokens = await trace();
    await page.click(".ribbon .cell[aria-posinset='3']");
    await page.waitFor("#step-title", { text: "Step 2" });
    const candidates = await page.texts("table.pipeline tbody th bdi");
    const other = candidates.findIndex(candidate => candidate !== tokens[2]);
    await page.click(`table.pipeline tbody tr:nth-child(${other + 1}) button.link`);
    const [run, branch] = await runsDone(2);
    assert.deepEqual(run?.tokens, tokens);
    assert.deepEqual(branch?.tokens.slice(0, 3), [...tokens.slice(0, 2), candidates[other]]);
    assert.equal(branch?.given, 3);
    assert.ok((branch?.tokens.length ?? 0) > 3);
    await workbench.screenshot("generation-branch");
  });

  it("stops when it is told to, and keeps what came", async () => {
    await traceEndlessly();
    await press("Stop");
    await page.waitFor(".ribbon-column[data-status='cancelled']");
    await page.waitFor(".column-header", { text: "steps so far stay" });
    const [stopped] = await runsOn(page);
    assert.ok((stopped?.tokens.length ?? 0) > 0);
    await page.focus(".ribbon");
    await workbench.press("Home");
    await page.waitFor("#step-title", { text: "Step 0" });
    await press("Run again");
    await page.waitFor(".ribbon-column[data-status='running']");
    await page.focus(".ribbon");
    await workbench.press("Alt+Backspace");
    await page.waitFor(".ribbon-column[data-status='cancelled']");
  });

  it("puts its text behind the prompt, as one edit", async () => {
    const tokens = await trace();
    const [editor] = window.visibleTextEditors;
    assert.ok(editor);
    const before = editor.document.getText();
    await press("Insert");
    const inserted = await eventually("the document has changed", () => editor.document.getText() !== before && editor.document.getText());
    const at = before.indexOf(PROMPT) + PROMPT.length;
    assert.equal(inserted, `${before.slice(0, at)}${joined(tokens)}${before.slice(at)}`);
    assert.equal(await page.count(".notice"), 0, "the prompt itself is as it was");
    await commands.executeCommand("workbench.action.focusFirstEditorGroup");
    await commands.executeCommand("undo");
    assert.equal(editor.document.getText(), before);
  });

  it("offers to copy what cannot be inserted", async () => {
    const editor = await openText("prompt.txt", PROMPT);
    editor.selection = new Selection(0, 0, 0, PROMPT.length);
    await commands.executeCommand("modelLens.traceGeneration", { preserveFocus: true });
    const tokens = await tokensDone();
    await commands.executeCommand("workbench.action.files.setActiveEditorReadonlyInSession");
    await press("Insert");
    await page.waitFor(".problem", { text: "prompt.txt:1 cannot be edited." });
    await env.clipboard.writeText("");
    await page.click(".problem vscode-button", { text: "Copy the text instead" });
    await eventually("the text is in the clipboard", async () => (await env.clipboard.readText()) === joined(tokens));
    assert.equal(editor.document.getText(), PROMPT);
    await window.showTextDocument(editor.document, 1);
    await commands.executeCommand("workbench.action.files.resetActiveEditorReadonlyInSession");
  });

  it("says when the prompt was edited, and continues it as it is now", async () => {
    const editor = await openText("prompt.txt", PROMPT);
    editor.selection = new Selection(0, 0, 0, PROMPT.length);
    await commands.executeCommand("modelLens.traceGeneration");
    await tokensDone();
    const lily = PROMPT.indexOf("Lily");
    await editor.edit(edit => edit.replace(new Selection(0, lily, 0, lily + 4), "Mary"));
    await page.waitFor(".notice", { text: "edited" });
    await page.focus(".ribbon");
    await workbench.run("Model Lens: Trace Generation");
    await page.waitFor(".excerpt", { text: "named Mary." });
    await page.waitUntilGone(".notice");
    await tokensDone();
  });

  it("keeps the steps so far when the runtime dies, and runs again", async () => {
    await traceEndlessly();
    const first = await eventually("the runtime runs", runtimeProcess);
    process.kill(first, "SIGKILL");
    await page.waitFor(".ribbon-column[data-status='failed']");
    await page.waitFor(".problem", { text: "The runtime process ended unexpectedly" });
    const [broken] = await runsOn(page);
    assert.ok((broken?.tokens.length ?? 0) > 0);
    await page.focus(".ribbon");
    await workbench.press("Home");
    await page.waitFor("#step-title", { text: "Step 0" });
    await page.waitFor("table.pipeline tr.chosen");
    await setOpen("lens", true);
    await page.waitFor("table.lens tbody tr:last-child td");
    assert.notEqual(runtimeProcess(), first, "what the layers would say is asked of a new process");
    const { buttons } = await workbench.notification("The runtime process ended unexpectedly");
    assert.ok(buttons.includes("Run Again"), buttons.join(", "));
    await workbench.screenshot("generation-crash");
    await choose("Method", "Greedy search");
    await workbench.pressNotificationButton("Run Again");
    await runsDone();
    assert.notEqual(runtimeProcess(), first);
    await clearNotifications();
  });

  it("is told at once when a panel is closed: nothing is generated for nobody", async () => {
    await traceEndlessly();
    await closeAll();
    await trace();
    assert.deepEqual((await workbench.notifications()).filter(({ message }) => /generation|runtime/i.test(message)), []);
  });

  it("saves a run as JSON that says how to replay it", async () => {
    const tokens = await trace();
    await press("Save run");
    const file = await proposedFile(/\/starter-llama.*\.json$/);
    await workbench.press("Enter");
    await workbench.notification("was saved as starter-llama");
    await clearNotifications();
    const saved = JSON.parse(readFileSync(file, "utf8")) as { texts: { ids: number[] }[] };
    assert.equal(saved.texts[0]?.ids.length, tokens.length);
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(extensionPath(), "dist", "cli.js"), "replay", "--run", file, "--device", "cpu"]);
    rmSync(file);
    assert.equal((JSON.parse(stdout) as { identical: boolean }).identical, true, stdout);
  });

  it("can be done from the keyboard alone", async () => {
    const editor = await openSample("names.md");
    select(editor, PROMPT);
    await workbench.press("Control+Alt+G");
    const tokens = await tokensDone();
    // From the page's beginning to the text, where the arrows move from step to step.
    for (let tab = 0; tab < 40; tab++) {
      await workbench.press("Tab");
      if (await page.evaluate(() => document.activeElement?.classList.contains("ribbon") ?? false, undefined)) break;
    }
    await workbench.press("Home", "ArrowRight");
    await page.waitFor("#step-title", { text: "Step 1" });
    await workbench.press("Alt+.");
    await page.waitFor("#step-title", { text: "Step 2" });
    await workbench.press("Alt+,");
    await page.waitFor("#step-title", { text: "Step 1" });
    await workbench.press("Alt+Enter");
    await page.waitFor(`vscode-button[title^='Pause'], button[title^='Pause']`);
    await workbench.press("Alt+Enter");
    await page.waitFor(`vscode-button[title^='Play'], button[title^='Play']`);
    await workbench.press("Home");
    await page.waitFor("#step-title", { text: "Step 0" });
    for (let tab = 0; tab < 30; tab++) {
      await workbench.press("Tab");
      if (await page.evaluate(() => document.activeElement?.classList.contains("pipeline-scroll") ?? false, undefined)) break;
    }
    await workbench.press("Home", "ArrowDown");
    await page.waitFor("table.pipeline tbody tr:nth-child(2).current");
    await workbench.press("Enter");
    const [, branch] = await runsDone(2);
    assert.notEqual(branch?.tokens[0], tokens[0]);
    await window.showTextDocument(editor.document, 1);
    assert.ok(!(await workbench.offered("Model Lens: Next")).includes("Model Lens: Next Step"), "its steps are offered only while it has the keyboard");
  });
});
