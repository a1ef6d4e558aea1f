import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, Uri, workspace } from "vscode";
import { writeRandomCheckpoint } from "../../src/runtime/checkpoints/randomCheckpoint";
import { closeAll, decorations, drawn, page, pick, showAttention } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { THEME_NAMES, workbench } from "./harness/workbench";

const SHORT = "When Mary and John went to the store, John gave a drink to Mary.";
const PARAGRAPH = "When Mary and John went to the store, John gave a drink to Mary. When Mary and John went home, John gave a book to Mary.";

/** A model of many heads and a long context, quickly made; its attention is as random as its weights. */
const WIDE = {
  model_type: "gpt2",
  architectures: ["GPT2LMHeadModel"],
  vocab_size: 300,
  n_embd: 96,
  n_layer: 6,
  n_head: 8,
  n_positions: 4096,
  eos_token_id: 299,
};

/** What a person would look at: the pictures lie in out/screenshots/ after a run. */
describe("Pictures in every theme", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "model-lens-pictures-"));
  const wide = path.join(folder, "wide-gpt2");

  before(async () => {
    await closeAll();
    await writeRandomCheckpoint(wide, WIDE);
  });
  afterEach(closeAll);
  after(async () => {
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
    rmSync(folder, { recursive: true });
  });

  it("a short text: the pattern is drawn, the text beside it", async () => {
    await showAttention("names.md", SHORT);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`attention-${theme}`);
    }
  });

  it("another head in a wide window", async () => {
    await workbench.viewport(1600, 1000);
    await showAttention("names.md", PARAGRAPH);
    await page.click(".grid .cell[data-layer='2'][data-head='0']");
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`paragraph-${theme}`);
    }
  });

  it("a translation in three panes: a word of the target is pinned, and the word that it translates is tinted", async () => {
    await workbench.viewport(1700, 1000);
    await commands.executeCommand("workbench.action.closeSidebar");
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-marian");
    await showAttention("translation.md", "the old farmer near the river builds this small house slowly");
    await eventually("three pictures", async () => (await page.count(".beside-panes canvas.picture")) === 3);
    await eventually("every layer of every pane is there", async () => (await page.count(".facts .arriving")) === 0);
    await page.click("[role='tab']", { text: "Cross" });
    await page.click(".grid .cell[data-layer='1'][data-head='1']");
    const words = await page.texts(".column.queries [data-token] bdi");
    // "lenur" is the language's word for "river".
    const wanted = words.findIndex((_, token) => words.slice(token).join("").startsWith("·lenur"));
    assert.ok(wanted >= 0, words.join("|"));
    await page.click(`.column.queries [data-token='${wanted}']`);
    await page.waitFor(".top-list li:first-child bdi");
    const read = (await page.texts(".top-list li:first-child bdi")).join("");
    assert.ok(["·", "ri", "ver"].includes(read), `${words.join("|")} reads ${read} most`);
    await eventually("the source is tinted", async () => (await decorations()).some(({ mark }) => !mark));
    await page.hover("h1");
    await page.evaluate(() => window.scrollTo(0, 0), undefined);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`translation-${theme}`);
    }
    await workbench.theme("dark");
    await workbench.viewport(760, 900);
    await eventually("one picture", async () => (await page.count("canvas.picture")) === 1);
    await drawn();
    await workbench.screenshot("translation-narrow");
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
  });

  it("2,000 tokens of a model that the user added: tiles arrive, every layer is reached", async () => {
    await workbench.theme("dark");
    await commands.executeCommand("modelLens.addModelFolder", Uri.file(wide));
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "wide-gpt2");
    const text = PARAGRAPH.repeat(20).slice(0, 2000);
    const document = await workspace.openTextDocument({ content: text });
    await commands.executeCommand("vscode.open", document.uri);
    await commands.executeCommand("editor.action.selectAll");
    await commands.executeCommand("modelLens.showAttention");
    await page.waitFor("h1", { text: "wide-gpt2" });
    await page.waitFor(".facts li", { text: "2,000 tokens" });
    await eventually("every layer is there", async () => (await page.count(".grid .cell")) === 48 && (await page.count(".facts .arriving")) === 0);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await drawn();
      await workbench.screenshot(`2000-tokens-${theme}`);
    }
    await closeAll();
    await workbench.theme("dark");
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
  });
});
