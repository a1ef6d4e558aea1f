import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, env, Uri, window, workspace } from "vscode";
import { clearNotifications, closeAll, tabs } from "./attentionPanel";
import { answerFileDialog } from "./fileDialog";
import { choose, enter, generation as page, press, runsDone, runsOn, setOpen, tokensDone, trace } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { THEME_NAMES, workbench } from "./harness/workbench";

const NAME = "kept.generation.json";

describe("A saved generation", () => {
  let folder: string;
  const inFolder = (name: string): string => path.join(folder, name);
  const open = (file: string): Thenable<unknown> => commands.executeCommand("modelLens.openGenerationFile", Uri.file(file));
  beforeEach(async () => {
    await closeAll();
    folder = mkdtempSync(path.join(tmpdir(), "saved-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  after(closeAll);

  /** Saves the active run under a path, through the dialog. */
  async function save(to: string): Promise<void> {
    await press("Save run");
    await answerFileDialog(to, /\/starter-llama[^/]*\.generation\.json$/);
    await workbench.notification(`was saved as ${path.basename(to)}`);
    await clearNotifications();
  }
  /** The saved file with something of it changed. */
  function changed(file: string, change: (run: Record<string, unknown>) => void): string {
    const run = JSON.parse(readFileSync(inFolder(NAME), "utf8")) as Record<string, unknown>;
    change(run);
    writeFileSync(inFolder(file), JSON.stringify(run));
    return inFolder(file);
  }

  it("is opened by the palette as it was, looked into, and replayed: identical", async () => {
    const tokens = await trace();
    await page.click(".ribbon .cell[aria-posinset='3']");
    const candidates = await page.texts("table.pipeline tbody th bdi");
    await save(inFolder(NAME));
    await closeAll();
    await workbench.run("Model Lens: Open Generation…");
    await answerFileDialog(inFolder(NAME));
    await page.waitFor(".saved", { text: "Its model, starter-llama, is at hand" });
    assert.deepEqual(tabs(), [`Generation: ${NAME}`]);
    assert.deepEqual(await tokensDone(), tokens);
    assert.match(await page.text(".saved"), /\d{4}/, "when it was saved");
    assert.equal(await page.text(".run .source"), "names.md:7");
    await page.click(".ribbon .cell[aria-posinset='3']");
    await page.waitFor("#step-title", { text: "Step 2" });
    assert.deepEqual(await page.texts("table.pipeline tbody th bdi"), candidates);
    await setOpen("lens", true);
    await page.waitFor("table.lens tbody tr:last-child.agrees");
    await workbench.screenshot("generation-saved");
    await press("Replay");
    await page.waitFor(".replayed[data-identical='true']", { text: `${tokens.length} tokens` });
    const [saved, again] = await runsDone(2);
    assert.deepEqual(again?.tokens, saved?.tokens);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await workbench.screenshot(`generation-replayed-${theme}`);
    }
    await workbench.theme("dark");
    await workbench.viewport(620, 900);
    await workbench.screenshot("generation-replayed-narrow");
    await workbench.viewport(1400, 900);
    await env.clipboard.writeText("");
    await press("Copy text");
    await eventually("the text is in the clipboard", async () => (await env.clipboard.readText()) !== "");
    assert.equal(await page.count("vscode-button", { text: "Insert" }), 0, "there is no document");
  });

  it("of beams under a prefix comes out the same, and says which token differs where it was tampered with", async () => {
    await trace();
    await choose("Method", "Beam search");
    await enter("max_new_tokens", "12");
    await page.click("vscode-button[title^='Let all tokens']");
    await press("Run again");
    await page.waitFor(".facts", { text: "prefix of" });
    await page.waitFor("canvas[data-picture='tree']");
    await eventually("the beams are done", async () => (await runsOn(page))[0]?.status === "done");
    await save(inFolder(NAME));
    await closeAll();
    await open(inFolder(NAME));
    await page.waitFor(".saved");
    await page.waitFor("canvas[data-picture='tree']");
    await page.waitFor(".facts", { text: "prefix of" });
    assert.ok(Number(await page.evaluate(() => document.querySelector<HTMLInputElement>("input[aria-label='prefix']")?.value, undefined)) > 5);
    await press("Replay");
    await page.waitFor(".replayed[data-identical='true']", { text: "12 tokens" });
    const other = changed("other.generation.json", run => {
      const { texts } = run["finished"] as { texts: { tokens: { id: number; text: string }[] }[] };
      Object.assign(texts[0]?.tokens[3] ?? {}, { id: 7, text: "tampered" });
    });
    await closeAll();
    await open(other);
    await page.waitFor(".saved", { text: "other.generation.json" });
    await press("Replay");
    await page.waitFor(".replayed[data-identical='false']", { text: "token 3 differs first: tampered was saved" });
    await workbench.screenshot("generation-replay-differs");
  });

  it("is shown without its model, and says what needs it", async () => {
    await trace();
    await save(inFolder(NAME));
    await closeAll();
    const file = changed("stranger.generation.json", run => Object.assign(run, { checksum: "0".repeat(64), folder: "/nowhere/<b>elsewhere</b>", model: "<img src=x onerror=alert(1)>‮" }));
    await open(file);
    await page.waitFor(".saved", { text: "not at hand" });
    assert.equal(await page.count("img"), 0, "what a file says is text");
    assert.ok((await tokensDone()).length > 5);
    const [disabled] = await page.evaluate(() => [...document.querySelectorAll("vscode-button")].filter(one => one.textContent.trim() === "Replay").map(one => one.hasAttribute("disabled")), undefined);
    assert.equal(disabled, true);
    await setOpen("lens", true);
    await page.waitFor("section:has(#part-lens) .hint", { text: "This needs the model" });
    await page.click("table.pipeline tbody tr:nth-child(2) button.link");
    await page.waitFor(".problem", { text: "not among those that were found" });
    await workbench.screenshot("generation-saved-without-model");
  });

  it("with a second model runs on the one that has its checksum, whatever it is called, and on no other", async () => {
    await trace();
    await save(inFolder(NAME));
    const withDraft = (file: string, checksum: unknown) => changed(file, run => Object.assign(run, { helper: { folder: "/nowhere/small", as: "draft", model: "small", checksum: checksum ?? run["checksum"] } }));
    await closeAll();
    await open(withDraft("draft.generation.json", null));
    await page.waitFor(".saved", { text: "is at hand" });
    // A draft changes how fast tokens come, and nothing else.
    await press("Replay");
    await page.waitFor(".replayed[data-identical='true']");
    assert.ok((await page.count(".ribbon-column .cell.drafted")) > 0, "it ran with a draft");
    await closeAll();
    await open(withDraft("other.generation.json", "0".repeat(64)));
    await page.waitFor(".saved", { text: "It needs a second model. small is not at hand" });
  });

  it("is refused with a remedy where it is none", async () => {
    const cases: readonly (readonly [string, string, string])[] = [
      ["notes.generation.json", '{"format": "notes"}', "does not say that it is one"],
      ["half.generation.json", '{"format": "model-lens generation", "version": 2, "items": [', "it is not whole JSON"],
      ["old.generation.json", '{"format": "model-lens generation", "version": 1}', "earlier Model Lens"],
      ["new.generation.json", '{"format": "model-lens generation", "version": 9}', "another version"],
      ["large.generation.json", " ".repeat(100 * 1024 ** 2), "100 MB"],
    ];
    for (const [name, text, words] of cases) {
      writeFileSync(inFolder(name), text);
      await open(inFolder(name));
      // The corner shows only a few that come at once.
      await commands.executeCommand("notifications.showList");
      const { message } = await workbench.notification(words);
      assert.match(message, /Choose a file|Run it with|Update Model Lens/, name);
      await clearNotifications();
    }
    await open(inFolder("gone.generation.json"));
    await commands.executeCommand("notifications.showList");
    await workbench.notification("gone.generation.json cannot be read");
    await clearNotifications();
    assert.deepEqual(tabs(), []);
  });

  it("is opened from the explorer's menu and from its text's title", async () => {
    await trace();
    await save(inFolder(NAME));
    await closeAll();
    const [root] = workspace.workspaceFolders ?? [];
    assert.ok(root);
    const file = Uri.joinPath(root.uri, NAME);
    writeFileSync(file.fsPath, readFileSync(inFolder(NAME)));
    try {
      await commands.executeCommand("revealInExplorer", file);
      await workbench.click(".explorer-folders-view .monaco-list-row", { text: NAME, button: "right" });
      await workbench.waitFor(".monaco-menu .action-label", { text: "Open in Model Lens" });
      // It is the last entry of the first group. (A menu does not take a click at once after it opened.)
      await workbench.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
      await workbench.waitFor(".monaco-menu .action-item.focused", { text: "Open in Model Lens" });
      await workbench.press("Enter");
      await page.waitFor(".saved", { text: NAME });
      await closeAll();
      await window.showTextDocument(file);
      await workbench.click(".editor-actions a[aria-label^='Open in Model Lens']");
      await page.waitFor(".saved", { text: NAME });
      // By the keyboard alone.
      await page.focus("vscode-dropdown[aria-label='Method']");
      for (let tab = 0; tab < 30; tab++) {
        await workbench.press("Tab");
        if (await page.evaluate(() => document.activeElement?.textContent.trim() === "Replay", undefined)) break;
      }
      await workbench.press("Enter");
      await page.waitFor(".replayed[data-identical='true']");
    } finally {
      rmSync(file.fsPath);
    }
  });
});

describe("A prefix", () => {
  beforeEach(closeAll);
  after(closeAll);

  it("is taken where the model can have one, changes what comes, and is refused with the reason where it cannot", async () => {
    const causal = await trace();
    await enter("prefix", "999");
    await page.waitFor(".form .explanation", { text: "a prefix of 999 does not fit" });
    await page.click("vscode-button[title^='Let all tokens']");
    await press("Run again");
    await page.waitFor(".facts", { text: "prefix of" });
    assert.notDeepEqual(await tokensDone(), causal);
    await choose("Model", "starter-marian");
    await page.waitFor(".form .explanation", { text: "its encoder sees the whole source already" });
    await page.click("vscode-button[title^='Take the prefix away']");
    await page.waitFor(".no-prefix", { text: "starter-marian has no prefix" });
    await workbench.screenshot("generation-no-prefix");
  });

  it("of a prefix LM is the whole text without being asked for; it is taken away, and given back", async () => {
    await trace();
    await choose("Model", "starter-prefix");
    await page.waitFor("input[aria-label='prefix'][placeholder='all']");
    await press("Run again");
    await page.waitFor(".facts", { text: "as trained" });
    const trained = await tokensDone();
    assert.deepEqual(tabs().filter(label => label.startsWith("Generation")), ["Generation: names.md:7 · starter-prefix"]);
    await workbench.screenshot("generation-prefix-lm");
    await page.click("vscode-button[title^='Take the prefix away']");
    await press("Run again");
    await page.waitFor(".facts", { text: "no prefix" });
    assert.notDeepEqual(await tokensDone(), trained);
    await page.click("vscode-button[title^='All of the text']");
    await press("Run again");
    await page.waitFor(".facts", { text: "as trained" });
    assert.deepEqual(await tokensDone(), trained);
  });
});
