import assert from "node:assert/strict";
import { type CodeLens, commands, Position, Range, Selection, type TextEditor, window } from "vscode";
import { discardAll, openText } from "./attentionPanel";
import { completeHere, ghostSeen, ghostText, toEnd, withSettings } from "./ghostText";
import { generation, joined, runsDone, setOpen } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";
import { growingIn } from "./keystrokeTimes";
import { readMarks, tintedLines } from "./readMarks";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
const BALLS = `${Array.from({ length: 12 }, (_, line) => `Tom had ${line + 2} red balls.`).join("\n")}\n${BEGINNING}`;
/** The model goes on with lines of their own. */
const CODE = `const a = { name: 'Lily', value: 1 };
const b = { name: 'Tom', value: 2 };

export function first(a, b) {
  if (a === b) {
    return a;
  }
  return b;
}

export function second(a, b) {`;

let files = 0;

describe("Why a suggestion came", () => {
  beforeEach(discardAll);
  after(discardAll);

  it("partly accepted, it is explained at the token that comes next, and inside what was accepted at the cursor's", async () => {
    const { editor, seen } = await suggested(BEGINNING);
    for (let word = 0; word < 3; word++) {
      const before = editor.document.getText();
      await workbench.press("Control+ArrowRight");
      await eventually("a word is accepted", () => editor.document.getText() !== before);
    }
    const accepted = editor.document.getText().slice(BEGINNING.length);
    assert.ok(seen.startsWith(accepted) && accepted.length < seen.length, accepted);
    await eventually("the rest is still there", async () => (await ghostText()) === seen.slice(accepted.length));
    await workbench.run("Model Lens: Explain Suggestion");
    await lookedAt(seen, accepted.length);
    for (const units of [0, accepted.length >> 1]) {
      await window.showTextDocument(editor.document, 1);
      const there = editor.document.positionAt(BEGINNING.length + units);
      editor.selection = new Selection(there, there);
      await workbench.run("Model Lens: Explain Suggestion");
      await lookedAt(seen, units);
    }
  });

  for (const [name, ending] of [["\\n", "\n"], ["\\r\\n", "\r\n"]] as const) {
    it(`is accepted line by line where lines end with ${name}, and explained at the line that comes next`, async () => {
      await withSettings({ lines: "multiple", alternatives: 1 }, async () => {
        const code = CODE.replaceAll("\n", ending);
        const { editor } = await suggested(code);
        const text = (): string => editor.document.getText().slice(code.length).replaceAll("\r\n", "\n");
        let accepted = "";
        for (let line = 0; line < 2; line++) {
          await commands.executeCommand("editor.action.inlineSuggest.acceptNextLine");
          await eventually("a line is accepted", () => text().length > accepted.length);
          accepted = text();
          assert.match(accepted, /\n$/);
          await eventually("the rest is still there", async () => (await ghostText()) !== "");
        }
        const rest = await ghostText();
        assert.match(accepted, /^\n.*\n$/);
        await workbench.run("Model Lens: Explain Suggestion");
        await lookedAt(accepted + rest, accepted.length);
        await window.showTextDocument(editor.document, 1);
        await completeHere();
        await ghostSeen();
        await workbench.press("Tab");
        await eventually("all is accepted", () => text() === accepted + rest);
        const there = editor.document.positionAt(code.length + ending.length + 4);
        editor.selection = new Selection(there, there);
        await workbench.run("Model Lens: Explain Suggestion");
        await lookedAt(accepted + rest, 5);
      });
    });
  }

  it("is that of the whole, also while first words are shown", async () => {
    const { document } = await openText(`why${++files}.txt`, BEGINNING);
    assert.deepEqual(await growingIn(document, " She", " She liked it"), { shown: [" She"], then: null, whole: " She liked it" });
  });

  it("shows the alternatives that there really were, with their scores, the accepted one in front", async () => {
    const { editor, seen } = await suggested(BEGINNING);
    await workbench.press("Alt+BracketRight");
    const second = await eventually("another is shown", async () => {
      const now = await ghostText();
      return now !== "" && now !== seen && now;
    });
    await workbench.press("Tab");
    await eventually("it is accepted", () => editor.document.getText() === BEGINNING + second);
    await workbench.run("Model Lens: Explain Suggestion");
    await lookedAt(second, 0);
    const rows = await eventually("the texts are listed", async () => {
      const all = (await generation.texts("[aria-label='Texts and their scores'] tbody tr")).map(row => row.replaceAll("·", " "));
      return all.length >= 2 && all;
    });
    assert.ok(rows.every(row => /-\d\.\d{4}/.test(row)), rows.join("\n"));
    for (const text of [seen, second]) assert.ok(rows.some(row => row.replaceAll("…", "").includes(text.slice(-8, -2))), `${text} is in\n${rows.join("\n")}`);
  });

  it("has its marks on the lines that were read, wherever edits move them before or after it is explained", async () => {
    const { editor, seen } = await suggested(BALLS);
    await workbench.press("Tab");
    await eventually("it is accepted", () => editor.document.getText() === BALLS + seen);
    await edit(editor, edits => edits.insert(new Position(0, 0), "A new line.\nAnd another.\n"));
    await workbench.run("Model Lens: Explain Suggestion");
    await lookedAt(seen, 0);
    const first = await marked(marks => marks.length > 1);
    assert.ok(first.every(({ line }) => /^(Tom had|Once upon)/.test(line)), JSON.stringify(first));
    await window.showTextDocument(editor.document, 1);
    const last = first.findLast(({ line }) => line.startsWith("Tom had"));
    assert.ok(last);
    const at = editor.document.getText().split("\n").findIndex(line => last.line.startsWith(line) && line !== "");
    await edit(editor, edits => edits.insert(new Position(at, 0), "Between them.\n"));
    await edit(editor, edits => edits.delete(new Range(0, 0, 1, 0)));
    await workbench.press("Control+Home", "Enter", "Enter");
    await marked(marks => JSON.stringify(marks) === JSON.stringify(first));
    await edit(editor, edits => edits.delete(new Range(at + 2, 0, at + 3, 0)));
    await marked(marks => JSON.stringify(marks) === JSON.stringify(first.filter(mark => mark !== last)));
  });

  it("tints what a step read, and the tints move with the text", async () => {
    const { editor } = await suggested(BALLS);
    await workbench.press("Tab");
    await workbench.run("Model Lens: Explain Suggestion");
    await runsDone();
    await setOpen("attention", true);
    const first = await eventually("text is tinted", async () => {
      const lines = await tintedLines();
      return lines.length > 1 && lines;
    });
    await edit(editor, edits => edits.insert(new Position(0, 0), "A new line.\nAnd another.\n"));
    await eventually("the same lines are tinted", async () => (await tintedLines()).join("\n") === first.join("\n"));
    await window.showTextDocument(editor.document, 1);
    await workbench.run("Model Lens: Explain Suggestion");
    await runsDone();
    await eventually("they are, too, when it is explained again", async () => (await tintedLines()).join("\n") === first.join("\n"));
    await setOpen("attention", false);
  });

  it("keeps its CodeLens on its line, and explains from there", async () => {
    await withSettings({ codeLens: true }, async () => {
      const { editor, seen } = await suggested(BALLS);
      await workbench.press("Tab");
      await workbench.waitFor(".codelens-decoration a", { text: "Model Lens: why this?" });
      const lensLine = async (): Promise<number | undefined> => {
        const lenses = await commands.executeCommand<CodeLens[]>("vscode.executeCodeLensProvider", editor.document.uri);
        assert.ok(lenses.length <= 1);
        return lenses[0]?.range.start.line;
      };
      assert.equal(await lensLine(), 12);
      await edit(editor, edits => edits.insert(new Position(3, 0), "A new line.\n"));
      assert.equal(await lensLine(), 13);
      await edit(editor, edits => edits.delete(new Range(0, 0, 3, 0)));
      assert.equal(await lensLine(), 10);
      await workbench.click(".codelens-decoration a", { text: "Model Lens: why this?" });
      await lookedAt(seen, 0);
      await marked(marks => marks.length > 1 && marks.every(({ line }) => /^(Tom had|Once upon)/.test(line)));
      await window.showTextDocument(editor.document, 1);
      await edit(editor, edits => edits.delete(editor.document.lineAt(10).range));
      assert.equal(await lensLine(), undefined);
    });
  });

  it("is in the status bar where the model was unsure, with the next best, as long as the suggestion is at the cursor", async () => {
    const unsure = /\d\/[\d,]+ ms · \?\S+ \d+ % \| \S+ \d+ %$/;
    const { editor } = await suggested(BALLS);
    const text = await eventually("it is there", async () => (await workbench.statusBar()).find(item => unsure.test(item)));
    assert.ok(text.length < 90, text);
    const [label] = (await workbench.attributes("#model-lens\\.model-lens\\.modelLens\\.status a", "aria-label")).filter(Boolean);
    assert.match(label ?? "", /^Model Lens: starter-llama on CPU, .*First unsure at “.+” \(\d+ %\); next best “.+” \(\d+ %\)$/);
    await workbench.press("Escape", "Home");
    await eventually("it is not there once the cursor is elsewhere", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
    await toEnd(editor);
    await workbench.press("Alt+Backslash");
    await eventually("it is there again", async () => (await workbench.statusBar()).some(item => unsure.test(item)));
    await workbench.press("Tab");
    await eventually("it is not there once it is accepted", async () => (await workbench.statusBar()).includes("starter-llama · CPU"));
  });
});

/** A document with the cursor behind its text, and a suggestion that was asked for. */
async function suggested(text: string): Promise<{ readonly editor: TextEditor; readonly seen: string }> {
  const editor = await openText(`why${++files}.txt`, text);
  await toEnd(editor);
  await workbench.press("Alt+Backslash");
  return { editor, seen: await ghostSeen() };
}


async function edit(editor: TextEditor, change: Parameters<TextEditor["edit"]>[0]): Promise<void> {
  assert.ok(await editor.edit(change));
}

const marked = (are: (marks: Awaited<ReturnType<typeof readMarks>>) => boolean) =>
  eventually("the marks are there", async () => {
    const marks = await readMarks();
    if (are(marks)) return marks;
    throw new Error(JSON.stringify(marks));
  });

/** Waits until the page looks at the token of a suggestion that writes the code unit behind `units` others. */
async function lookedAt(suggestion: string, units: number): Promise<void> {
  await eventually(`the token at ${units} is looked at`, async () => {
    const [run] = await runsDone();
    assert.ok(run);
    const all = joined(run.tokens).replaceAll("↵", "\n");
    const begins = all.indexOf(suggestion.trimEnd());
    const selected = (await generation.attributes(".ribbon .cell[role=option]", "aria-selected")).indexOf("true");
    const before = joined(run.tokens.slice(0, selected)).length;
    const end = joined(run.tokens.slice(0, selected + 1)).length;
    if (begins >= 0 && before <= begins + units && begins + units < end) return true;
    throw new Error(`${run.tokens.join("|")}: token ${selected} is looked at; the suggestion is “${suggestion}”`);
  });
}
