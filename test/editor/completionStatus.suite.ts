import assert from "node:assert/strict";
import { commands, ConfigurationTarget, type TextEditor, window, workspace } from "vscode";
import { clearNotifications, discardAll, openText, pick } from "./attentionPanel";
import { completeHere, figures, ghostGone, ghostSeen, ghostText, idle, toEnd, withSettings } from "./ghostText";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";
const ON = { enabled: true, confidence: 0 };
const ITEM = "#model-lens\\.model-lens\\.modelLens\\.status";

let files = 0;

describe("What the status bar says of completion", () => {
  beforeEach(discardAll);
  after(discardAll);

  it("is what went wrong while typing, with the log and without a notification; who asks is told", async () => {
    await chooseModel("starter-bert");
    try {
      await withSettings(ON, async () => {
        const editor = await opened();
        await clearNotifications();
        // The model has to be loaded first, which comes too late for a keystroke: the next one hears of it.
        for (const key of " She liked to play with her red ball near the old bridge") {
          await workbench.type(key);
          if (await eventually("a warning", async () => (await workbench.count(`${ITEM} .codicon-warning`)) > 0, 1000).catch(() => false)) break;
        }
        assert.match(await said(), /No suggestion: .+/);
        await workbench.type(" and more");
        await eventually("all is typed", () => editor.document.getText().endsWith(" and more"));
        assert.deepEqual(await workbench.notifications(), []);
        const why = /No suggestion: ([^,.]+)/.exec(await said())?.[1] ?? "nothing";
        await workbench.run("Model Lens: Show Log");
        await workbench.waitFor(".part.panel .view-line", { text: why.slice(0, 20) });
        await commands.executeCommand("workbench.action.closePanel");
        await toEnd(editor);
        await workbench.press("Alt+Backslash");
        await workbench.notification(why);
        await clearNotifications();
      });
    } finally {
      await chooseModel("starter-llama");
    }
    await withSettings(ON, async () => {
      await opened();
      await workbench.type(" She");
      await ghostSeen();
      await workbench.waitFor(`${ITEM} .codicon-eye`);
      assert.match(await said(), /^Model Lens: starter-llama on CPU, Completion: while typing, Last suggestion in [\d,]+ ms/);
    });
  });

  it("is whether suggestions come while typing, which a command turns on and off", async () => {
    const enabled = () => workspace.getConfiguration("modelLens.completion").inspect("enabled");
    await opened();
    assert.equal(enabled()?.globalValue, undefined);
    await toggle("while typing from now on");
    assert.equal(enabled()?.globalValue, true);
    await spoken("Completion: while typing");
    await workbench.type(" She");
    await ghostSeen();
    await workbench.press("Escape");
    await ghostGone();
    await toggle("when asked for");
    assert.equal(enabled()?.globalValue, false);
    await spoken("Completion: when asked");
    await workspace.getConfiguration("modelLens.completion").update("enabled", undefined, ConfigurationTarget.Global);
  });

  it("is a pause or a snooze, in which nothing is suggested but to who asks", async () => {
    await withSettings(ON, async () => {
      const editor = await opened();
      await workbench.run("Model Lens: Pause or Resume Completion");
      await workbench.waitFor(".statusbar-item .codicon-debug-pause");
      await window.showTextDocument(editor.document);
      await completeHere();
      await ghostSeen();
      await workbench.press("Escape");
      await quietWhileTyping();
      await commands.executeCommand("modelLens.pauseCompletion");
      await workbench.waitUntilGone(".statusbar-item .codicon-debug-pause");
      await commands.executeCommand("modelLens.snoozeCompletion", 5);
      await workbench.waitFor(".statusbar-item .codicon-bell-slash");
      await quietWhileTyping();
      await commands.executeCommand("modelLens.pauseCompletion");
      await workbench.waitUntilGone(".statusbar-item#model-lens\\.model-lens\\.modelLens\\.status .codicon-bell-slash");
      await workbench.type(" Then");
      await ghostSeen();
    });
  });

  it("is changed for the language where it was set for one", async () => {
    const section = () => workspace.getConfiguration("modelLens.completion", { languageId: "plaintext" });
    await section().update("enabled", false, ConfigurationTarget.Global, true);
    try {
      await withSettings({ enabled: true }, async () => {
        await opened();
        await spoken("Completion: when asked");
        await toggle("while typing from now on");
        const { globalLanguageValue, globalValue } = section().inspect("enabled") ?? {};
        assert.deepEqual([globalLanguageValue, globalValue], [true, true]);
        await toggle("when asked for");
        assert.deepEqual([section().inspect("enabled")?.globalLanguageValue, section().inspect("enabled")?.globalValue], [false, true]);
      });
    } finally {
      await section().update("enabled", undefined, ConfigurationTarget.Global, true);
    }
  });

  it("follows patterns of files, from the workspace folder on, and the command says when they decide", async () => {
    await withSettings({ confidence: 0, files: { "deep/**": true } }, async () => {
      await opened("deep/in/a.txt");
      await spoken("Completion: while typing");
      await workbench.type(" She");
      await ghostSeen();
      await workbench.press("Escape");
      await toggle("modelLens.completion.files");
      await opened("shallow.txt");
      await spoken("Completion: when asked");
      await workspace.getConfiguration("modelLens.completion").update("enabled", undefined, ConfigurationTarget.Global);
    });
  });
});

/** Types, and nothing is suggested, nor asked of the runtime. */
async function quietWhileTyping(): Promise<void> {
  const before = await figures();
  await workbench.type(" and");
  await idle();
  assert.deepEqual([await ghostText(), await figures()], ["", before]);
}

/** What a screen reader says of the item. */
async function said(): Promise<string> {
  return (await workbench.attributes(`${ITEM} a`, "aria-label")).find(Boolean) ?? "";
}

const spoken = (part: string): Promise<true> =>
  eventually(`"${part}" is said`, async () => {
    const now = await said();
    if (now.includes(part)) return true;
    throw new Error(now);
  });

async function opened(name = `status${++files}.txt`): Promise<TextEditor> {
  const editor = await openText(name, BEGINNING);
  await toEnd(editor);
  return editor;
}

async function toggle(says: string): Promise<void> {
  await workbench.run("Model Lens: Turn Completion While Typing On or Off");
  await workbench.notification(says);
  await clearNotifications();
  const [editor] = window.visibleTextEditors;
  if (editor) await toEnd(editor);
}

async function chooseModel(name: string): Promise<void> {
  await workbench.run("Model Lens: Choose Model…");
  await pick("Choose the model", name);
}
