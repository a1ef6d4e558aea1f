import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import path from "node:path";
import { commands, ConfigurationTarget, extensions, InlineCompletionTriggerKind, TabInputWebview, type TextEditor, Uri, window, workspace, type WorkspaceFolder } from "vscode";
import { clearNotifications, closeAll, pick, runtimeProcess } from "../attentionPanel";
import { completeHere, ghostGone, ghostSeen, ghostText, toEnd } from "../ghostText";
import { eventually } from "../harness/eventually";
import { workbench } from "../harness/workbench";
import { Asking } from "../keystrokeTimes";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
const ITEM = "#model-lens\\.model-lens\\.modelLens\\.status a";
/** What the folders say of completion, beside what is the same in both. */
const SETTINGS: Readonly<Record<"one" | "two", Readonly<Record<string, unknown>>>> = {
  one: { enabled: true, neighbours: true, confidence: 0, files: { "quiet/**": false } },
  two: { enabled: false, neighbours: true, confidence: 0, files: { "loud/**": true, "secret/**": false } },
};

describe("Ghost text in a workspace of two folders", () => {
  let one: WorkspaceFolder;
  let two: WorkspaceFolder;

  before(async () => {
    const [first, second] = workspace.workspaceFolders ?? [];
    assert.ok(first && second && workspace.workspaceFile);
    [one, two] = [first, second];
    for (const folder of [one, two]) {
      const section = workspace.getConfiguration("modelLens.completion", folder.uri);
      for (const [name, value] of Object.entries(SETTINGS[folder.name as "one" | "two"])) await section.update(name, value, ConfigurationTarget.WorkspaceFolder);
    }
    await workspace.getConfiguration("modelLens.completion", { uri: two.uri, languageId: "json" }).update("enabled", true, ConfigurationTarget.WorkspaceFolder, true);
  });
  beforeEach(closeAll);
  after(closeAll);

  it("does not come before both are trusted, whatever the folders' own settings say, and is refused to who asks", async () => {
    assert.equal(workspace.isTrusted, false);
    await typed(one, "a.txt");
    await commands.executeCommand("modelLens.completeHere");
    await commands.executeCommand("notifications.showList");
    await workbench.notification("in trusted workspaces only");
    assert.equal(await ghostText(), "");
    assert.equal(runtimeProcess(), undefined);
    await clearNotifications();
    await commands.executeCommand("workbench.trust.manage");
    await workbench.click(".workspace-trust-editor .monaco-button", { text: "Trust" });
    await eventually("the folders are trusted", () => workspace.isTrusted);
  });

  it("shows its documents rendered, though nothing has used VS Code's own Markdown yet", async () => {
    const markdown = extensions.getExtension("vscode.markdown-language-features");
    assert.equal(markdown?.isActive, false);
    await commands.executeCommand("modelLens.showDeviceReport");
    await eventually("the report is a page", () => {
      const { input } = window.tabGroups.activeTabGroup.activeTab ?? {};
      return input instanceof TabInputWebview && input.viewType.includes("markdown");
    });
    await workbench.webview("#model-lens-devices, body.vscode-body h1").waitFor("h1", { text: "Devices" });
    assert.equal(markdown?.isActive, true);
  });

  it("comes while typing where the document's own folder wants it", async () => {
    await loaded(one);
    const seen = await typed(one, "b.txt");
    await ghostSeen();
    await said("Completion: while typing");
    await workbench.press("Escape");
    await ghostGone();
    assert.ok(seen.document.getText().endsWith(" She"));
    for (const [folder, file, wanted] of [
      [one, "quiet/a.txt", false],
      [two, "a.txt", false],
      [two, "quiet/a.txt", false],
      [two, "loud/a.txt", true],
      [two, "deep/loud/a.txt", false],
      [two, "a.json", true],
      [one, "loud/a.txt", true],
    ] as const) {
      const { document } = await typed(folder, file);
      await said(wanted ? "Completion: while typing" : "Completion: when asked");
      const asking = new Asking();
      try {
        assert.equal((await asking.at(document)) !== null, wanted, `${folder.name}/${file}`);
        assert.notEqual(await asking.at(document, InlineCompletionTriggerKind.Invoke), null, `${folder.name}/${file}, asked for`);
      } finally {
        asking.dispose();
      }
      if (wanted) await ghostSeen();
      else assert.equal(await ghostText(), "", `${folder.name}/${file}`);
    }
  });

  it("is turned on and off in the folder that says so", async () => {
    const folderValue = (folder: WorkspaceFolder) => workspace.getConfiguration("modelLens.completion", folder.uri).inspect("enabled")?.workspaceFolderValue;
    const editor = await typed(two, "c.txt");
    await commands.executeCommand("modelLens.toggleCompletion");
    await eventually("folder two wants it", () => folderValue(two) === true);
    await clearNotifications();
    await toEnd(editor);
    await workbench.type(" w");
    await ghostSeen();
    await commands.executeCommand("modelLens.toggleCompletion");
    await eventually("folder two does not want it", () => folderValue(two) === false);
    assert.equal(folderValue(one), true);
    assert.equal(workspace.getConfiguration("modelLens.completion").inspect("enabled")?.globalValue, undefined);
    await clearNotifications();
  });

  it("tells the model what files are called in their own folder, and which folder another one is in", async () => {
    const asking = new Asking();
    try {
      for (const [folder, file] of [[two, "secret/keys.txt"], [two, "deep/far.txt"], [one, "near.txt"]] as const) await opened(folder, file, `This is ${file}.`);
      const { document } = await opened(one, "deep/own.txt", BEGINNING);
      const asked = await asking.at(document);
      assert.deepEqual(asked?.file, { name: "deep/own.txt", project: "one" });
      assert.deepEqual(asked?.neighbours, [{ name: "near.txt", text: "This is near.txt." }, { name: "two/deep/far.txt", text: "This is deep/far.txt." }]);
      const other = await opened(two, "loud/other.txt", BEGINNING);
      const there = await asking.at(other.document);
      assert.deepEqual(there?.file, { name: "loud/other.txt", project: "two" });
      assert.deepEqual(there?.neighbours.map(({ name }) => name), ["one/deep/own.txt", "one/near.txt", "deep/far.txt"]);
      // One of neither: where it lies on this machine is nobody's business.
      const loose = Uri.joinPath(one.uri, "../loose.txt");
      await workspace.fs.writeFile(loose, new TextEncoder().encode(BEGINNING));
      const outside = await window.showTextDocument(loose, { preview: false });
      assert.deepEqual((await asking.at(outside.document, InlineCompletionTriggerKind.Invoke))?.file, { name: "loose.txt", project: null });
    } finally {
      asking.dispose();
    }
  });

  it("is made by the one model of the window, wherever it lies; a folder's models go with it", async () => {
    const embedded = path.join(extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "", "models", "starter-gpt2");
    const models = Uri.joinPath(one.uri, "models");
    cpSync(embedded, Uri.joinPath(models, "of-folder").fsPath, { recursive: true });
    // In a folder that is trusted, so that it is trusted itself.
    assert.ok(workspace.updateWorkspaceFolders(2, 0, { uri: models, name: "three" }));
    await eventually("there are three folders", () => workspace.workspaceFolders?.length === 3);
    await commands.executeCommand("modelLens.refreshModels");
    await choose("of-folder");
    for (const folder of [one, two]) {
      const editor = await opened(folder, "by.txt", BEGINNING);
      await toEnd(editor);
      await completeHere();
      await ghostSeen();
      await said("of-folder on");
    }
    const asking = new Asking();
    try {
      const inner = await opened(one, "models/notes.txt", BEGINNING);
      assert.deepEqual((await asking.at(inner.document, InlineCompletionTriggerKind.Invoke))?.file, { name: "notes.txt", project: "three" }, "the innermost folder counts");
    } finally {
      asking.dispose();
    }
    await choose("starter-llama");
    await said("starter-llama on");
    assert.ok(workspace.updateWorkspaceFolders(2, 1));
    await eventually("there are two folders", () => workspace.workspaceFolders?.length === 2);
  });
});

