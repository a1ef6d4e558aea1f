import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { workspace } from "vscode";
import { GENERATION, runsOn, tokensDone } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { openWindow } from "./harness/workbench";
import { reloadWindow } from "./reloadWindow";
import { SAVED_TOKENS, savedFixture } from "./savedFixture";

describe("A generation panel", () => {
  it("comes back after a reload with its text and the options of its last run", async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(path.join(tmpdir(), "generation-"));
    const [samples] = workspace.workspaceFolders ?? [];
    assert.ok(samples);
    cpSync(path.join(samples.uri.fsPath, "parcel.ts"), path.join(folder, "parcel.ts"));
    const other = await openWindow(folder);
    try {
      const there = other.webview(GENERATION);
      await other.press("Control+P");
      await other.waitFor(".quick-input-widget input");
      await other.type("parcel.ts");
      await other.waitFor(".quick-input-list .monaco-list-row", { text: "parcel.ts" });
      await other.press("Enter");
      await other.click(".view-line", { text: "readonly weight" });
      await other.press("End");
      await other.run("Model Lens: Trace Generation");
      const source = await there.text(".run .source");
      assert.match(source, /^parcel.ts:1–\d$/);
      await tokensDone(there);
      await there.fill("input[aria-label='max_new_tokens']", "7");
      await there.focus("input[aria-label='max_new_tokens']");
      await other.press("Tab");
      await there.click("vscode-button", { text: "Run again" });
      const tokens = await eventually("seven tokens", async () => {
        const all = await tokensDone(there);
        return all.length === 7 && all;
      });
      await reloadWindow(other);
      await other.waitFor(".tab", { text: `Generation: ${source}` });
      assert.deepEqual(await tokensDone(there), tokens);
      assert.equal(await there.count(".notice"), 0);
      rmSync(path.join(folder, "parcel.ts"));
      await reloadWindow(other);
      assert.deepEqual(await tokensDone(there), tokens, "what was continued is remembered");
      await there.click("vscode-button", { text: "Insert" });
      await there.waitFor(".problem", { text: "parcel.ts is no longer there" });
    } finally {
      await other.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("comes back with the saved run that it showed, and says so where the file is gone", async function () {
    this.timeout(120_000);
    const folder = mkdtempSync(path.join(tmpdir(), "saved-"));
    const file = path.join(folder, "kept.generation.json");
    writeFileSync(file, savedFixture());
    const other = await openWindow(folder);
    try {
      const there = other.webview(GENERATION);
      await other.press("Control+P");
      await other.waitFor(".quick-input-widget input");
      await other.type("kept.generation.json");
      await other.waitFor(".quick-input-list .monaco-list-row", { text: "kept.generation.json" });
      await other.press("Enter");
      await other.click(".editor-actions a[aria-label^='Open in Model Lens']");
      await there.waitFor(".saved", { text: "kept.generation.json" });
      const shown = async (): Promise<readonly string[] | undefined> => (await runsOn(there))[0]?.tokens;
      assert.deepEqual(await shown(), SAVED_TOKENS);
      await reloadWindow(other);
      await other.waitFor(".tab", { text: "Generation: kept.generation.json" });
      await there.waitFor(".saved", { text: "kept.generation.json" });
      assert.deepEqual(await shown(), SAVED_TOKENS);
      rmSync(file);
      await reloadWindow(other);
      await there.waitFor(".problem", { text: "kept.generation.json cannot be read" });
    } finally {
      await other.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
