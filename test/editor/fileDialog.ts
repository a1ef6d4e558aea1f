import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const INPUT = ".quick-input-widget input.input";

/** What the file dialog that is open proposes. */
export const proposedFile = (): Promise<string> => workbench.evaluate(selector => document.querySelector<HTMLInputElement>(selector)?.value ?? "", INPUT);

/** Answers the file dialog with a path. A dialog that still looks at its folder takes back what was typed, and one that looks at that begins anew with each key. */
export async function answerFileDialog(file: string): Promise<void> {
  await workbench.waitFor(INPUT);
  for (let attempt = 0; attempt < 5; attempt++) {
    if ((await proposedFile()) !== file) await workbench.fill(INPUT, file);
    await workbench.press("Enter");
    const closed = () => workbench.evaluate(() => (document.querySelector<HTMLElement>(".quick-input-widget")?.offsetWidth ?? 0) === 0, undefined);
    if (await eventually("the dialog has closed", closed, 3000).catch(() => false)) return;
  }
  throw new Error("The dialog stays open.");
}
