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
  async function show(name: (typeof KINDS)[number], file: string, source = SOURCE): Promise<void> {
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
    await workbench.press("ArrowRight", "ArrowRight");
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

  it("encoders, post-norm decoders, rotary on a part of the channels, ALiBi, sinusoids: a picture of each", async () => {
    for (const name of ["bert", "openai-gpt", "gpt_neox", "bloom", "marian"] as const) {
      await show(name, `${name}.txt`);
      await drawn();
      await workbench.screenshot(`family-${name}`);
      await closeAll();
    }
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

  it("long texts: a thousand tokens under ALiBi, hundreds on either side of cross-attention", async () => {
    await show("bloom", "thousand.txt", "The cat sat on the mat. ".repeat(42).slice(0, 999));
    await page.waitFor(".facts li", { text: "1,000 tokens" });
    await eventually("every layer is there", async () => (await page.count(".facts .arriving")) === 0);
    await drawn();
    await workbench.screenshot("family-bloom-1000");
    await show("t5", "hundreds.txt", "The cat sat on the mat. ".repeat(20).slice(0, 450));
    await page.fill("#target", "Der Kater sass auf der Matte. ".repeat(8).slice(0, 200));
    await page.focus("#target");
    await workbench.press("Enter");
    await page.waitFor(".facts li", { text: "451 source and 201 target tokens" });
    await page.click("[role='tab']", { text: "Cross" });
    await eventually("every layer is there", async () => (await page.count(".facts .arriving")) === 0);
    await drawn();
    await workbench.screenshot("cross-451-by-201");
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
