import assert from "node:assert/strict";
import { commands, Selection, window, workspace } from "vscode";
import { clearNotifications, closeAll, holdRuntime, openSample, page, runtimeProcess, select, showAttention, shown, shownText, tabs } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const SENTENCE = "Once upon a time, there was a little girl named Lily.";

/** A document of so many characters, all selected, in the active editor. */
async function longText(characters: number): Promise<void> {
  const sentence = "Lily gave the red ball to Tom, and Tom was happy.\n";
  const content = sentence.repeat(Math.ceil(characters / sentence.length)).slice(0, characters);
  const editor = await window.showTextDocument(await workspace.openTextDocument({ content }), 1);
  const end = editor.document.positionAt(characters);
  editor.selection = new Selection(0, 0, end.line, end.character);
}

/** Notifications that contain this text; other extensions may have something to say as well. */
const said = async (text: string): Promise<string[]> => (await workbench.notifications()).map(({ message }) => message).filter(message => message.includes(text));

describe("The runtime's process", () => {
  beforeEach(closeAll);
  after(closeAll);

  it("can die while it runs: one notification, and the next request works", async () => {
    await holdRuntime();
    const first = await eventually("the runtime runs", runtimeProcess);
    select(await openSample("names.md"), SENTENCE);
    void commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".running");
    process.kill(first, "SIGKILL");
    const { message, buttons } = await workbench.notification("The runtime process ended unexpectedly");
    assert.match(message, /SIGKILL/);
    assert.ok(buttons.includes("Show Attention"), buttons.join(", "));
    assert.equal((await said("runtime process")).length, 1);
    await page.waitFor(".problem", { text: "The runtime process ended unexpectedly" });
    await clearNotifications();

    await closeAll();
    await showAttention("names.md", SENTENCE);
    assert.notEqual(runtimeProcess(), first);
  });

  it("can die while nobody waits: nobody is told, and the picture goes on", async () => {
    await showAttention("names.md", SENTENCE);
    const first = await eventually("the runtime runs", runtimeProcess);
    process.kill(first, "SIGKILL");
    await eventually("the process is gone", () => runtimeProcess() === undefined);
    await page.click(".cell[data-layer='3'][data-head='2']");
    await page.waitFor(".cell[data-layer='3'][data-head='2'][aria-selected='true']");
    await page.click(".column.queries [data-token='6']");
    await page.waitFor(".column.keys [data-token='0'] .value");
    assert.notEqual(await eventually("it runs again", runtimeProcess), first);
    assert.deepEqual(await said("runtime"), []);
  });

  it("is ended by Restart Runtime, and starts when it is needed", async () => {
    await showAttention("names.md", SENTENCE);
    const first = runtimeProcess();
    await workbench.run("Model Lens: Restart Runtime");
    await workbench.notification("it starts anew when it is needed");
    await clearNotifications();
    assert.equal(runtimeProcess(), undefined);
    await workbench.run("Model Lens: Show Attention");
    await eventually("another process runs", () => runtimeProcess() !== undefined && runtimeProcess() !== first);
    await shown("names.md:7");
  });

  it("takes a selection of a million characters and more, and says what it leaves out", async () => {
    await longText(1_234_567);
    void commands.executeCommand("modelLens.showAttention");
    const { message } = await workbench.notification("characters");
    assert.match(message, /1,234,567.*1,000,000/);
    await clearNotifications();
    await page.waitFor(".run");
    await page.waitFor("[role=note]", { text: "256" });
  });

  it("stops a run that is cancelled in the page, and runs it again", async () => {
    const goOn = await holdRuntime();
    select(await openSample("names.md"), SENTENCE);
    void commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".running");
    await page.click(".running vscode-button", { text: "Cancel" });
    await page.waitFor(".notice", { text: "cancelled" });
    await page.waitUntilGone(".running");
    goOn();
    await eventually("nothing is said of it: a cancellation is not an error", async () => (await said("Attention of")).length === 0 && (await said("topped")).length === 0);
    await page.click(".notice vscode-button", { text: "Run again" });
    await shown("names.md:7");
  });

  it("gives way to the newest request", async () => {
    const goOn = await holdRuntime();
    const editor = await openSample("names.md");
    select(editor, SENTENCE);
    void commands.executeCommand("modelLens.showAttention", { preserveFocus: true });
    await page.waitFor(".running");
    select(editor, "Professor Marchetti smiled");
    void commands.executeCommand("modelLens.showAttention", { preserveFocus: true });
    goOn();
    await shown("names.md:9");
    assert.equal(tabs().length, 2);
  });

  it("stops when its panel is closed", async () => {
    const goOn = await holdRuntime();
    select(await openSample("names.md"), SENTENCE);
    void commands.executeCommand("modelLens.showAttention");
    await page.waitFor(".running");
    await closeAll();
    goOn();
    await showAttention("names.md", SENTENCE);
    assert.deepEqual(await said("Attention of"), []);
  });

  it("reports on every device", async () => {
    await workbench.run("Model Lens: Show Device Report");
    const report = await shownText("# Devices");
    assert.match(report, /^## CPU: in use$/m);
    assert.match(report, /^## WebGPU: (in use|usable|not usable)\n\n\S/m);
    await eventually("it is in front", () => tabs().some(label => label.includes("Model Lens Devices")));
  });

  it("refuses a device that is not there, with a way to another", async () => {
    await showAttention("names.md", SENTENCE);
    const settings = workspace.getConfiguration("modelLens");
    await settings.update("device", "coreml", true);
    try {
      const { buttons } = await workbench.notification("coreml cannot be used");
      assert.ok(buttons.includes("Choose Device"), buttons.join(", "));
      await clearNotifications();
    } finally {
      await settings.update("device", undefined, true);
    }
    await showAttention("names.md", SENTENCE);
  });

  it("is reached from the status bar", async () => {
    await showAttention("names.md", SENTENCE);
    await workbench.click(".statusbar-item", { text: "starter-llama" });
    await workbench.waitFor(".quick-input-list .monaco-list-row", { text: "Restart Runtime" });
    await workbench.press("Escape");
  });
});
