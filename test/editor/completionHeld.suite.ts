import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { commands, window, workspace } from "vscode";
import { Completions } from "../../src/views/completion/completions";
import { RunningCompletion } from "../../src/views/completion/runningCompletion";
import { closeAll, openText, runtimeProcess } from "./attentionPanel";
import { ghostGone, ghostSeen, toEnd, withSettings } from "./ghostText";
import { tellRunner } from "./harness/bridgeClient";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";
import { type Held, heldObjects } from "./heldObjects";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
const GOES_ON = " Then she liked to play with her red ball near the old bridge, and every day Tom came to play with her. One morning the ball was gone, so Lily looked under the bed, behind the door and in the garden u";
const KEYS_A_SECOND = 15;

/** Requests under way, what takes them back, who listens to that, and texts that are followed. */
const CLASSES = [RunningCompletion.name, "AbortController", "AbortSignal", "Listener", "TrackedRange"];
/** One more or less may be under way at the time of counting. */
const SLACK = 8;

describe("What typing leaves behind", () => {
  before(closeAll);
  after(async () => {
    await commands.executeCommand("workbench.action.files.revert");
    await closeAll();
  });

  it("is no more after 400 keystrokes than after 200, and no trace, request, listener or document for each of them", async function () {
    this.timeout(180_000);
    assert.equal(GOES_ON.length, 200);
    await withSettings({ enabled: true, confidence: 0 }, async () => {
      const held: Held[] = [];
      const documents: number[] = [];
      for (const round of [0, 1, 2]) {
        const editor = round === 0 ? await openText("held.txt", BEGINNING) : await newLine();
        await toEnd(editor);
        if (round === 0) {
          await workbench.press("Alt+Backslash");
          await ghostSeen();
        } else await typeAtSpeed(GOES_ON);
        await workbench.press("Escape");
        await ghostGone();
        const now = await heldObjects(CLASSES);
        held.push(now);
        documents.push(workspace.textDocuments.length);
        await tellRunner("print", `    after ${200 * round} keystrokes: heap of the extension host ${now.heapMegabytes.toFixed(1)} MB, runtime ${residentMegabytes().toFixed(0)} MB; ${CLASSES.map(name => `${name} ${now.counts[name] ?? 0}`).join(", ")}`);
      }
      const [, first, second] = held;
      assert.ok(first && second);
      const { counts } = await heldObjects([Completions.name]);
      assert.equal(counts[Completions.name], 1, "the extension's classes are known by their names");
      assert.equal(documents[2], documents[1]);
      for (const name of CLASSES) assert.ok((second.counts[name] ?? 0) <= (first.counts[name] ?? 0) + SLACK, `${name}: ${first.counts[name]}, then ${second.counts[name]}`);
      assert.ok((second.counts[RunningCompletion.name] ?? 0) <= SLACK, `${second.counts[RunningCompletion.name]} requests`);
      assert.ok(second.heapMegabytes - first.heapMegabytes < 5, `${first.heapMegabytes} MB, then ${second.heapMegabytes} MB`);
    });
  });
});

/** The document with another beginning on a line of its own. */
async function newLine() {
  const editor = window.visibleTextEditors.find(({ document }) => document.fileName.endsWith("held.txt"));
  assert.ok(editor);
  const end = editor.document.positionAt(editor.document.getText().length);
  assert.ok(await editor.edit(edit => edit.insert(end, `\n${BEGINNING}`)));
  return editor;
}

/** Types as a fast hand does, and waits for what is suggested in the end. */
async function typeAtSpeed(text: string): Promise<void> {
  const began = performance.now();
  for (const [index, key] of [...text].entries()) {
    await workbench.type(key);
    const rest = began + (index + 1) * (1000 / KEYS_A_SECOND) - performance.now();
    if (rest > 0) await new Promise(resolve => setTimeout(resolve, rest));
  }
  await eventually("all is typed", () => workspace.textDocuments.some(document => document.fileName.endsWith("held.txt") && document.getText().endsWith(text)));
  await ghostSeen();
}

/** Memory of the runtime's process. */
function residentMegabytes(): number {
  const id = runtimeProcess();
  assert.ok(id !== undefined);
  if (process.platform !== "linux") return NaN;
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]) / 1000;
}
