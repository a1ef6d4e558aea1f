import assert from "node:assert/strict";
import { commands, extensions, Uri, window, workspace } from "vscode";
import { workbench } from "./harness/workbench";

describe("VS Code with the extension", () => {
  const extension = extensions.getExtension("model-lens.model-lens");

  it("has it installed, and runs it in the workspace's extension host", () => {
    assert.ok(extension, "model-lens.model-lens is among the extensions");
  });

  it("shows a document that was opened", async () => {
    const [folder] = workspace.workspaceFolders ?? [];
    assert.ok(folder, "a folder is open");
    await window.showTextDocument(Uri.joinPath(folder.uri, "names.md"));
    await workbench.waitFor(".tab.active", { text: "names.md" });
    await workbench.waitFor(".monaco-editor .view-line", { text: "Names that come back" });
  });

  it("offers its commands in the palette", async () => {
    const { contributes } = extension?.packageJSON as { contributes: { commands: { title: string; category: string }[] } };
    const [first] = contributes.commands;
    assert.ok(first, "the manifest has commands");
    const offered = await workbench.offered("Model Lens");
    assert.ok(
      offered.some(title => title.startsWith("Model Lens: ")),
      offered.join(" | "),
    );
  });

  it("has every command of the manifest once it is active", async () => {
    assert.ok(extension);
    await extension.activate();
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const known = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).filter(command => !known.has(command)),
      [],
    );
  });
});
