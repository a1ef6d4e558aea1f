import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, Uri, workspace } from "vscode";
import { writeRandomCheckpoint } from "../../src/runtime/checkpoints/randomCheckpoint";
import { closeAll, drawn, page, pick, showAttention } from "./attentionPanel";
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
