import assert from "node:assert/strict";
import { commands, Uri, workspace } from "vscode";
import { clearNotifications, closeAll, openSample, runtimeProcess, select, tabs } from "../attentionPanel";
import { generation as page, runsOn } from "../generationPanel";
import { eventually } from "../harness/eventually";
import { workbench } from "../harness/workbench";
import { SAVED_TOKENS, savedFixture } from "../savedFixture";

const SENTENCE = "Once upon a time, there was a little girl named Lily.";
/** Commands that need a model. */
const STARTING = ["showAttention", "showPositions", "traceGeneration", "completeHere", "showModelCard", "loadModel"];
const FILE = "before.generation.json";

describe("In a workspace that is not trusted", () => {
  before(() => assert.equal(workspace.isTrusted, false));

  for (const name of STARTING) {
    it(`${name} starts nothing and says why`, async () => {
      select(await openSample("names.md"), SENTENCE);
      await commands.executeCommand(`modelLens.${name}`);
      // The corner shows only a few that come at once.
      await commands.executeCommand("notifications.showList");
      const { buttons } = await workbench.notification("in trusted workspaces only");
      assert.ok(buttons.includes("Manage Workspace Trust"), buttons.join(", "));
      assert.equal(runtimeProcess(), undefined);
      assert.equal(tabs().length, 1, "no panel");
      await clearNotifications();
    });
  }

  it("a saved run is shown, and says why it cannot be replayed; once the folder is trusted, models are looked for", async () => {
    await closeAll();
    const [root] = workspace.workspaceFolders ?? [];
    assert.ok(root);
    const file = Uri.joinPath(root.uri, FILE);
    await workspace.fs.writeFile(file, new TextEncoder().encode(savedFixture()));
    await commands.executeCommand("modelLens.openGenerationFile", file);
    await page.waitFor(".saved", { text: "not trusted" });
    assert.deepEqual((await runsOn(page))[0]?.tokens, SAVED_TOKENS);
    assert.equal(await replayDisabled(), true);
    await page.click(".ribbon .cell[aria-posinset='3']");
    await page.waitFor("table.pipeline");
    assert.equal(runtimeProcess(), undefined);
    await workbench.screenshot("generation-untrusted");
    await commands.executeCommand("workbench.trust.manage");
    await workbench.click(".workspace-trust-editor .monaco-button", { text: "Trust" });
    await eventually("the folder is trusted", () => workspace.isTrusted);
    await commands.executeCommand("workbench.action.openPreviousRecentlyUsedEditor");
    await page.waitFor(".saved", { text: "not among the models that were found" });
    await eventually("models are looked for", () => runtimeProcess() !== undefined);
    assert.equal(await replayDisabled(), true, "its model is not at hand");
  });
});

const replayDisabled = (): Promise<boolean | undefined> =>
  page.evaluate(() => [...document.querySelectorAll("vscode-button")].find(one => one.textContent.trim() === "Replay")?.hasAttribute("disabled"), undefined);
