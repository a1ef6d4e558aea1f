import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, extensions, workspace } from "vscode";
import { writeGoldenModel } from "../fake/goldenModel";
import { closeAll, decorations, drawn, openText, page, select, shown } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { THEME_NAMES, workbench } from "./harness/workbench";

const SOURCE = "The cat sat.";
const KINDS = ["t5", "bert", "bloom", "gpt_neox", "openai-gpt", "marian"] as const;

/** Checkpoints of other architectures: tiny, with random weights and a token for each letter. */
describe("The attention of other architectures", () => {
  let folder: string;

  before(async () => {
    await closeAll();
    folder = mkdtempSync(path.join(tmpdir(), "families-"));
    for (const name of KINDS) writeGoldenModel(name, path.join(folder, `tiny-${name}`), extension());
    writeGoldenModel("t5", path.join(folder, "tiny-t5-long"), extension(), 1200);
    await workspace.getConfiguration("modelLens").update("modelFolders", [folder], true);
  });
  afterEach(closeAll);
  after(async () => {
    await workspace.getConfiguration("modelLens").update("modelFolders", undefined, true);
    await choose(path.join(extension(), "models/starter-llama"));
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Makes a model the active one, as a click in the Models view does, and shows the attention of the source. */
  async function show(name: (typeof KINDS)[number] | "t5-long", file: string, source = SOURCE): Promise<void> {
    await choose(path.join(folder, `tiny-${name}`));
    select(await openText(file, `${source}\nDer Kater.\n`), source);
    await commands.executeCommand("modelLens.showAttention");
    await shown(`${file}:1`);
    await page.waitFor("h1", { text: `tiny-${name}` });
  }

  const extension = (): string => extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "";
  const choose = async (model: string): Promise<void> => void (await commands.executeCommand("modelLens.chooseModel", { kind: "model", model: { folder: model, problem: null } }));
  const selected = (): Promise<(string | null)[]> => page.attributes("[role='tab']", "aria-selected");

  it("an encoder–decoder: three panes, a generated target, then a typed one", async () => {
    await show("t5", "seq2seq.txt");
    assert.deepEqual(await selected(), ["true", "false", "false"]);
    await eventually("every layer of every pane is there", async () => (await page.count(".facts .arriving")) === 0);
    // The encoder has three layers of four heads, the decoder two.
    assert.equal(await page.count(".grid .cell"), 12);
    await page.focus("[role='tab'][aria-selected='true']");
    await workbench.press("ArrowRight");
    await eventually("the decoder is in sight", async () => (await selected())[1] === "true");
    await workbench.press("ArrowRight");
    await eventually("cross-attention is in sight", async () => (await selected())[2] === "true");
    assert.equal(await page.count(".grid .cell"), 8);
    await page.fill("#target", "dog");
    await page.focus("#target");
    await workbench.press("Enter");
    await eventually("the typed target ran", async () => (await page.texts(".column.queries [data-token] bdi")).join("") === "<pad>dog");
    await drawn();
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`cross-${theme}`);
    }
    await workbench.theme("dark");
  });

  it("what a target token read is tinted in the source text, and a selection can be the target", async () => {
    await show("t5", "linked.txt");
    await page.click("[role='tab']", { text: "Cross" });
    await commands.executeCommand("workbench.action.focusFirstEditorGroup");
    const editor = await openText("target.txt", "dogs\n");
    select(editor, "dogs");
    await commands.executeCommand("modelLens.useAsTarget");
    await page.waitFor(".target", { text: "selection" });
    await eventually("the selection is the target", async () => (await page.texts(".column.queries [data-token] bdi")).join("") === "<pad>dogs");
    await openText("linked.txt", `${SOURCE}\nDer Kater.\n`);
    await page.click(".column.queries [data-token='3']");
    await eventually("the source is tinted", async () => (await decorations()).some(({ mark }) => !mark));
  });

  it("three panes side by side where there is room: a token of one is marked in the others and in the source text", async () => {
    await workbench.viewport(1700, 1000);
    await commands.executeCommand("workbench.action.closeSidebar");
    await show("t5", "beside.txt");
    await page.fill("#target", "dog");
    await page.focus("#target");
    await workbench.press("Enter");
    await eventually("three pictures", async () => (await page.count(".beside-panes canvas.picture")) === 3);
    await eventually("every layer of every pane is there", async () => (await page.count(".facts .arriving")) === 0);
    // The decoder's token "g" is pointed at while the encoder is chosen: cross-attention says what it read.
    const decoder = ".pane:nth-child(2) canvas.marks";
    const { width, height } = await page.box(decoder);
    await page.hover(decoder, { at: { x: width * 0.5, y: height - 12 } });
    await eventually("what it read is tinted", async () => (await decorations()).some(({ mark }) => !mark));
    assert.deepEqual(await selected(), ["true", "false", "false"], "pointing chooses nothing");
    await page.click(decoder, { at: { x: width * 0.5, y: height - 12 } });
    await eventually("the decoder is chosen", async () => (await selected())[1] === "true");
    await page.waitFor(".column.queries .token-row.pinned[data-token='3']");
    await page.hover("h1");
    assert.ok((await decorations()).some(({ mark }) => !mark), "what is pinned stays tinted");
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`beside-${theme}`);
    }
    await workbench.theme("dark");
    // And back: the cursor in the source marks its token in the panes that have it.
    await page.click("[role='tab']", { text: "Cross" });
    await page.waitFor(".column.queries .token-row.pinned[data-token='3']");
    await workbench.click(".view-line", { text: SOURCE, at: { x: 1, y: 8 } });
    await page.waitFor(".column.keys .token-row.marked[data-token='0']");
  });

  it("three panes by keyboard: each keeps its head, the keyboard goes along from picture to picture", async () => {
    const focused = (): Promise<number> => page.evaluate(() => [...document.querySelectorAll(".pane canvas.marks")].indexOf(document.activeElement ?? document.body), undefined);
    const heads = (): Promise<string[]> => page.texts(".pane h2");
    await show("t5", "keys.txt");
    await eventually("three pictures", async () => (await page.count(".beside-panes canvas.picture")) === 3);
    await page.focus(".pane:nth-child(1) canvas.marks");
    await workbench.press("ArrowDown", "ArrowRight", "]");
    await eventually("the next head of the encoder", async () => (await heads()).join() === "Layer 0 · head 1,Layer 0 · head 0,Layer 0 · head 0");
    await workbench.press("p");
    await eventually("the decoder has the keyboard", async () => (await selected())[1] === "true" && (await focused()) === 1);
    await workbench.press("}", "p");
    await eventually("cross-attention has the keyboard", async () => (await selected())[2] === "true" && (await focused()) === 2);
    assert.deepEqual(await heads(), ["Layer 0 · head 1", "Layer 1 · head 0", "Layer 0 · head 0"]);
    await workbench.press("ArrowRight", "ArrowRight", "Enter");
    await page.waitFor(".column.queries .token-row.pinned[data-token='0']");
    await workbench.press("t");
    await page.waitFor(".tokens table");
    await workbench.press("t", "p", "Escape");
    await eventually("the pinned token is let go in whatever pane one is", async () => (await page.count(".tokens vscode-button[title^='Let the token go']")) === 0);
    await page.focus("[role='tab'][aria-selected='true']");
    await workbench.press("End");
    await eventually("the names choose, too", async () => (await selected())[2] === "true");
    await workbench.viewport(1400, 900);
    await eventually("a narrow page has one picture", async () => (await page.count("canvas.picture")) === 1);
    assert.deepEqual(await page.texts(".head h2"), ["Layer 0 · head 0"]);
  });

  it("encoders, post-norm decoders, rotary on a part of the channels, ALiBi, sinusoids: a picture of each", async () => {
    for (const name of ["bert", "openai-gpt", "gpt_neox", "bloom", "marian"] as const) {
      await show(name, `${name}.txt`);
      await drawn();
      await workbench.screenshot(`family-${name}`);
      await closeAll();
    }
  });

  it("a prefix LM is opened as it was trained, over all that is selected; its prefix is taken away, and given back", async () => {
    await choose(path.join(extension(), "models/starter-prefix"));
    select(await openText("prefix-lm.txt", `${SOURCE}\nMore.\n`), SOURCE);
    await commands.executeCommand("modelLens.showAttention");
    await shown("prefix-lm.txt:1");
    await page.waitFor(".mask-card strong", { text: "As trained" });
    await page.waitFor(".facts", { text: "causal behind a full prefix of" });
    await drawn();
    await workbench.screenshot("attention-prefix-lm");
    await page.click(".mask-card vscode-button", { text: "Causal" });
    await page.waitFor(".mask-card strong", { text: "What if" });
    await eventually("the mask is causal", async () => (await page.texts(".facts li")).includes("mask: causal"));
    await page.click(".mask-card vscode-button", { text: "As trained" });
    await page.waitFor(".mask-card strong", { text: "As trained" });
  });

  it("the mask that ran, opened for a prefix, and what dividing by √d does", async () => {
    await show("bloom", "mask.txt");
    await page.waitFor(".mask-card", { text: "causal" });
    await page.click(".column.queries [data-token='5']");
    await page.click(".mask-card vscode-button", { text: "Prefix up to the pinned token (6)" });
    await page.waitFor(".mask-card strong", { text: "What if" });
    await page.waitFor(".facts", { text: "prefix of 6 tokens" });
    await page.click(".scaling summary");
    await page.waitFor(".scaling-numbers th", { text: "variance" });
    await drawn();
    await page.evaluate(() => document.querySelector(".mask-card")?.scrollIntoView({ block: "center" }), undefined);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`mechanics-${theme}`);
    }
    await workbench.theme("dark");
    await page.click(".scaling vscode-button", { text: "what-if" });
    await page.waitFor(".explanation", { text: "The model never ran this" });
    await page.click(".mask-card vscode-button", { text: "Causal again" });
    await eventually("the mask is causal again", async () => (await page.count(".mask-card strong")) === 0);
  });

  it("a thousand tokens under ALiBi", async () => {
    await show("bloom", "thousand.txt", "The cat sat on the mat. ".repeat(42).slice(0, 999));
    await page.waitFor(".facts li", { text: "1,000 tokens" });
    await eventually("every layer is there", async () => (await page.count(".facts .arriving")) === 0);
    await drawn();
    await workbench.screenshot("family-bloom-1000");
  });

  it("a thousand source tokens and eight hundred that read them, in three panes", async () => {
    await workbench.viewport(1700, 1000);
    await commands.executeCommand("workbench.action.closeSidebar");
    await show("t5-long", "both.txt", "The cat sat on the mat. ".repeat(42).slice(0, 999));
    await page.fill("#target", "Der Kater sass auf der Matte. ".repeat(27).slice(0, 799));
    await page.focus("#target");
    await workbench.press("Enter");
    await page.waitFor(".facts li", { text: "1,000 source and 800 target tokens" });
    await eventually("every layer is there", async () => (await page.count(".facts .arriving")) === 0);
    await eventually("three pictures", async () => (await page.count(".beside-panes canvas.picture")) === 3);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`beside-1000-by-800-${theme}`);
    }
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
  });

  it("a source that is too long is cut, and said to be", async () => {
    await show("t5", "cut.txt", "The cat sat on the mat. ".repeat(40).slice(0, 900));
    await page.waitFor(".notice", { text: "512" });
  });

  it("a narrow window still has everything", async () => {
    await workbench.viewport(720, 900);
    await show("t5", "narrow.txt");
    await page.click("[role='tab']", { text: "Cross" });
    await drawn();
    await workbench.screenshot("cross-narrow");
    await workbench.viewport(1400, 900);
  });
});
