import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { AttentionPane, LayerGlance, RunSummary } from "../../../src/protocol/attention";
import type { DeviceReport, Progress } from "../../../src/protocol/models";
import type { Handlers } from "../../../src/protocol/rpc";
import type { runtimeContract } from "../../../src/protocol/runtimeContract";
import type { Token } from "../../../src/protocol/tokens";
import { readHeader } from "../../../src/runtime/checkpoints/safetensors";
import { runtimeHandlers } from "../../../src/runtime/runtime";
import { writeGoldenModel } from "../../fake/goldenModel";
import { never, STARTER, TEXT } from "./starter";

const REFERENCE = path.join(__dirname, "../../golden/reference");

/** The tokens of a run of one stack. */
const queriesOf = ({ panes }: RunSummary): readonly Token[] => panes[0]?.queries ?? [];

describe("The runtime's handlers", () => {
  let runtime: Handlers<typeof runtimeContract>;
  let scratch: string;
  const reports: DeviceReport[] = [];
  const asking = { signal: never, emit: (): void => undefined };

  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "model-lens-runtime-"));
    runtime = runtimeHandlers({ probe: () => Promise.resolve({ ok: false, reason: "not here" }), onDevice: report => reports.push(report), shippedModels: path.join(scratch, "models") });
  });
  after(async () => {
    for (const folder of await runtime.loaded(null, asking)) await runtime.unload({ folder }, asking);
    await rm(scratch, { recursive: true });
  });

  /** A copy of a golden checkpoint that a test may damage. */
  async function copyOf(name: string, into: string): Promise<string> {
    const folder = path.join(scratch, into);
    await cp(name === "starter" ? STARTER : path.join(REFERENCE, name), folder, { recursive: true });
    return folder;
  }

  it("reports the CPU and why nothing else is used", async () => {
    const report = await runtime.device(null, asking);
    assert.equal(report.inUse, "cpu");
    assert.ok(report.findings.some(({ name, reason }) => name === "cpu" && reason === "in use"));
    assert.ok(report.findings.every(({ name, usable, reason }) => name === "cpu" || (!usable && reason === "not here")));
  });

  it("refuses a device that cannot be used, with the reason", async () => {
    await assert.rejects(async () => runtime.chooseDevice({ wanted: "cuda" }, asking), { code: "device-unavailable", message: /cuda/ });
    await runtime.chooseDevice({ wanted: "cpu" }, asking);
  });

  it("traces a text: tokens know it, progress is told, glances come layer by layer", async () => {
    const progress: Progress[] = [];
    const run = await runtime.trace({ folder: STARTER, text: TEXT }, { signal: never, emit: item => progress.push(item) });
    assert.equal(run.cut, null);
    assert.equal(run.device, "cpu");
    assert.equal(queriesOf(run).map(({ range }) => (range ? TEXT.slice(range.start, range.end) : "")).join(""), TEXT);
    assert.equal(queriesOf(run)[0]?.range, null);
    const layers: number[] = [];
    const finished = await runtime.glances({ run: run.run }, { signal: never, emit: (glance: LayerGlance) => layers.push(glance.layer) });
    assert.deepEqual(layers, [0, 1, 2, 3]);
    assert.ok(finished.milliseconds > 0);
    assert.equal(progress.at(-1)?.fraction, 1);
  });

  it("traces an encoder and the decoder that reads it: three attentions, a target generated or typed", async () => {
    const folder = path.join(scratch, "letters-t5");
    writeGoldenModel("t5", folder);
    const text = "a cat";
    const generated = await runtime.trace({ folder, text }, asking);
    assert.deepEqual(generated.panes.map(({ kind, layers }) => [kind, layers]), [["encoder", 3], ["decoder", 2], ["cross", 2]]);
    assert.equal(generated.target?.from, "generated");
    const typed = await runtime.trace({ folder, text, target: { from: "typed", text: "dog" } }, asking);
    const [encoder, decoder, cross] = typed.panes as [AttentionPane, AttentionPane, AttentionPane];
    // The letters and the end; the start token and the letters.
    assert.deepEqual(encoder.keys.map(token => token.text), ["a", " ", "c", "a", "t", "</s>"]);
    assert.deepEqual(decoder.queries.map(token => token.text), ["<pad>", "d", "o", "g"]);
    assert.deepEqual([cross.queries, cross.keys], [decoder.queries, encoder.queries]);
    const glances: LayerGlance[] = [];
    await runtime.glances({ run: typed.run }, { signal: never, emit: (glance: LayerGlance) => glances.push(glance) });
    assert.deepEqual(glances.map(({ pane, layer }) => [pane, layer]), [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [2, 0], [2, 1]]);
    assert.deepEqual([glances[6]?.width, glances[6]?.height], [6, 4]);
    const row = await runtime.line({ run: cross.run, layer: 1, head: 3, weighting: "value-weighted", token: 3, direction: "reads" }, asking);
    assert.equal(row.length, 6);
    const tile = await runtime.tile({ run: cross.run, layer: 1, head: 3, weighting: "raw", level: 0, row: 0, column: 0 }, asking);
    assert.deepEqual([tile.rows, tile.columns], [4, 6]);
    await assert.rejects(async () => runtime.trace({ folder, text, target: { from: "typed", text: " " } }, asking), { code: "text-empty" });
    await assert.rejects(async () => runtime.trace({ folder, text, target: { from: "typed", text: "x".repeat(600) } }, asking), { code: "text-too-long" });
    const single = await runtime.trace({ folder: STARTER, text: TEXT }, asking);
    await assert.rejects(async () => runtime.line({ run: `${single.run}/cross`, layer: 0, head: 0, weighting: "raw", token: 0, direction: "reads" }, asking), { code: "input-invalid", message: /no cross/ });
  });

  it("generates no more than the decoder has positions for", async () => {
    const folder = path.join(scratch, "letters-bart");
    writeGoldenModel("bart", folder);
    // A table of 40 positions; the model, whose weights are random, does not end by itself.
    const { panes } = await runtime.trace({ folder, text: "a cat" }, asking);
    assert.ok((panes[1]?.queries.length ?? 0) <= 40 && (panes[1]?.queries.length ?? 0) > 1);
  });

  it("runs a causal model under a prefix, and refuses one that is not causal", async () => {
    const { panes: [plain] } = await runtime.trace({ folder: STARTER, text: TEXT }, asking);
    const { panes: [pane] } = await runtime.trace({ folder: STARTER, text: TEXT, prefix: 5 }, asking);
    assert.deepEqual([plain?.prefix, plain?.mask, pane?.prefix], [0, "causal", 5]);
    assert.match(pane?.mask ?? "", /prefix of 5 tokens/);
    const { to } = await runtime.mask({ run: pane?.run ?? "" }, asking);
    assert.deepEqual([...to.slice(0, 7)], [5, 5, 5, 5, 5, 6, 7]);
    const folder = path.join(scratch, "letters-bert-prefix");
    writeGoldenModel("bert", folder);
    await assert.rejects(async () => runtime.trace({ folder, text: "a cat", prefix: 2 }, asking), { code: "input-invalid", message: /not causal/ });
  });

  it("traces an encoder on its own, whose tokens all see each other", async () => {
    const folder = path.join(scratch, "letters-bert");
    writeGoldenModel("bert", folder);
    const { panes: [pane] } = await runtime.trace({ folder, text: "a cat sat" }, asking);
    assert.ok(pane);
    assert.equal(pane.mask, "full");
    const row = await runtime.line({ run: pane.run, layer: 0, head: 0, weighting: "raw", token: 0, direction: "reads" }, asking);
    assert.ok(row.every(value => value > 0));
  });

  it("cuts a long text to the context and says so", async () => {
    const run = await runtime.trace({ folder: STARTER, text: TEXT.repeat(50) }, asking);
    assert.equal(queriesOf(run).length, 256);
    assert.equal(run.cut?.shown, 256);
    assert.ok((run.cut?.total ?? 0) > 1000);
  });

  it("says what is wrong with a request", async () => {
    const { run } = await runtime.trace({ folder: STARTER, text: TEXT }, asking);
    await assert.rejects(async () => runtime.trace({ folder: STARTER, text: "" }, asking), { code: "text-empty" });
    const head = { run, layer: 4, head: 0, weighting: "raw", token: 0, direction: "reads" } as const;
    await assert.rejects(async () => runtime.line(head, asking), { code: "input-invalid", message: /4 layers of 4 heads/ });
    await assert.rejects(async () => runtime.line({ ...head, layer: 0, token: 999 }, asking), { code: "input-invalid", message: /no token 999/ });
    await runtime.release({ run }, asking);
    await assert.rejects(async () => runtime.line({ ...head, layer: 0 }, asking), { code: "run-gone", remedy: "Run again." });
  });

  it("stops within one step when the request is taken back", async () => {
    const abort = new AbortController();
    abort.abort();
    await assert.rejects(async () => runtime.trace({ folder: STARTER, text: TEXT }, { ...asking, signal: abort.signal }), { name: "Cancelled" });
    const { run } = await runtime.trace({ folder: STARTER, text: TEXT }, asking);
    const later = new AbortController();
    const seen: number[] = [];
    const glances = async (): Promise<unknown> => runtime.glances({ run }, { signal: later.signal, emit: ({ layer }: LayerGlance) => { seen.push(layer); later.abort(); } });
    await assert.rejects(glances, { name: "Cancelled" });
    assert.deepEqual(seen, [0]);
  });

  it("names the architectures it knows when it meets another", async () => {
    const folder = await copyOf("gpt2", "unknown");
    await writeFile(path.join(folder, "config.json"), JSON.stringify({ model_type: "mamba" }));
    await assert.rejects(async () => runtime.card({ folder }, asking), { code: "unknown-architecture", message: /"mamba" is unknown; known are Transformer .* GPT-2 .* Llama .* Mistral/ });
  });

  it("names the tensor that is missing, too many, or of another shape", async () => {
    const config = JSON.parse(await readFile(path.join(REFERENCE, "llama/config.json"), "utf8")) as Record<string, unknown>;
    const variants: readonly (readonly [Record<string, unknown>, string, RegExp])[] = [
      [{ num_hidden_layers: 4 }, "tensor-missing", /model\.layers\.3\.input_layernorm\.weight/],
      [{ num_hidden_layers: 2 }, "tensor-unexpected", /model\.layers\.2\./],
      [{ intermediate_size: 80 }, "tensor-shape", /\[88, 48\].*\[80, 48\]/],
      [{ attention_bias: true }, "tensor-missing", /q_proj\.bias/],
      [{ hidden_act: "mish" }, "unsupported-config", /"mish" is unknown/],
      [{ rope_scaling: { rope_type: "su" } }, "unsupported-config", /"su" is unknown/],
      [{ num_attention_heads: 5, head_dim: null }, "unsupported-config", /not a multiple/],
      [{ hidden_size: "48" }, "unsupported-config", /hidden_size must be a whole number/],
    ];
    for (const [i, [change, code, message]] of variants.entries()) {
      const folder = await copyOf("llama", `config ${i}`);
      await writeFile(path.join(folder, "config.json"), JSON.stringify({ ...config, ...change }));
      await assert.rejects(async () => runtime.card({ folder }, asking), { code, message }, JSON.stringify(change));
    }
  });

  it("runs a checkpoint without a tokenizer on ids, and says that text needs one", async () => {
    const folder = await copyOf("gpt2", "no tokenizer");
    assert.equal((await runtime.card({ folder }, asking)).tokenizer, null);
    await assert.rejects(async () => runtime.trace({ folder, text: TEXT }, asking), { code: "tokenizer-missing" });
  });

  it("names the tensor that holds NaN", async () => {
    const folder = await copyOf("starter", "nan");
    const file = path.join(folder, "model.safetensors");
    const bad = (await readHeader(file)).tensors.find(({ name }) => name.endsWith("layers.1.mlp.up_proj.weight"));
    assert.ok(bad);
    const bytes = await readFile(file);
    bytes.writeUInt16LE(0x7e00, bad.offset + 20);
    await writeFile(file, bytes);
    const { run } = await runtime.trace({ folder, text: TEXT }, asking);
    await assert.rejects(async () => runtime.glances({ run }, asking), { code: "weights-not-finite", message: new RegExp(`${bad.name.replaceAll(".", "\\.")}.*element 10`) });
  });

  it("notices that the folder of a loaded model was deleted, and loads it again when it is back", async () => {
    const folder = await copyOf("starter", "deleted");
    const { run } = await runtime.trace({ folder, text: TEXT }, asking);
    await rm(folder, { recursive: true });
    await assert.rejects(async () => runtime.trace({ folder, text: TEXT }, asking), { code: "model-gone", remedy: "Load the model again." });
    await assert.rejects(async () => runtime.line({ run, layer: 0, head: 0, weighting: "raw", token: 0, direction: "reads" }, asking), { code: "run-gone" });
    await copyOf("starter", "deleted");
    assert.ok(queriesOf(await runtime.trace({ folder, text: TEXT }, asking)).length > 10);
  });

  it("unloads a model in the middle of its work: whoever waits is told, and nothing is left behind", async () => {
    const { run } = await runtime.trace({ folder: STARTER, text: TEXT.repeat(20) }, asking);
    const glances = assert.rejects(async () => runtime.glances({ run }, asking), { code: "run-gone" });
    await runtime.unload({ folder: STARTER }, asking);
    await glances;
    assert.ok(!(await runtime.loaded(null, asking)).includes(STARTER));
    assert.ok(queriesOf(await runtime.trace({ folder: STARTER, text: TEXT }, asking)).length > 10);
  });

  it("refuses a shipped model whose files are not those that were shipped", async () => {
    const folder = await copyOf("starter", "models/shipped");
    const sums = await readFile(path.join(STARTER, "../SHA256SUMS"), "utf8");
    await writeFile(path.join(scratch, "models/SHA256SUMS"), sums.replaceAll("starter-llama/", "shipped/"));
    await runtime.load({ folder }, asking);
    await runtime.unload({ folder }, asking);
    await writeFile(path.join(folder, "generation_config.json"), "{}");
    await assert.rejects(async () => runtime.load({ folder }, asking), { code: "checkpoint-damaged", message: /generation_config\.json is not the file that was shipped/ });
  });

  it("finds the embedded models with their cards, and a damaged folder with its problem", async () => {
    const broken = await copyOf("gpt2", "broken");
    await writeFile(path.join(broken, "model.safetensors"), "short");
    const found: { name: string; card: unknown; problem: { code: string } | null }[] = [];
    await runtime.findModels({ embedded: [STARTER], workspace: [], hub: [], folders: [broken] }, { signal: never, emit: one => found.push(one) });
    assert.equal(found.length, 2);
    assert.ok(found.find(({ problem }) => problem === null)?.card);
    assert.equal(found.find(({ card }) => card === null)?.problem?.code, "checkpoint-damaged");
  });
});
