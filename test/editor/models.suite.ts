import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, extensions, Uri, window, workspace } from "vscode";
import { clearNotifications, closeAll, openSample, page, pick, select, showAttention, shown, shownText, tabs } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const SENTENCE = "Lily had a red ball.";
const row = ".part.sidebar .monaco-list-row";

describe("The Models view", () => {
  let folder: string;
  const embedded = (): string => path.join(extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "", "models", "starter-llama");
  const rows = (): Promise<string[]> => workbench.texts(`${row} .label-name`);
  const copyOfModel = (name: string): string => {
    const copy = path.join(folder, name);
    cpSync(embedded(), copy, { recursive: true });
    return copy;
  };
  const foldersOf = (folders: string[] | undefined): Thenable<void> => workspace.getConfiguration("modelLens").update("modelFolders", folders, true);

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "models-"));
    // All rows at once, beside those of the Notes view.
    await workbench.viewport(1400, 1800);
  });
  beforeEach(async () => {
    await closeAll();
    await commands.executeCommand("workbench.view.extension.modelLens");
    await workbench.waitFor(row, { text: "starter-llama" });
  });
  after(async () => {
    await foldersOf(undefined);
    await commands.executeCommand("modelLens.chooseModel", { kind: "model", model: { folder: embedded(), problem: null } });
    await commands.executeCommand("workbench.view.explorer");
    await workbench.viewport(1400, 900);
    await closeAll();
    rmSync(folder, { recursive: true, force: true });
  });

  it("lists the embedded model with its card", async () => {
    const [group, ...models] = await rows();
    assert.equal(group, "Embedded");
    const shipped = ["starter-bert", "starter-bert-shaw", "starter-completion", "starter-gpt", "starter-gpt2", "starter-llama", "starter-marian", "starter-prefix", "starter-t5", "starter-ul2"];
    assert.deepEqual(models.slice(0, shipped.length), shipped);
    await workbench.click(row, { text: "starter-llama" });
    for (const text of ["Llama", "rotary", "RMSNorm", "SwiGLU", "causal", "BPE", "F16", "2.1 MB", "GPT-2"]) await workbench.waitFor(row, { text });
    await workbench.click(row, { text: "Parameters" });
    await workbench.waitFor(row, { text: "%" });
    await workbench.click(row, { text: "starter-llama" });
  });

  it("loads and unloads by its buttons and by commands", async () => {
    await workbench.run("Model Lens: Restart Runtime");
    await workbench.notification("it starts");
    await clearNotifications();
    await workbench.hover(row, { text: "starter-llama" });
    await workbench.click(`${row}:has-text('starter-llama') [aria-label^='Load Model']`);
    await workbench.waitFor(row, { text: "loaded" });
    await workbench.run("Model Lens: Unload Model");
    await pick("Unload a model", "starter-llama");
    await workbench.waitUntilGone(row, { text: "loaded" });
  });

  it("opens a card as a document", async () => {
    await workbench.run("Model Lens: Show Model Card");
    await pick("Show the card", "starter-llama");
    const card = await shownText("# starter-llama");
    assert.match(card, /\| Positions \| rotary/);
    assert.match(card, /## Differs from GPT-2/);
    await eventually("it is in front", () => tabs().some(label => label.includes("starter-llama")));
  });

  it("finds an added folder, makes its model the active one, and lets go of it again", async () => {
    const copy = copyOfModel("my-model");
    await commands.executeCommand("modelLens.addModelFolder", Uri.file(copy));
    await workbench.waitFor(row, { text: "Added Folders" });
    await workbench.waitFor(row, { text: "my-model" });
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "my-model");
    await eventually("the status bar names it", async () => (await workbench.statusBar()).some(text => text.startsWith("my-model")));
    await showAttention("names.md", SENTENCE);
    await page.waitFor("h1", { text: "my-model" });

    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
    await workbench.run("Model Lens: Remove Folder");
    await pick("Remove which folder", "my-model");
    await workbench.waitUntilGone(row, { text: "my-model" });
  });

  it("says what is wrong with a damaged folder, and what to do", async () => {
    const damaged = copyOfModel("damaged-model");
    truncateSync(path.join(damaged, "model.safetensors"), 1_000_000);
    await foldersOf([folder]);
    await workbench.waitFor(row, { text: "damaged-model" });
    await workbench.click(row, { text: "damaged-model" });
    await workbench.waitFor(`${row} .codicon-error`);
    await workbench.waitFor(`${row} .codicon-lightbulb`);
    assert.ok((await rows()).some(text => text.includes("model.safetensors")), (await rows()).join(" | "));
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "damaged-model");
    const { buttons } = await workbench.notification("model.safetensors");
    assert.ok(buttons.includes("Choose Another Model"), buttons.join(", "));
    await clearNotifications();
    rmSync(damaged, { recursive: true });
    await foldersOf(undefined);
  });

  it("says that a model is gone whose folder was deleted, also while it was loaded", async () => {
    const copy = copyOfModel("lost-model");
    await commands.executeCommand("modelLens.addModelFolder", Uri.file(copy));
    await workbench.waitFor(row, { text: "lost-model" });
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "lost-model");
    await showAttention("names.md", SENTENCE);
    rmSync(copy, { recursive: true });
    await commands.executeCommand("modelLens.restartRuntime");
    await clearNotifications();
    const editor = await openSample("names.md");
    select(editor, "Lily went to the park");
    await commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".problem", { text: "lost-model" });
    await page.click(".problem vscode-button");
    await workbench.waitFor(".quick-input-title", { text: "Add Model Folder" });
    await workbench.press("Escape");
    await workbench.waitUntilGone(".quick-input-title", { text: "Add Model Folder" });
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
    await foldersOf(undefined);
    await window.showTextDocument(editor.document, 1);
    await commands.executeCommand("modelLens.showAttention");
    await shown("names.md:7");
    await page.waitFor("h1", { text: "starter-llama" });
  });
});

describe("The walkthrough", () => {
  before(closeAll);
  after(closeAll);

  it("leads from the sample to one's own model, and notices what was done", async () => {
    await workbench.run("Model Lens: Open Walkthrough");
    const steps = ".gettingStartedContainer .step-title";
    await workbench.waitFor(steps, { text: "Take your own model" });
    assert.deepEqual(await workbench.texts(steps), ["Open a text", "Show its attention", "Follow a token", "Have it go on, and ask why", "Take your own model"]);
    await workbench.click(".gettingStartedContainer .monaco-button", { text: "Open Sample" });
    await eventually("the sample is open", () => window.activeTextEditor?.document.getText().includes("When Mary and John"));
    assert.ok(window.activeTextEditor?.document.isUntitled, "it is the person's own to edit");
  });

  it("steps through heads though it has the keyboard itself", async () => {
    await showAttention("names.md", SENTENCE);
    await page.waitFor(".cell[data-layer='0'][data-head='0'][aria-selected='true']");
    await window.showTextDocument((await openSample("names.md")).document, 1);
    await workbench.run("Model Lens: Open Walkthrough");
    await workbench.click(".gettingStartedContainer .step-title", { text: "Follow a token" });
    await workbench.click(".gettingStartedContainer .monaco-button", { text: "Next Head" });
    await page.waitFor(".cell[data-layer='0'][data-head='1'][aria-selected='true']");
  });
});
