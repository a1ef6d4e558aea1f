import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ModelCard } from "../../src/protocol/models";
import type { Finding } from "../../src/protocol/notes/note";
import type { WeightsCost } from "../../src/protocol/weights";
import type { Token } from "../../src/protocol/tokens";
import { modelChecksum } from "../../src/runtime/checkpoints/modelChecksum";
import { readFloats, readHeader } from "../../src/runtime/checkpoints/safetensors";

const ROOT = path.join(__dirname, "../..");
const STARTER = path.join(ROOT, "models/starter-llama");
const GPT2 = path.join(ROOT, "test/golden/reference/gpt2");

/** What the commands keep between runs. */
let cache = "";

/** Runs the command line as a user would, from the sources. */
function cli(...parameters: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = spawn(process.execPath, ["--import", "tsx", path.join(ROOT, "src/cli.ts"), ...parameters], { cwd: ROOT, env: { ...process.env, MODEL_LENS_CACHE: cache } });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => (text.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (text.stderr += data.toString()));
    child.on("close", code => resolve({ code, ...text }));
  });
}

describe("Command line", () => {
  let scratch: string;
  before(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), "model-lens-cli-"));
    cache = path.join(scratch, "cache");
  });
  after(() => rm(scratch, { recursive: true }));
  const inScratch = (name: string): string => path.join(scratch, name);

  it("card: what a folder holds", async () => {
    const { code, stdout } = await cli("card", "--model", STARTER);
    assert.equal(code, 0);
    const card = JSON.parse(stdout) as ModelCard;
    assert.deepEqual([card.family, card.layers, card.heads, card.dModel, card.context, card.storedAs], ["Llama", 4, 4, 128, 256, "F16"]);
    assert.equal(card.parameters, card.parametersByPart.reduce((sum, { count }) => sum + count, 0));
    assert.equal(card.bytesOnDisk > 2 * card.parameters, true);
  });

  it("tokenize: ids, pieces and ranges", async () => {
    const text = "Tom 👋 said";
    const { code, stdout } = await cli("tokenize", "--model", STARTER, "--text", text);
    assert.equal(code, 0);
    const tokens = JSON.parse(stdout) as Token[];
    assert.deepEqual([tokens[0]?.special, tokens[0]?.range], [true, null]);
    const wave = tokens.filter(({ range }) => range?.start === 4 || range?.start === 3);
    assert.ok(wave.length > 1, "several tokens share one character");
    assert.equal(tokens.at(-1)?.range?.end, text.length);
  });

  it("trace of a text: logits, hidden states and attentions under upstream's names", async () => {
    const output = inScratch("text.safetensors");
    const { code, stderr } = await cli("trace", "--model", STARTER, "--text", "Once upon a time", "--output", output, "--device", "cpu");
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const { tensors, metadata } = await readHeader(output);
    const time = (JSON.parse(metadata["text.tokens"] ?? "[]") as Token[]).length;
    const shapes = Object.fromEntries(tensors.map(({ name, shape }) => [name, shape]));
    assert.deepEqual(shapes["text.logits"], [1, time, 2048]);
    assert.deepEqual(shapes["text.hidden_states.4"], [1, time, 128]);
    assert.deepEqual(shapes["text.attentions.3"], [1, 4, time, time]);
    assert.equal(metadata["device"], "cpu");
  });

  it("a prefix LM: the text is its prefix, or what is asked for, and results say which", async () => {
    const [traced, out] = [inScratch("prefix.safetensors"), inScratch("prefix.json")];
    const given = ["--model", path.join(ROOT, "models/starter-prefix"), "--text", "Once upon a time, there was a", "--device", "cpu"];
    const said: unknown[] = [];
    for (const asked of [[], ["--prefix-length", "0"], ["--prefix-length", "3"]]) {
      const trace = await cli("trace", ...given, ...asked, "--only", "logits", "--output", traced);
      const generate = await cli("generate", ...given, ...asked, "--max-new-tokens", "6", "--output", out);
      assert.deepEqual([trace.stderr, generate.stderr], ["", ""]);
      const { metadata } = await readHeader(traced);
      const { text } = JSON.parse(await readFile(out, "utf8")) as { text: { prefix_lengths?: number[]; continuations: string[] } };
      said.push([metadata["text.prefix_lengths"], text.prefix_lengths, text.continuations[0]]);
    }
    const count = (JSON.parse((await cli("tokenize", "--model", path.join(ROOT, "models/starter-prefix"), "--text", "Once upon a time, there was a")).stdout) as Token[]).length;
    assert.deepEqual(said.map(one => (one as unknown[]).slice(0, 2)), [[`[${count}]`, [count]], [undefined, undefined], ["[3]", [3]]]);
    assert.match(String((said[0] as unknown[])[2]), /^ happy boy/, "as its card says");
    assert.match(String((said[1] as unknown[])[2]), /^ happy girl/);
    for (const [wrong, words] of [["-1", /Option|whole number/], ["1.5", /whole number/], ["99", /does not fit/]] as const) {
      const refused = await cli("generate", ...given, "--prefix-length", wrong, "--output", out);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, words);
    }
    const inputs = await cli("trace", "--model", STARTER, "--inputs", out, "--prefix-length", "2", "--output", traced, "--device", "cpu");
    assert.match(inputs.stderr, /in a file each case has its own/);
    const encoder = await cli("trace", "--model", path.join(ROOT, "models/starter-bert"), "--text", "a", "--prefix-length", "2", "--output", traced, "--device", "cpu");
    assert.match(encoder.stderr, /goes with a causal mask/);
  });

  it("notes: what came of each statement, as a report", async () => {
    const output = inScratch("notes.json");
    const { code, stderr } = await cli("notes", "--model", STARTER, "--run", "norms-in-front-let-the-stream-grow,first-tokens-are-attention-sinks", "--device", "cpu", "--output", output);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^holds +norms-in-front-let-the-stream-grow: Over \d+ tokens/);
    const findings = JSON.parse(await readFile(output, "utf8")) as Finding[];
    assert.deepEqual(findings.map(({ id, verdict }) => [id, verdict]), [["norms-in-front-let-the-stream-grow", "holds"], ["first-tokens-are-attention-sinks", "holds"]]);
    const [grown] = findings;
    assert.ok((grown?.figure ?? NaN) > 1.5 && grown?.unit.startsWith("×"));
    assert.equal(grown?.settings["model"], "starter-llama");
    const [picture] = grown?.pictures ?? [];
    assert.ok(picture?.kind === "curves" && Array.isArray(picture.lines[0]?.values));
    for (const wrong of [["--run", "no-such"], ["--options", "{}"], ["--text", inScratch("absent.txt")], ["--run", "only-distances-count", "--options", "{\"shift\": -1}"], ["--output", inScratch("notes.pdf")], ["--run", "only-distances-count", "--documents", output], ["--documents", inScratch("absent.txt")]]) {
      const refused = await cli("notes", "--model", STARTER, "--output", output, "--device", "cpu", ...wrong);
      assert.equal(refused.code, 1, wrong.join(" "));
      assert.match(refused.stderr, /^input-(invalid|unknown): /, wrong.join(" "));
    }
  });

  it("notes: as HTML and Markdown, over chosen documents", async () => {
    const [html, markdown] = [inScratch("notes.HTML"), inScratch("notes.md")];
    const run = ["notes", "--model", STARTER, "--run", "norms-in-front-let-the-stream-grow,first-tokens-are-attention-sinks", "--device", "cpu", "--output"];
    for (const output of [html, markdown]) {
      const { code, stderr } = await cli(...run, output);
      assert.equal(code, 0, stderr);
    }
    assert.match(await readFile(html, "utf8"), /^<!DOCTYPE html>[^]*<h1>The notes on starter-llama<\/h1>[^]*<svg/);
    assert.match(await readFile(markdown, "utf8"), /^# The notes on starter-llama[^]*2 hold\.[^]*## GPT-2/);
    const [one, two, output] = [inScratch("one.txt"), inScratch("two.txt"), inScratch("stream.json")];
    for (const file of [one, two]) await writeFile(file, "Once upon a time, there was a little cat named Tom. One day, Tom saw a big dog. ".repeat(6));
    const stream = await cli("notes", "--model", STARTER, "--run", "sinks-keep-a-stream-going", "--options", JSON.stringify({ window: 24, most: 128 }), "--documents", `${one},${two}`, "--device", "cpu", "--output", output);
    assert.equal(stream.code, 0, stream.stderr);
    const [finding] = JSON.parse(await readFile(output, "utf8")) as Finding[];
    assert.equal(finding?.settings["documents"], "one.txt, two.txt");
  });

  it("weights: what rounding costs, generation and completion with it, and what is kept", async () => {
    const [text, output] = [inScratch("sample.txt"), inScratch("rounded.json")];
    await writeFile(text, "Once upon a time, there was a little cat named Tom. One day, Tom saw a big dog.");
    const measured = await cli("weights", "--model", STARTER, "--text", text, "--device", "cpu");
    assert.equal(measured.stderr, "");
    const costs = JSON.parse(measured.stdout) as WeightsCost[];
    assert.deepEqual(costs.map(({ weights }) => weights), ["8bit", "4bit"]);
    assert.ok((costs[0]?.divergence ?? NaN) < (costs[1]?.divergence ?? NaN));
    const ids: number[][] = [];
    for (const weights of ["exact", "8bit"]) {
      const { code, stderr } = await cli("generate", "--model", STARTER, "--text", "Once upon a time", "--max-new-tokens", "4", "--weights", weights, "--output", output, "--device", "cpu");
      assert.deepEqual([code, stderr], [0, ""]);
      ids.push((JSON.parse(await readFile(output, "utf8")) as { text: { sequences: [number[]] } }).text.sequences[0]);
    }
    assert.equal(ids[0]?.length, ids[1]?.length);
    const completed = await cli("complete", "--model", STARTER, "--prefix", text, "--weights", "4bit", "--output", output, "--device", "cpu");
    assert.deepEqual([completed.code, completed.stderr], [0, ""]);
    assert.equal((JSON.parse(await readFile(output, "utf8")) as { weights: string }).weights, "4bit");
    const { kept } = JSON.parse((await cli("weights", "--kept", "list")).stdout) as { kept: { about: string }[] };
    assert.deepEqual(kept.map(({ about }) => about).sort(), ["starter-llama, 4 bit", "starter-llama, 8 bit"]);
    assert.ok((JSON.parse((await cli("weights", "--kept", "clear")).stdout) as { freed: number }).freed > 1e6);
    assert.deepEqual((JSON.parse((await cli("weights", "--kept", "list")).stdout) as { kept: unknown[] }).kept, []);
    const refused = await cli("generate", "--model", STARTER, "--text", "a", "--weights", "2bit", "--output", output);
    assert.match(refused.stderr, /--weights 2bit is unknown; known are exact, 8bit, 4bit/);
    assert.match((await cli("weights", "--kept", "list", "--model", STARTER)).stderr, /--kept goes alone/);
  });

  it("trace of cases: a choice of outputs, and taps", async () => {
    const [inputs, output] = [inScratch("cases.json"), inScratch("cases.safetensors")];
    await writeFile(inputs, JSON.stringify({ a: { input_ids: [[1, 2, 3]], labels: [[1, 2, 3]] }, b: { input_ids: [[4, 5]] } }));
    const { code, stderr } = await cli("trace", "--model", GPT2, "--inputs", inputs, "--output", output, "--device", "cpu", "--only", "loss", "--taps", "blocks.1.attn.q");
    assert.deepEqual([code, stderr], [0, ""]);
    const { tensors } = await readHeader(output);
    assert.deepEqual(tensors.map(({ name, shape }) => [name, shape]), [["a.blocks.1.attn.q", [1, 3, 4, 12]], ["a.loss", []], ["b.blocks.1.attn.q", [1, 2, 4, 12]]]);
    const loss = tensors.find(({ name }) => name === "a.loss");
    assert.ok(loss && Number.isFinite((await readFloats(loss))[0]));
  });

  it("generate: a text goes on", async () => {
    const output = inScratch("generated.json");
    const { code, stderr } = await cli("generate", "--model", STARTER, "--text", "Once upon a time, there was a", "--max-new-tokens", "5", "--output", output, "--device", "cpu");
    assert.deepEqual([code, stderr], [0, ""]);
    const { text } = JSON.parse(await readFile(output, "utf8")) as { text: { sequences: number[][]; continuations: string[] } };
    assert.equal((text.continuations[0] ?? "").length > 3, true);
    assert.equal(text.sequences[0]?.length, 15);
  });

  it("generate: files of cases, with scores of beams, and steps through a draft model", async () => {
    const [inputs, output] = [inScratch("cases.json"), inScratch("cases.out.json")];
    const prompt = { input_ids: [[1, 20, 30, 40]] };
    const traceCase = { inputs: prompt, options: { max_new_tokens: 4, do_sample: true, seed: 1, top_k: 5, output_scores: true, num_assistant_tokens: 2 } };
    await writeFile(inputs, JSON.stringify({ traced: traceCase }));
    const alone = await cli("generate", "--model", STARTER, "--inputs", inputs, "--output", output, "--device", "cpu");
    assert.match(alone.stderr, /num_assistant_tokens is for a draft model/);
    const beams = { inputs: prompt, options: { max_new_tokens: 4, num_beams: 3, num_return_sequences: 2 } };
    await writeFile(inputs, JSON.stringify({ beams }));
    const ranked = await cli("generate", "--model", STARTER, "--inputs", inputs, "--output", output, "--device", "cpu");
    assert.deepEqual([ranked.code, ranked.stderr], [0, ""]);
    const { beams: texts } = JSON.parse(await readFile(output, "utf8")) as Record<string, { sequences: number[][]; sequences_scores: number[] }>;
    assert.equal(texts?.sequences.length, 2);
    assert.ok((texts?.sequences_scores[0] as number) >= (texts?.sequences_scores[1] as number));
    await writeFile(inputs, JSON.stringify({ traced: traceCase }));
    const { code, stderr } = await cli("generate", "--model", STARTER, "--inputs", inputs, "--draft", STARTER, "--output", output, "--device", "cpu");
    assert.deepEqual([code, stderr], [0, ""]);
    const { traced } = JSON.parse(await readFile(output, "utf8")) as Record<string, { sequences: number[][]; steps: { token: number; stages: { name: string; kept: number }[]; watched: unknown[] }[][] }>;
    assert.deepEqual(traced?.steps[0]?.map(({ token }) => token), traced?.sequences[0]?.slice(4));
    for (const { stages, watched } of traced?.steps[0] ?? []) {
      assert.deepEqual(stages.map(({ name, kept }) => [name, kept]), [["top-k 5", 5]]);
      assert.ok(watched.length >= 5);
    }
  });

  it("replay: a saved run comes out the same, and one that was tampered with does not", async () => {
    const [inputs, output, saved] = [inScratch("replayed.json"), inScratch("replayed.out.json"), inScratch("run.json")];
    const options = { max_new_tokens: 6, do_sample: true, seed: 11, top_p: 0.9 };
    const prompt = [1, 20, 30, 40];
    await writeFile(inputs, JSON.stringify({ one: { inputs: { input_ids: [prompt] }, options } }));
    assert.equal((await cli("generate", "--model", STARTER, "--inputs", inputs, "--output", output, "--device", "cpu")).code, 0);
    const { one } = JSON.parse(await readFile(output, "utf8")) as { one: { sequences: number[][] } };
    const ids = one.sequences[0]?.slice(prompt.length) ?? [];
    const run = { format: "model-lens generation", version: 1, folder: STARTER, helper: null, options, prompt, continues: [], texts: [{ ids, ended: "length" }] };
    await writeFile(saved, JSON.stringify(run));
    const same = await cli("replay", "--run", saved, "--device", "cpu");
    assert.deepEqual([same.code, (JSON.parse(same.stdout) as { identical: boolean }).identical], [0, true]);
    await writeFile(saved, JSON.stringify({ ...run, texts: [{ ids: ids.toSpliced(3, 1, (ids[3] as number) + 1), ended: "length" }] }));
    const other = await cli("replay", "--run", saved, "--device", "cpu");
    assert.deepEqual([other.code, (JSON.parse(other.stdout) as { texts: { divergedAt: number }[] }).texts[0]?.divergedAt], [2, 3]);
    await writeFile(saved, JSON.stringify({ ...run, version: 2, prefix: 4 }));
    assert.equal((JSON.parse((await cli("replay", "--run", saved, "--device", "cpu")).stdout) as { identical: boolean }).identical, false, "under a prefix it is another run");
    await writeFile(saved, JSON.stringify({ ...run, version: 2, prefix: 5 }));
    assert.match((await cli("replay", "--run", saved, "--device", "cpu")).stderr, /4 tokens: a prefix of 5 does not fit/);
    await writeFile(saved, "{}");
    assert.match((await cli("replay", "--run", saved)).stderr, /no saved generation/);
  });

  it("replay: both models of a run are those that its file knows, wherever they are, or it is refused", async () => {
    const [inputs, output, saved, moved] = [inScratch("drafted.json"), inScratch("drafted.out.json"), inScratch("drafted.run.json"), inScratch("moved")];
    const [draft, options, prompt] = [path.join(ROOT, "models/starter-gpt2"), { max_new_tokens: 6, num_assistant_tokens: 3 }, [1, 20, 30, 40]];
    await writeFile(inputs, JSON.stringify({ one: { inputs: { input_ids: [prompt] }, options } }));
    const generated = await cli("generate", "--model", STARTER, "--draft", draft, "--inputs", inputs, "--output", output, "--device", "cpu");
    assert.equal(generated.code, 0, generated.stderr);
    const { one } = JSON.parse(await readFile(output, "utf8")) as { one: { sequences: number[][] } };
    const texts = [{ ids: one.sequences[0]?.slice(prompt.length) ?? [], ended: "length" }];
    const [checksum, second] = [await modelChecksum(STARTER), await modelChecksum(draft)];
    const helper = { folder: draft, as: "draft", model: "starter-gpt2", checksum: second };
    const run = { format: "model-lens generation", version: 2, folder: STARTER, model: "starter-llama", checksum, helper, options, prompt, prefix: null, continues: [], texts };
    const replayed = async (change: object, ...parameters: string[]) => {
      await writeFile(saved, JSON.stringify({ ...run, ...change }));
      return cli("replay", "--run", saved, "--device", "cpu", ...parameters);
    };
    assert.deepEqual([(await replayed({})).code, (await replayed({ helper: { folder: draft, as: "draft" } })).code], [0, 0]);
    await cp(draft, moved, { recursive: true });
    assert.equal((await replayed({ folder: "/nowhere", helper: { ...helper, folder: "/nowhere" } }, "--model", STARTER, "--helper", moved)).code, 0);
    for (const [change, parameters, words] of [
      [{ checksum: second }, [], /^model-gone: starter-llama is not at hand: .* another checksum.*\n.*--model DIR/],
      [{ helper: { ...helper, checksum } }, [], /^model-gone: starter-gpt2 is not at hand: .* another checksum.*\n.*--helper DIR/],
      [{}, ["--model", draft], /^model-gone: starter-llama is not at hand/],
      [{}, ["--helper", STARTER], /^model-gone: starter-gpt2 is not at hand/],
      [{ helper: null }, ["--helper", draft], /--helper is for a run with a second model/],
      [{ helper: { folder: 7, as: "draft" } }, [], /what its models are known by is missing/],
      [{ checksum: 7 }, [], /what its models are known by is missing/],
    ] as const) {
      const { code, stderr } = await replayed(change, ...parameters);
      assert.equal(code, 1, stderr);
      assert.match(stderr, words);
    }
  });

  const refused: readonly (readonly [string, string[], RegExp])[] = [
    ["no command", [], /input-invalid: A command is missing/],
    ["an unknown command", ["explain"], /no command explain/],
    ["an unknown option", ["card", "--model", STARTER, "--fast"], /Unknown option '--fast'/],
    ["a missing option", ["trace", "--model", STARTER, "--text", "a"], /--output is missing/],
    ["an unknown device", ["trace", "--model", STARTER, "--text", "a", "--output", "o", "--device", "tpu"], /tpu is unknown; known are auto, webgpu/],
    ["a precision that is not there", ["trace", "--model", STARTER, "--text", "a", "--output", "o", "--precision", "int8"], /int8 is unknown; known are exact/],
    ["an unknown output", ["trace", "--model", STARTER, "--text", "a", "--output", "o", "--only", "gradients"], /gradients is unknown/],
    ["text and inputs together", ["trace", "--model", STARTER, "--text", "a", "--inputs", "b", "--output", "o"], /either --text or --inputs/],
    ["a folder that is not there", ["card", "--model", "/nowhere"], /not-a-model-folder|model-gone/],
    ["a folder that is no model's", ["card", "--model", path.join(ROOT, "src")], /not-a-model-folder/],
    ["text for a checkpoint without a tokenizer", ["tokenize", "--model", GPT2, "--text", "a"], /tokenizer-missing/],
    ["a tap that is not there", ["trace", "--model", STARTER, "--text", "a", "--output", "o", "--device", "cpu", "--taps", "blocks.0.attn.weights"], /input-unknown: There is no tap/],
    ["a tap of a layer that is not there", ["trace", "--model", STARTER, "--text", "a", "--output", "o", "--device", "cpu", "--taps", "blocks.9.attn.q"], /has 4 layers/],
  ];
  for (const [what, parameters, message] of refused) {
    it(`refuses ${what}: exit 1, with code and remedy`, async () => {
      const { code, stdout, stderr } = await cli(...parameters);
      assert.equal(code, 1);
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.ok(stderr.trim().split("\n").length >= 2, `no remedy: ${stderr}`);
    });
  }

  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ["an input that the family does not know", { a: { input_ids: [[1]], token_type_ids: [[0]] } }, /input-unknown.*token_type_ids.*it knows input_ids/],
    ["rows of unequal length", { a: { input_ids: [[1, 2], [3]] } }, /rows of equal length/],
    ["a mask of another shape", { a: { input_ids: [[1, 2]], attention_mask: [[1]] } }, /attention_mask must have the ids' shape/],
    ["a prefix longer than its text", { a: { input_ids: [[1, 2]], prefix_lengths: [3] } }, /a prefix of 3 does not fit a text of 2 tokens/],
    ["half a token as a prefix", { a: { input_ids: [[1, 2]], prefix_lengths: [0.5] } }, /a prefix of 0\.5 does not fit/],
    ["a head mask of another shape", { a: { input_ids: [[1]], head_mask: [[1, 1]] } }, /head_mask must have the shape \[3, 4\]/],
    ["an id outside the vocabulary", { a: { input_ids: [[500]] } }, /Token id 500 is outside/],
    ["a position outside the table", { a: { input_ids: [[1]], position_ids: [[40]] } }, /Position 40 is outside/],
    ["no cases at all", [1], /must be an object of cases/],
  ];
  for (const [what, content, message] of cases) {
    it(`refuses ${what}`, async () => {
      const inputs = inScratch("refused.json");
      await writeFile(inputs, JSON.stringify(content));
      const { code, stderr } = await cli("trace", "--model", GPT2, "--inputs", inputs, "--output", inScratch("refused.safetensors"), "--device", "cpu");
      assert.equal(code, 1);
      assert.match(stderr, message);
    });
  }
});
