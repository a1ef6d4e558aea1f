import assert from "node:assert/strict";
import { Position, Selection, type TextEditor, window } from "vscode";
import { chooseEmbedded, discardAll, openText } from "./attentionPanel";
import { generation, runsDone, setOpen } from "./generationPanel";
import { ghostGone, ghostSeen } from "./ghostText";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";
import { readMarks, tintedLines } from "./readMarks";

const BEFORE = "Lily had 2 red balls.\nTom had 3 red balls.\nThen Mia";
const BEHIND = "\nTom gave a red ball to Mia.\nMia gave a blue bell to Tom.\n";

describe("A suggestion of a model that fills gaps", () => {
  before(() => chooseEmbedded("starter-completion"));
  beforeEach(discardAll);
  after(async () => {
    await discardAll();
    await chooseEmbedded("starter-llama");
  });

  for (const [name, ending] of [["\\n", "\n"], ["\\r\\n", "\r\n"]] as const) {
    it(`read what stands behind the cursor: it is in the prompt, marked, and tinted where a step read it, in lines that end with ${name}`, async () => {
      const [before, behind] = [BEFORE, BEHIND].map(text => text.replaceAll("\n", ending)) as [string, string];
      const editor = await suggested(before, behind);
      const seen = await ghostSeen();
      await workbench.press("Tab");
      await eventually("it is accepted", () => editor.document.getText() === before + seen + behind);
      await workbench.run("Model Lens: Explain Suggestion");
      await runsDone();
      await generation.waitFor(".excerpt", { text: "<|fim_suffix|>\nTom gave" });
      const marks = await eventually("lines on both sides are marked", async () => {
        const lines = (await readMarks()).map(({ line }) => line);
        if (lines.some(line => / gave /.test(line)) && lines.some(line => / had /.test(line))) return lines;
        throw new Error(lines.join("\n"));
      });
      assert.ok(marks.every(line => [...before.split(ending).slice(0, -1), ...behind.split(ending)].includes(line) || line.startsWith("Then Mia")), marks.join("\n"));
      await setOpen("attention", true);
      await eventually("text is tinted on both sides", async () => {
        const lines = await tintedLines();
        if (lines.some(line => / gave /.test(line)) && lines.some(line => / had /.test(line))) return true;
        throw new Error(lines.join("\n"));
      });
      await setOpen("attention", false);
    });
  }
});

/** A document with the cursor between two texts, and a suggestion that was asked for there. */
async function suggested(before: string, behind: string): Promise<TextEditor> {
  const editor = await openText(`fill${before.length}.txt`, before + behind);
  const at = editor.document.positionAt(before.length);
  assert.ok(at.isAfter(new Position(0, 0)));
  await window.showTextDocument(editor.document, editor.viewColumn);
  editor.selection = new Selection(at, at);
  await ghostGone();
  await workbench.press("Alt+Backslash");
  return editor;
}
