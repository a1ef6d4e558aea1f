import { writeFileSync } from "node:fs";
import { commands, Uri } from "vscode";
import { closeAll, openSample, openText, page, pick, select } from "../attentionPanel";
import { eventually } from "../harness/eventually";
import { workbench } from "../harness/workbench";

const TEXT = "When Mary and John went to the store, John gave a drink to Mary.";
const ROUNDS = 8;

/** Timed by `npm run bench`, never by `npm test`: what a person waits for, command to picture on the screen. */
describe("From the command to the picture", () => {
  const { MODEL_LENS_TIMING_RESULTS: results = "", MODEL_LENS_TIMING_MODEL: model = "", MODEL_LENS_TIMING_TEXT: text = "" } = process.env;
  const samples: Record<string, number[]> = {};

  after(() => writeFileSync(results, JSON.stringify(samples)));

  it("cold: nothing of the extension has run in this window", async () => {
    select(await openSample("names.md"), TEXT);
    // The workbench itself is still starting; whoever selects a text has let it finish.
    await rest(3000);
    await time("cold", "names.md:5");
  });

  it("warm: another paragraph, a model of 124 M parameters", async () => {
    await closeAll();
    await commands.executeCommand("modelLens.addModelFolder", Uri.file(model));
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "gpt2-small");
    const paragraphs = Array.from({ length: ROUNDS + 1 }, (_, i) => `${i}${text.slice(1)}`);
    await openText("paragraphs.txt", paragraphs.join("\n"));
    for (const [round, paragraph] of paragraphs.entries()) {
      // The panel may have the focus.
      select(await openSample("paragraphs.txt"), paragraph);
      // The editor paints the selection: a hand takes longer to the key.
      await rest(500);
      // The first round opens the panel and loads the model.
      await time(round === 0 ? "loading" : "warm", `paragraphs.txt:${round + 1}`);
      await page.waitFor(".grid .cell[data-layer='11']");
      await eventually("every layer is there", async () => (await page.count(".facts .arriving")) === 0);
    }
  });

  async function time(what: string, source: string): Promise<void> {
    const started = Date.now();
    await commands.executeCommand("modelLens.showAttention");
    const painted = await eventually(`the picture of ${source}`, () => page.evaluate(paintedAt, source));
    (samples[what] ??= []).push(painted - started);
  }
});

const rest = (milliseconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, milliseconds));

/** When, by the clock of the machine, the page had painted the picture of this source: many colours, an empty or half-drawn one has few. */
async function paintedAt(source: string): Promise<number> {
  const painted = (): boolean => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.picture");
    if (!canvas || canvas.width === 0 || !document.querySelector(".run .source")?.textContent.includes(source)) return false;
    const data = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const seen = new Set<number>();
    for (let i = 0; i < data.length; i += 4) seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
    return seen.size > 20;
  };
  const end = Date.now() + 15_000;
  while (!painted()) {
    if (Date.now() > end) throw new Error(`no picture of ${source}`);
    await new Promise(resolve => setTimeout(resolve, 10));
  }
  return Date.now();
}
