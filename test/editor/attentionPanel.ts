import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { commands, extensions, Range, Selection, type TextDocument, type TextEditor, Uri, window, workspace } from "vscode";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

/** The attention page in the panel that is in front. */
export const page = workbench.webview("body[data-page='attention']");

/** Opens a file of the workspace in the first column. */
export async function openSample(name: string): Promise<TextEditor> {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  return await window.showTextDocument(Uri.joinPath(folder.uri, name), { viewColumn: 1, preview: false });
}

/** Opens a new file of the workspace with this text in the first column. */
export async function openText(name: string, text: string): Promise<TextEditor> {
  const [folder] = workspace.workspaceFolders ?? [];
  assert.ok(folder, "a folder is open");
  await workspace.fs.writeFile(Uri.joinPath(folder.uri, name), new TextEncoder().encode(text));
  return await openSample(name);
}

/** Selects the first occurrence of `text`, from the keyboard's point of view: with the cursor at its end. */
export function select(editor: TextEditor, text: string): void {
  const { document } = editor;
  const start = document.getText().indexOf(text);
  assert.ok(start >= 0, `"${text}" is in the document`);
  const range = rangeOf(document, start, start + text.length);
  editor.selection = new Selection(range.start, range.end);
}

/** Offsets as a range. */
export const rangeOf = (document: TextDocument, start: number, end: number): Range => new Range(document.positionAt(start), document.positionAt(end));

/** Shows the attention of `text` in a sample and waits for the picture. */
export async function showAttention(name: string, text: string): Promise<TextEditor> {
  const editor = await openSample(name);
  select(editor, text);
  await commands.executeCommand("modelLens.showAttention");
  await shown(name);
  return editor;
}

/** Waits until the page shows a run of this source ("names.md:5"); the panel in front may be replaced meanwhile. */
export async function shown(source: string): Promise<void> {
  await eventually(`the attention of ${source} is shown`, async () => (await page.count(".run .source", { text: source })) > 0 && (await page.count(".running")) === 0);
}

/** Waits until the large picture has many colours: an empty or half-drawn one has few. */
export async function drawn(): Promise<void> {
  await eventually("the picture is drawn", () =>
    page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>("canvas.picture");
      const context = canvas?.getContext("2d");
      if (!canvas || !context || canvas.width === 0) return false;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set<number>();
      for (let i = 0; i < data.length; i += 4) seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
      return seen.size > 20;
    }, undefined),
  );
}

/** The texts of the tokens that the page lists, special ones included, as a person reads them. */
export const tokens = (): Promise<string[]> =>
  page.evaluate(() => [...document.querySelectorAll(".column.keys [data-token] bdi")].map(token => token.textContent), undefined);

/** The process of the runtime, a child of this extension host; undefined while there is none. */
export function runtimeProcess(): number | undefined {
  try {
    const [id] = execFileSync("pgrep", ["-P", String(process.pid), "-f", "dist/runtime.js"], { encoding: "utf8" }).split("\n");
    return id ? Number(id) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Holds the runtime still, so that what is asked of it stays under way, until the returned function lets it go on. Starts
 * the runtime if there is none.
 */
export async function holdRuntime(): Promise<() => void> {
  await commands.executeCommand("modelLens.refreshModels");
  const id = await eventually("the runtime runs", runtimeProcess);
  process.kill(id, "SIGSTOP");
  return () => void process.kill(id, "SIGCONT");
}

/** Picks an entry of the quick pick that asks `question`, from the keyboard. */
export async function pick(question: string, entry: string): Promise<void> {
  await workbench.waitFor(`.quick-input-widget input[placeholder*="${question}"]`);
  await workbench.waitFor(".quick-input-list .monaco-list-row");
  // A long list shows only its first entries.
  await workbench.type(entry);
  await workbench.waitFor(".quick-input-list .monaco-list-row.focused", { text: entry });
  await workbench.press("Enter");
  await workbench.waitUntilGone(`.quick-input-widget input[placeholder*="${question}"]`);
}

/** The text of a document that the extension shows, once it contains this. */
export async function shownText(part: string): Promise<string> {
  const document = await eventually(`a document with "${part}"`, () =>
    workspace.textDocuments.find(candidate => candidate.uri.scheme === "model-lens" && candidate.getText().includes(part)),
  );
  return document.getText();
}

/** Takes back what was written into files and not saved, and closes all editors and panels. */
export async function discardAll(): Promise<void> {
  for (const document of workspace.textDocuments.filter(({ isDirty, isUntitled }) => isDirty && !isUntitled)) {
    await window.showTextDocument(document);
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  }
  await closeAll();
}

/** Makes an embedded model the active one. */
export async function chooseEmbedded(name: string): Promise<void> {
  const folder = path.join(extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "", "models", name);
  await commands.executeCommand("modelLens.chooseModel", { kind: "model", model: { folder, problem: null } });
}

/** Closes all notifications, wherever the keyboard is. */
export async function clearNotifications(): Promise<void> {
  await commands.executeCommand("notifications.clearAll");
  await workbench.waitUntilGone(".notification-list-item");
}

/** Boxes of the decorations that Model Lens has in the editors on the screen: a border marks a token, a colour tints. */
export const decorations = (): Promise<{ mark: boolean; left: number; top: number; width: number }[]> =>
  workbench.evaluate(() => {
    const all = [...document.querySelectorAll('.view-overlays .cdr[class*="TextEditorDecorationType"]')];
    return all.map(element => {
      const { left, top, width } = element.getBoundingClientRect();
      return { mark: getComputedStyle(element).borderTopWidth !== "0px", left, top, width };
    });
  }, undefined);

/** Closes all editors and panels, without a question about those that were never saved. */
export async function closeAll(): Promise<void> {
  for (const { document } of window.visibleTextEditors) {
    if (document.isUntitled) {
      await window.showTextDocument(document);
      await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
  }
  await commands.executeCommand("workbench.action.closeAllEditors");
  await eventually("no editor is open", () => window.tabGroups.all.every(group => group.tabs.length === 0));
  await eventually("no unsaved document is left", () => !workspace.textDocuments.some(({ isUntitled }) => isUntitled));
}

/** Titles of all tabs. */
export const tabs = (): string[] => window.tabGroups.all.flatMap(group => group.tabs.map(tab => tab.label));