async function opened(folder: WorkspaceFolder, name: string, text: string): Promise<TextEditor> {
  const file = Uri.joinPath(folder.uri, name);
  await workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return await window.showTextDocument(file, { preview: false });
}

/** Somebody asks once: what a model is loaded for first comes too late for who types. */
async function loaded(folder: WorkspaceFolder): Promise<void> {
  await toEnd(await opened(folder, "first.txt", BEGINNING));
  await completeHere();
  await ghostSeen();
  await workbench.press("Escape");
}

/** A document in which somebody has just typed. */
async function typed(folder: WorkspaceFolder, name: string): Promise<TextEditor> {
  const editor = await opened(folder, name, BEGINNING);
  await toEnd(editor);
  await workbench.type(" She");
  await eventually("it is typed", () => editor.document.getText().endsWith(" She"));
  return editor;
}

async function choose(name: string): Promise<void> {
  await workbench.run("Model Lens: Choose Model…");
  await pick("Choose the model", name);
}

/** Waits until the status bar's item says so to a screen reader. */
const said = (part: string): Promise<true> =>
  eventually(`"${part}" is said`, async () => {
    const now = (await workbench.attributes(ITEM, "aria-label")).find(Boolean) ?? "";
    if (now.includes(part)) return true;
    throw new Error(now);
  });
