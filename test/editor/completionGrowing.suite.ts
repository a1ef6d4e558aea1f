import assert from "node:assert/strict";
import type { TextEditor } from "vscode";
import { discardAll, openText, runtimeProcess } from "./attentionPanel";
import { completeHere, figures, ghostGone, ghostSeen, ghostText, idle, toEnd, withSettings } from "./ghostText";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
/** Not what the suggestion behind the beginning says: another one has to be made. */
const OTHER = " One day";
/** Long suggestions, whose first words are shown. */
const GROWING = { enabled: true, confidence: 0, lines: "multiple", newTokens: 200, alternatives: 1 };
/** The runtime runs for the first of these milliseconds, and is held for the second. */
const TURNS = [10, 90] as const;

let files = 0;

describe("A suggestion that grows", () => {
  beforeEach(discardAll);
  after(discardAll);

  for (const [name, leave] of [
    ["is hidden by Escape", () => workbench.press("Escape")],
    ["goes when the cursor does", () => workbench.press("ArrowLeft", "ArrowRight")],
  ] as const) {
    it(`${name}: its request stops, and nothing comes back before the next keystroke`, async () => {
      await withSettings(GROWING, async () => {
        const editor = await completed();
        const before = await figures();
        assert.notEqual(before, "");
        await begun(before, async () => {
          await leave();
          await ghostGone();
        });
        await idle();
        assert.equal(await figures(), before, "the whole was never made");
        assert.equal(await ghostText(), "");
        assert.equal(editor.document.getText(), BEGINNING + OTHER);
        await workbench.type(" a");
        await eventually("it is whole", async () => (await figures()) !== before);
        await idle();
        assert.notEqual(await ghostText(), "", "the next keystroke's suggestion stays");
      });
    });
  }

  it("is the whole in the end where nobody hides it, and is accepted as such", async () => {
    await withSettings(GROWING, async () => {
      const editor = await completed();
      const before = await figures();
      const words = await begun(before);
      const whole = await eventually("it has grown", async () => {
        const now = await ghostText();
        return (await figures()) !== before && now.length > words.length && now;
      });
      assert.ok(whole.startsWith(words), `${whole} begins with ${words}`);
      await workbench.press("Tab");
      await eventually("it is accepted", () => editor.document.getText().startsWith(BEGINNING + OTHER + words));
    });
  });
});

/** A document in which a suggestion was asked for and hidden: the model is loaded, and the status bar has figures. */
async function completed(): Promise<TextEditor> {
  const editor = await openText(`growing${++files}.txt`, BEGINNING);
  await toEnd(editor);
  await completeHere();
  await ghostSeen();
  await eventually("it is whole", async () => (await figures()) !== "");
  await workbench.press("Escape");
  await ghostGone();
  await idle();
  return editor;
}

/** Types what brings up a suggestion's first words, and does `meanwhile` while the whole is held up for certain; gives those words. `before`: the figures of the suggestion before it. */
async function begun(before: string, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<string> {
  const runtime = slowRuntime();
  try {
    await workbench.type(OTHER);
    const words = await ghostSeen();
    runtime.hold();
    assert.equal(await figures(), before, "the whole is under way");
    await meanwhile();
    return words;
  } finally {
    runtime.goOn();
  }
}

/** Lets the runtime run for a small part of the time, as a large model would, until it is held, and until it may go on. */
function slowRuntime(): { readonly hold: () => void; readonly goOn: () => void } {
  const id = runtimeProcess();
  assert.ok(id !== undefined);
  const [running, held] = TURNS;
  let turn: NodeJS.Timeout;
  const stop = (): void => {
    process.kill(id, "SIGSTOP");
    turn = setTimeout(run, held);
  };
  const run = (): void => {
    process.kill(id, "SIGCONT");
    turn = setTimeout(stop, running);
  };
  const last = (signal: "SIGSTOP" | "SIGCONT") => () => {
    clearTimeout(turn);
    process.kill(id, signal);
  };
  stop();
  return { hold: last("SIGSTOP"), goOn: last("SIGCONT") };
}
