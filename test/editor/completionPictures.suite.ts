import { commands, Selection } from "vscode";
import { chooseEmbedded, closeAll, discardAll, openText } from "./attentionPanel";
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

const BEFORE = `export class Stack<T> {
  private items: T[] = [];

  push(item: T): void {
    this.items.push(`;
const BEHIND = `
  }

  get size(): number {
    return this.items.length;
  }
}
`;

/** What a person would look at: the pictures lie in out/screenshots/ after a run. */
describe("Pictures of ghost text", () => {
  before(closeAll);
  afterEach(discardAll);
  after(async () => {
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
  });

  it("is looked at in every theme: the suggestion and the status bar, the lines read beside the trace, and the CodeLens", async () => {
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

  it("fills a gap, and its model has read lines on both sides of it", async () => {
    await chooseEmbedded("starter-completion");
    try {
      await workbench.viewport(1200, 760);
      const editor = await openText("stack.ts", BEFORE + BEHIND);
      const at = editor.document.positionAt(BEFORE.length);
      editor.selection = new Selection(at, at);
      await completeHere();
      const seen = await ghostSeen();
      await workbench.press("Tab");
      await eventually("it is accepted", () => editor.document.getText() === BEFORE + seen + BEHIND);
      await workbench.run("Model Lens: Explain Suggestion");
      await runsDone();
      await setOpen("lens", false);
      await eventually("lines are marked on both sides", async () => {
        const lines = (await readMarks()).map(({ line }) => line);
        return lines.some(line => line.includes("push(item: T)")) && lines.some(line => line.includes("return this.items.length"));
      });
      await pictured("fill");
    } finally {
      await chooseEmbedded("starter-llama");
    }
  });
});

async function pictured(name: string): Promise<void> {
  for (const theme of THEME_NAMES) {
    await workbench.theme(theme);
    // Colours change over a moment.
    await workbench.evaluate(async () => void (await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))), undefined);
    await workbench.screenshot(`ghost-${name}-${theme}`);
  }
  await workbench.theme("dark");
}
