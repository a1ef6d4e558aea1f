import assert from "node:assert/strict";
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, env, extensions, workspace } from "vscode";
import { closeAll, openSample, openText, pick, select, tabs } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import { writeGoldenModel } from "../fake/goldenModel";
import { openWindow, THEME_NAMES, workbench } from "./harness/workbench";
import { reloadWindow } from "./reloadWindow";

/** The positions page in the panel that is in front. */
const page = workbench.webview("body[data-page='positions']");

/** A tiny checkpoint of each other kind, and the pictures that its stacks must have. */
const KINDS = {
  gpt2: { kinds: ["learned"], pictures: ["model.similarity", "model.cosines", "model.norms", "model.table"] },
  t5: { kinds: ["buckets", "buckets"], pictures: ["encoder.bias", "encoder.buckets", "encoder.table", "decoder.bias", "decoder.buckets", "decoder.table"] },
  bloom: { kinds: ["alibi"], pictures: ["model.bias", "model.slopes"] },
  "bert-relative_key": { kinds: ["relative"], pictures: ["model.norms", "model.similarity", "model.table"] },
  marian: { kinds: ["sinusoidal", "sinusoidal"], pictures: ["encoder.waves", "encoder.wavelengths", "encoder.products", "decoder.waves", "decoder.wavelengths", "decoder.products"] },
} as const;

const STORY = "Once upon a time, there was a little girl named Lily. Lily had a red ball. One day, Lily went to the park with her red ball. ";

