import type { WorkbenchWindow } from "./harness/workbench";

/** Reloads a window as a person does: by the command, which saves the window's state first. */
export async function reloadWindow(window: WorkbenchWindow): Promise<void> {
  await window.evaluate(() => {
    document.body.dataset["beforeReload"] = "";
  }, undefined);
  await window.run("Developer: Reload Window");
  await window.waitUntilGone("[data-before-reload]");
  await window.waitFor(".monaco-workbench:not([data-before-reload]) .part.statusbar");
}
