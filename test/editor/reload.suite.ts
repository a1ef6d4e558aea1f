import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { workspace } from "vscode";
import { openWindow, type WorkbenchWindow } from "./harness/workbench";
import { reloadWindow } from "./reloadWindow";

const MARKER = "body[data-page='attention']";

describe("An attention panel", () => {
  let folder: string;
  let other: WorkbenchWindow;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "reload-"));
    const [samples] = workspace.workspaceFolders ?? [];
    assert.ok(samples);
    cpSync(path.join(samples.uri.fsPath, "parcel.ts"), path.join(folder, "parcel.ts"));
    other = await openWindow(folder);
    await other.press("Control+P");
    await other.waitFor(".quick-input-widget input");
    await other.type("parcel.ts");
    await other.waitFor(".quick-input-list .monaco-list-row", { text: "parcel.ts" });
    await other.press("Enter");
    await other.waitFor(".view-line", { text: "interface Parcel" });
    await other.click(".view-line", { text: "readonly weight" });
    await other.run("Model Lens: Show Attention");
  });
  afterEach(async () => {
    await other.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is there again after a reload, with the same text, head and pinned token", async () => {
    const before = other.webview(MARKER);
    await before.click(".cell[data-layer='2'][data-head='1']");
    await before.click(".column.queries [data-token='9']");
    await before.waitFor(".column.queries [data-token='9'][aria-selected='true']");
    const source = await before.text(".run .source");
    await reloadWindow(other);
    await other.waitFor(".tab", { text: `Attention: ${source}` });
    const page = other.webview(MARKER);
    await page.waitFor(".run .source", { text: source });
    await page.waitFor(".cell[data-layer='2'][data-head='1'][aria-selected='true']");
    await page.waitFor(".column.queries [data-token='9'][aria-selected='true']");
    await page.hover(".column.queries [data-token='4']");
    await other.waitFor('.view-overlays .cdr[class*="TextEditorDecorationType"]');
  });

  it("says that the text was edited when it was, while the window was closed", async () => {
    await other.webview(MARKER).waitFor(".run .source");
    const file = path.join(folder, "parcel.ts");
    writeFileSync(file, "interface Other {}\n");
    await reloadWindow(other);
    await other.webview(MARKER).waitFor(".notice", { text: "edited" });
  });

  it("says why it cannot come back when its document is gone", async () => {
    await other.webview(MARKER).waitFor(".run .source");
    rmSync(path.join(folder, "parcel.ts"));
    await reloadWindow(other);
    await other.webview(MARKER).waitFor(".problem", { text: "parcel.ts is no longer there" });
  });
});
