import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { commands, ConfigurationTarget, type TextEditor, window, workspace } from "vscode";
import { runtimeProcess } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

/** What VS Code draws a suggestion with: spans in lines, and a zone below for its other lines. */
const GHOST = ".monaco-editor .ghost-text-decoration, .monaco-editor .ghost-text-decoration-preview, .monaco-editor .suggest-preview-text .ghost-text";

/** The suggestion on the screen, "" where there is none. Blanks are drawn as non-breaking ones. */
export async function ghostText(): Promise<string> {
  const shown = await workbench.evaluate(
    selector => [...document.querySelectorAll<HTMLElement>(selector)].filter(element => element.getClientRects().length > 0).map(element => element.textContent),
    GHOST,
  );
  return shown.join("").replaceAll("\u00a0", " ").replaceAll("\u200b", "");
}

/** Waits for a suggestion and answers it. */
export const ghostSeen = (): Promise<string> => eventually("a suggestion is on the screen", async () => (await ghostText()) || null);

/** Waits until no suggestion is on the screen. */
export const ghostGone = (): Promise<true> => eventually("no suggestion is on the screen", async () => (await ghostText()) === "");

/** Puts the cursor behind the document's last character, and the keyboard into the editor. */
export async function toEnd(editor: TextEditor): Promise<void> {
  await window.showTextDocument(editor.document, editor.viewColumn);
  await commands.executeCommand("cursorBottom");
  await eventually("the cursor is at the end", () => editor.selection.active.isEqual(editor.document.positionAt(editor.document.getText().length)));
}

/** Asks for a suggestion where the cursor is; resolves once there is one, or none. */
export async function completeHere(): Promise<void> {
  await commands.executeCommand("modelLens.completeHere");
}

/** Changes settings of completion for as long as `run` takes. */
export async function withSettings(settings: Readonly<Record<string, unknown>>, run: () => Promise<void>): Promise<void> {
  const set = async (name: string, value: unknown): Promise<void> => workspace.getConfiguration("modelLens.completion").update(name, value, ConfigurationTarget.Global);
  for (const [name, value] of Object.entries(settings)) await set(name, value);
  try {
    await run();
  } finally {
    for (const name of Object.keys(settings)) await set(name, undefined);
  }
}

/** The last line's own text and the suggestion behind it, at one moment. */
export async function lineAndGhost(): Promise<{ readonly text: string; readonly ghost: string }> {
  const shown = await workbench.evaluate(() => {
    const line = [...document.querySelectorAll(".monaco-editor .view-lines")].at(0);
    const ghosts = [...(line?.querySelectorAll<HTMLElement>(".ghost-text-decoration") ?? [])].map(element => element.textContent).join("");
    const all = [...(line?.querySelectorAll(".view-line") ?? [])].map(element => element.textContent).join("");
    return { text: all.slice(0, all.length - ghosts.length), ghost: ghosts };
  }, undefined);
  return { text: shown.text.replaceAll("\u00a0", " "), ghost: shown.ghost.replaceAll("\u00a0", " ") };
}

/** The figures of the last suggestion in the status bar: they change when another one is whole. */
export async function figures(): Promise<string> {
  const shown = (await workbench.statusBar()).join();
  return /[\d,]+ tokens\/s · [\d,]+\/[\d,]+ ms/.exec(shown)?.[0] ?? "";
}

/** Waits until the runtime has used no processor time for a while: it works on nothing. */
export async function idle(): Promise<void> {
  const used = (): string => {
    const id = String(runtimeProcess());
    // Both in hundredths of a second.
    return process.platform === "linux" ? readFileSync(`/proc/${id}/stat`, "utf8").split(" ").slice(13, 15).join(" ") : execFileSync("ps", ["-o", "time=", "-p", id], { encoding: "utf8" });
  };
  let [last, times] = ["", 0];
  await eventually("the runtime works on nothing", () => {
    const now = used();
    [last, times] = [now, now === last ? times + 1 : 0];
    return times >= 6;
  });
}
