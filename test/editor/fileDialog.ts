import { mkdirSync, rmdirSync } from "node:fs";
import path from "node:path";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const DIALOG = ".quick-input-widget";
const INPUT = `${DIALOG} input.input`;
const ROW = `${DIALOG} .monaco-list-row`;

/** A folder that is there only while a dialog is answered; sorted before all others, so that its row is on the screen. */
const LISTED = "!listed";

/** What the file dialog that is open proposes, or what was typed into it. */
const shownFile = (): Promise<string> => workbench.evaluate(selector => document.querySelector<HTMLInputElement>(selector)?.value ?? "", INPUT);

const isClosed = (): Promise<boolean> => workbench.evaluate(selector => (document.querySelector<HTMLElement>(selector)?.offsetWidth ?? 0) === 0, DIALOG);

/** Waits until the file dialog that opens proposes such a name and has listed its folder; answers what it proposes. */
export async function proposedFile(like: RegExp): Promise<string> {
  await workbench.waitFor(INPUT);
  const file = await eventually(`a name like ${String(like)} is proposed`, async () => [await shownFile()].find(shown => like.test(shown)));
  await workbench.waitFor(ROW);
  return file;
}

/**
 * Answers the file dialog with a path, once it proposes such a name.
 * One step at a time, each seen to be done: a dialog that still reads its first folder takes back what was typed, and one
 * that is told Enter while it goes to another folder listens to no further Enter.
 */
export async function answerFileDialog(file: string, proposed = /^\//): Promise<void> {
  const first = await proposedFile(proposed);
  const folder = path.dirname(file);
  if (path.dirname(`${first}_`) !== folder) {
    mkdirSync(path.join(folder, LISTED));
    try {
      await workbench.fill(INPUT, `${folder}${path.sep}`);
      await workbench.waitFor(ROW, { text: LISTED });
    } finally {
      rmdirSync(path.join(folder, LISTED));
    }
  }
  await workbench.fill(INPUT, file);
  await eventually("the dialog shows the path", async () => (await shownFile()) === file);
  await workbench.focus(INPUT);
  await workbench.press("Enter");
  await eventually("the dialog has closed", isClosed);
}
