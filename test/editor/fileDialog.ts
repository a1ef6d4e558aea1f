import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const INPUT = ".quick-input-widget input.input";

/** What the file dialog that is open proposes. */
const proposedFile = (): Promise<string> => workbench.evaluate(selector => document.querySelector<HTMLInputElement>(selector)?.value ?? "", INPUT);

/** Answers the file dialog with a path, once it proposes a name that ends so. A dialog that still looks at its folder takes back what was typed, and one that looks at that begins anew with each key. */
export async function answerFileDialog(file: string, proposed = ""): Promise<void> {
  await workbench.waitFor(INPUT);
  await eventually(`a name ending in ${proposed} is proposed`, async () => (await proposedFile()).endsWith(proposed));
  for (let attempt = 0; attempt < 8; attempt++) {
    if ((await proposedFile()) !== file) await workbench.fill(INPUT, file);
    await workbench.focus(INPUT);
    await workbench.press("Enter");
    const closed = () => workbench.evaluate(() => (document.querySelector<HTMLElement>(".quick-input-widget")?.offsetWidth ?? 0) === 0, undefined);
    if (await eventually("the dialog has closed", closed, 3000).catch(() => false)) return;
  }
  throw new Error("The dialog stays open.");
}
