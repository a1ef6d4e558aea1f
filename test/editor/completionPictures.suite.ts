import { commands } from "vscode";
import { closeAll, openText } from "./attentionPanel";
import { completeHere, ghostSeen, toEnd, withSettings } from "./ghostText";
import { generation, runsDone, setOpen } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { THEME_NAMES, workbench } from "./harness/workbench";
import { readMarks } from "./readMarks";

const CODE = `import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export async function readText(folder, name) {
  const file = join(folder, name);
  return await readFile(file, 'utf8');
}

export async function readJson(folder, name) {
  const file = join(`;

/** What a person would look at: the pictures lie in out/screenshots/ after a run. */
describe("Pictures of ghost text", () => {
  before(closeAll);
  after(async () => {
    await commands.executeCommand("workbench.action.files.revert");
    await closeAll();
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
  });

  it("is looked at in every theme: the suggestion and the status bar, the lines read beside the trace, and the CodeLens", async () => {
    const pictured = async (name: string): Promise<void> => {
      for (const theme of THEME_NAMES) {
        await workbench.theme(theme);
        // Colours change over a moment.
        await workbench.evaluate(async () => void (await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))), undefined);
        await workbench.screenshot(`ghost-${name}-${theme}`);
      }
      await workbench.theme("dark");
    };
    await commands.executeCommand("workbench.action.closeSidebar");
    await withSettings({ codeLens: true }, async () => {
      await workbench.viewport(1200, 400);
      // The model is loaded by then.
      await toEnd(await openText("others.txt", "Once upon a time"));
      await completeHere();
      await ghostSeen();
      await closeAll();
      const editor = await openText("files.js", CODE);
      await toEnd(editor);
      await completeHere();
      await ghostSeen();
      await eventually("the status bar has the next best, and nothing else is at work", async () => {
        const items = await workbench.statusBar();
        return items.some(text => / \| /.test(text)) && !items.some(text => /Analyzing|Fetching|Initializing/.test(text));
      });
      await pictured("text");
      await workbench.hover("#model-lens\\.model-lens\\.modelLens\\.status");
      await workbench.waitFor(".monaco-hover .hover-contents, .workbench-hover", { text: "Last suggestion" });
      await pictured("tooltip");
      await workbench.press("Tab");
      await workbench.waitFor(".codelens-decoration a", { text: "Model Lens: why this?" });
      await workbench.viewport(1400, 880);
      await workbench.click(".codelens-decoration a", { text: "Model Lens: why this?" });
      await runsDone();
      await setOpen("lens", true);
      await generation.waitFor("table.lens tbody tr");
      await eventually("lines are marked", async () => (await readMarks()).length > 2);
      await pictured("explained");
    });
  });
});