describe("Positions", () => {
  let folder: string;
  const extensionPath = (): string => extensions.getExtension("model-lens.model-lens")?.extensionPath ?? "";
  const picture = (id: string): string => `figure[data-picture='${id}']`;
  /** Waits until what is read in a picture matches: the page is drawn a frame after a key. */
  const reads = (id: string, wanted: RegExp): Promise<string> =>
    eventually(`${id} reads ${wanted}`, async () => {
      const text = await page.text(`${picture(id)} .reading`);
      if (!wanted.test(text)) throw new Error(`It reads: ${text}`);
      return text;
    });

  before(async () => {
    await closeAll();
    folder = mkdtempSync(path.join(tmpdir(), "positions-"));
    for (const name of Object.keys(KINDS)) {
      for (const file of ["config.json", "model.safetensors"]) cpSync(path.join(extensionPath(), "test/golden/reference", name, file), path.join(folder, `tiny-${name}`, file));
    }
    await workspace.getConfiguration("modelLens").update("modelFolders", [folder], true);
    await commands.executeCommand("workbench.action.closeSidebar");
  });
  afterEach(closeAll);
  after(async () => {
    await workspace.getConfiguration("modelLens").update("modelFolders", undefined, true);
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Shows the positions of a model as a click on it in the Models view does, and waits for all of its pictures. */
  async function show(name: keyof typeof KINDS): Promise<void> {
    await commands.executeCommand("modelLens.showPositions", { kind: "model", model: { folder: path.join(folder, `tiny-${name}`), problem: null } });
    await page.waitFor("h1", { text: `tiny-${name}` });
    for (const id of KINDS[name].pictures) await page.waitFor(picture(id));
  }

  /** Waits until every table of colours on the page has many of them. */
  const painted = (): Promise<true> =>
    eventually("the tables are painted", () =>
      page.evaluate(() => {
        const all = [...document.querySelectorAll<HTMLCanvasElement>("canvas[data-picture]")];
        return all.every(canvas => {
          const data = canvas.width > 1 ? canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data : undefined;
          const colors = new Set<number>();
          for (let i = 0; data !== undefined && i < data.length; i += 4) colors.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
          return colors.size > 20;
        });
      }, undefined),
    );

  /** Pictures that reach beyond the page's right edge. */
  const tooWide = (): Promise<string[]> =>
    page.evaluate(() => [...document.querySelectorAll(".plot, .clocks, .bar, .legend-row, canvas")].filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(element => element.outerHTML.slice(0, 80)), undefined);

  it("of the active model come from the palette: rotary, with turning hands, in every theme", async () => {
    await workbench.viewport(1400, 1300);
    await workbench.run("Model Lens: Show Positions");
    await page.waitFor("h1", { text: "starter-llama" });
    await page.waitFor("section[data-kind='rotary'] h2", { text: "RoPE" });
    assert.deepEqual(tabs(), ["Positions: starter-llama"]);
    await page.click(`${picture("model.hands")} .clock[data-pair='1']`);
    await workbench.press("ArrowUp", "ArrowUp", "ArrowUp");
    await reads("model.hands", /^Pair 1 at position 3: /);
    assert.equal(await page.text(`${picture("model.hands")} output`), "3");
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await painted();
      await workbench.screenshot(`positions-rotary-${theme}`);
    }
    await workbench.theme("dark");
  });

  it("are read from the keyboard: values along a curve and in a table of colours", async () => {
    await commands.executeCommand("modelLens.showPositions");
    await page.focus(`${picture("model.decay")} .plot`);
    await workbench.press("ArrowRight", "ArrowRight", "ArrowRight");
    await reads("model.decay", /^bound · Query − key 3: relative to distance 0 0\.\d+$/);
    await workbench.press("ArrowDown");
    await reads("model.decay", /^q = k.* · Query − key 3: /);
    await page.focus(`${picture("model.cosines")} .plot`);
    await workbench.press("ArrowDown", "ArrowRight");
    await reads("model.cosines", /^Position 1, pair 1: cosine 0\.\d+$/);
    await workbench.press("ArrowLeft");
    await reads("model.cosines", new RegExp(`^Position 1, pair 0: cosine ${Number(Math.cos(1).toPrecision(3))}$`));
  });

  it("have the numbers behind each picture as a table, and for the clipboard", async () => {
    await commands.executeCommand("modelLens.showPositions");
    await page.click(`${picture("model.decay")} vscode-button`, { text: "Table" });
    await page.waitFor(`${picture("model.decay")} .numbers th`, { text: "bound" });
    assert.deepEqual((await page.texts(`${picture("model.decay")} .numbers tbody tr`)).slice(0, 1).map(row => row.split(/\s+/)), [["0", "1", "1"]]);
    await page.click(`${picture("model.decay")} vscode-button`, { text: "Copy" });
    const copied = await eventually("the numbers are in the clipboard", async () => {
      const text = await env.clipboard.readText();
      return text.startsWith("Query − key (positions)\tbound\t") && text;
    });
    assert.match(copied, /\n0\t1\t1\n/);
    await workbench.screenshot("positions-table");
    await page.click(`${picture("model.decay")} vscode-button`, { text: "Table" });
    await page.waitUntilGone(`${picture("model.decay")} .numbers`);
  });

  for (const name of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    it(`of ${name}: ${[...new Set(KINDS[name].kinds)].join(", ")}, wide and narrow`, async () => {
      await workbench.viewport(1400, 1300);
      await show(name);
      assert.deepEqual(await page.attributes("section.stack[data-kind]", "data-kind"), [...KINDS[name].kinds]);
      await painted();
      const [first] = KINDS[name].pictures;
      await page.hover(`${picture(first)} .plot`);
      await reads(first, /: .*\d/);
      await workbench.screenshot(`positions-${name}-wide`);
      await workbench.theme("light");
      await painted();
      await workbench.screenshot(`positions-${name}-light`);
      await workbench.theme("dark");
      await workbench.viewport(360, 1300);
      await eventually("the page is narrow", async () => (await page.box("#page")).width < 330);
      await painted();
      await eventually("nothing reaches beyond the edge", async () => (await tooWide()).length === 0).catch(async (error: unknown) => {
        throw new Error((await tooWide()).join("\n"), { cause: error });
      });
      await workbench.screenshot(`positions-${name}-narrow`);
    });
  }

  it("follow the model that is chosen; a line is chosen by its name, a layer's sheet from a list", async () => {
    await workbench.viewport(1400, 900);
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "tiny-t5");
    await workbench.run("Model Lens: Show Positions");
    await page.waitFor("h1", { text: "tiny-t5" });
    await page.click(`${picture("encoder.bias")} .line-button`, { text: "head 2" });
    await reads("encoder.bias", /^head 2 · Key − query −144: bias /);
    await closeAll();
    await workbench.run("Model Lens: Choose Model…");
    await pick("Choose the model", "starter-llama");
  });

  it("say what is wrong with a damaged model, and come when it is mended", async () => {
    const weights = path.join(folder, "tiny-gpt2", "model.safetensors");
    renameSync(weights, `${weights}.away`);
    await commands.executeCommand("modelLens.showPositions", { kind: "model", model: { folder: path.dirname(weights), problem: null } });
    await page.waitFor(".problem", { text: "tiny-gpt2" });
    renameSync(`${weights}.away`, weights);
    await page.click(".problem vscode-button", { text: "Try again" });
    await page.waitFor("section[data-kind='learned']");
    assert.equal(await page.count(".problem"), 0);
  });

  it("are measured on the selected text, per head, beside the formula's curve", async () => {
    await workbench.viewport(1400, 1300);
    select(await openSample("names.md"), "When Mary and John went to the store, John gave a drink to Mary.");
    await workbench.run("Model Lens: Show Positions");
    await page.waitFor(".text .source", { text: "names.md:5" });
    await page.waitFor(picture("text.logits"));
    assert.deepEqual(await page.texts(`${picture("text.logits")} .line-button`), ["q·k", "shape of the bound"]);
    await page.focus(`${picture("text.weights")} .plot`);
    await workbench.press("End");
    const before = await reads("text.weights", /^Key − query 0: weight 0\.\d+$/);
    await page.click(".text .choices vscode-dropdown[aria-label='Head']");
    await workbench.press("ArrowDown", "Enter");
    await eventually("another head is measured", async () => (await page.text(`${picture("text.weights")} .reading`)) !== before);
    await workbench.screenshot("positions-text");
    select(await openSample("names.md"), "Lily had a red ball.");
    await commands.executeCommand("modelLens.showPositions");
    await page.waitFor(".text .excerpt", { text: "Lily had a red ball." });
    await page.waitFor(picture("text.weights"));
    assert.equal(tabs().filter(label => label.startsWith("Positions")).length, 1, "the same panel");
  });

  it("are tried out otherwise, always marked as a what-if: a shift moves nothing, another θ does", async () => {
    await workbench.viewport(1000, 1300);
    select(await openSample("names.md"), "When Mary and John went to the store, John gave a drink to Mary.");
    await commands.executeCommand("modelLens.showPositions");
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried strong", { text: "What if: positions + 7." });
    await page.waitFor(".tried", { text: "Nothing moved beyond what float32 rounds" });
    await page.click(".what-if vscode-radio", { text: "another θ" });
    await page.waitUntilGone(".tried");
    await page.fill(".what-if .number-input", "100");
    await workbench.press("Tab");
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried strong", { text: "What if: θ = 100." });
    await page.waitFor(".tried .next td", { text: "%" });
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await page.screenshot(`positions-what-if-${theme}`, ".what-if");
    }
    await workbench.theme("dark");
    await page.click(".what-if vscode-radio", { text: "a set" });
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried", { text: "Nothing moved beyond what float32 rounds" });
    await page.click(".what-if vscode-radio", { text: "no positions" });
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried strong", { text: "What if: no positions." });
  });

  it("are tried out past the length that the model was made for: losses inside and beyond it, drawn; a learned table has no row there", async () => {
    await workbench.viewport(1900, 1300);
    await openText("long-story.txt", STORY.repeat(12));
    await commands.executeCommand("modelLens.showPositions");
    await page.waitFor(".text .quiet", { text: "the first 256 of" });
    await page.waitFor(picture("text.lengths"));
    assert.match(await page.text(`${picture("text.lengths")} .explanation`), /over the 32 channels that turn.*greatest relative difference is \d\.\de-\d/);
    await page.click(".what-if vscode-radio", { text: "a longer text" });
    await page.fill(".what-if .number-input", "400");
    await workbench.press("Tab");
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried strong", { text: "What if: 400 tokens in one go, 144 past the 256 that the model was made for." });
    await page.waitFor(".tried dd", { text: "nats inside the 256, " });
    await page.waitFor(`${picture("text.tried-losses")} .place-name`, { text: "made for 256" });
    await page.focus(`${picture("text.tried-losses")} .plot`);
    await workbench.press("Home");
    await reads("text.tried-losses", /^in one go · Position 7\.5: loss \d\.\d+ nats$/);
    await workbench.press("ArrowDown");
    await reads("text.tried-losses", /^the last tokens alone · Position 7\.5: loss – nats$/);
    for (const theme of THEME_NAMES) {
      await workbench.theme(theme);
      await workbench.screenshot(`positions-longer-${theme}`);
    }
    await workbench.theme("dark");
    writeGoldenModel("gpt2", path.join(folder, "lettered-gpt2"), extensionPath());
    await openText("positions.txt", "Once upon a time.");
    await commands.executeCommand("modelLens.showPositions", { kind: "model", model: { folder: path.join(folder, "lettered-gpt2"), problem: null } });
    await page.waitFor("h1", { text: "lettered-gpt2" });
    await page.click(".what-if vscode-radio", { text: "a longer text" });
    await page.click(".what-if vscode-button", { text: "Try it" });
    await page.waitFor(".tried.refused", { text: "What if: a longer text. There is no row for position 40." });
    assert.equal(await page.count(".what-if .problem"), 0, "it is the answer, no error");
  });

  it("of relative vectors: the products of the head's own vectors lie over what was measured", async () => {
    writeGoldenModel("bert-relative_key_query", path.join(folder, "lettered-bert"), extensionPath());
    await openText("positions.txt", "Once upon a time.");
    await commands.executeCommand("modelLens.showPositions", { kind: "model", model: { folder: path.join(folder, "lettered-bert"), problem: null } });
    await page.waitFor(picture("text.logits"));
    assert.deepEqual(await page.texts(`${picture("text.logits")} .line-button`), ["content", "positions", "both by the formula", "q·W_rel", "k·W_rel"]);
    await page.focus(`${picture("text.logits")} .plot`);
    await workbench.screenshot("positions-relative-text");
  });

  it("say in the text's place what is wrong with it: a model without a tokenizer reads none", async () => {
    await openText("positions.txt", "Once upon a time.");
    await show("gpt2");
    await page.waitFor(".text .problem");
    assert.match(await page.text(".text .problem p"), /tokenizer/i);
  });

  it("come back after a reload, with what was looked at", async () => {
    const other = await openWindow(folder);
    try {
      const otherPage = other.webview("body[data-page='positions']");
      // The workbench is there before it has heard of the extension's commands.
      const title = "Model Lens: Show Positions";
      await eventually("the new window offers the command", async () => (await other.offered(title)).some(offered => offered.startsWith(title)));
      await other.run(title);
      await otherPage.waitFor("h1", { text: "starter-llama" });
      await otherPage.click(`${picture("model.hands")} .clock[data-pair='2']`);
      await otherPage.waitFor(`${picture("model.hands")} .clock.chosen[data-pair='2']`);
      await reloadWindow(other);
      await otherPage.waitFor(`${picture("model.hands")} .clock.chosen[data-pair='2']`);
    } finally {
      await other.close();
    }
  });

  it("come back after a reload with the text that they look at", async () => {
    const [samples] = workspace.workspaceFolders ?? [];
    assert.ok(samples);
    const place = mkdtempSync(path.join(tmpdir(), "positions-text-"));
    cpSync(path.join(samples.uri.fsPath, "names.md"), path.join(place, "names.md"));
    const other = await openWindow(place);
    try {
      const otherPage = other.webview("body[data-page='positions']");
      await other.press("Control+P");
      await other.waitFor(".quick-input-widget input");
      await other.type("names.md");
      await other.waitFor(".quick-input-list .monaco-list-row", { text: "names.md" });
      await other.press("Enter");
      await other.click(".view-line", { text: "Mary and John" });
      await other.run("Model Lens: Show Positions");
      await otherPage.waitFor(".text .source", { text: "names.md:5" });
      await reloadWindow(other);
      await otherPage.waitFor(".text .source", { text: "names.md:5" });
      await otherPage.waitFor(".text .excerpt", { text: "When Mary and John" });
      await otherPage.waitFor(picture("text.weights"));
    } finally {
      await other.close();
      rmSync(place, { recursive: true, force: true });
    }
  });
});
