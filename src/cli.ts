import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { statementOf } from "./protocol/notes/catalogue";
import type { NoteDocument, NoteSettings } from "./protocol/notes/note";
import type { NoteResult } from "./protocol/notes/noteResult";
import { Problem } from "./protocol/problem";
import type { DeviceName } from "./protocol/models";
import { WEIGHTS, type WeightsName } from "./protocol/weights";
import { reportHtml } from "./report/reportHtml";
import { reportMarkdown } from "./report/reportMarkdown";
import type { ReportHeading } from "./report/reportParts";
import { WeightCache } from "./runtime/checkpoints/weightCache";
import { writeSafetensors, type WritableTensor } from "./runtime/checkpoints/writeSafetensors";
import { completeWhileTyping } from "./runtime/commands/complete";
import { maskOf, readCases, type Case } from "./runtime/commands/inputs";
import { generateCase } from "./runtime/commands/generate";
import { readGenerationCases } from "./runtime/commands/generationCases";
import { runStatement, statementIds } from "./runtime/notes/runStatement";
import { checkModels, readSavedRun, replay } from "./runtime/commands/replay";
import { OUTPUTS, traceCase } from "./runtime/commands/trace";
import { helperFor, type ReadByMain } from "./runtime/generation/helperFor";
import { textOf } from "./runtime/generation/textStream";
import type { LoadedModel } from "./runtime/model/loadedModel";
import { Devices } from "./runtime/devices";
import { cardOfFolder, Models, type Loaded } from "./runtime/models";
import { probeInChild } from "./runtime/probe";
import { openTokenizerOf } from "./runtime/tokens/openTokenizer";

const USAGE = `Usage:
  trace    --model DIR (--text TEXT [--prefix-length N] | --inputs CASES.json) --output OUT.safetensors
           [--device auto|webgpu|cuda|dml|coreml|cpu] [--precision exact] [--only ${OUTPUTS.join(",")}] [--taps blocks.0.attn.q,…]
  generate --model DIR (--text TEXT [--prefix-length N] [--options JSON] [--max-new-tokens N] | --inputs CASES.json) --output OUT.json
           [--draft DIR | --amateur DIR] [--weights exact|8bit|4bit] [--device …]
  replay   --run RUN.json [--model DIR] [--helper DIR] [--device …]
  complete --model DIR --prefix FILE [--suffix FILE] [--keystrokes TEXT] [--language ID] [--name FILE] [--lines single|multiple] [--alternatives N]
           [--max-new-tokens N] [--context-tokens N] [--confidence P] [--weights …] [--device …] --output OUT.json
  weights  --model DIR --text FILE [--weights 8bit|4bit] [--device …]   what quantised weights cost on a text
  weights  --kept list|clear                                            those kept on this machine
  notes    --model DIR [--run ID[,ID…]|all] [--text FILE] [--documents FILE[,FILE…]] [--options JSON] [--device …]
           --output REPORT.json|REPORT.html|REPORT.md
  card     --model DIR
  tokenize --model DIR --text TEXT
`;

const DEVICES: readonly (DeviceName | "auto")[] = ["auto", "webgpu", "cuda", "dml", "coreml", "cpu"];

type Values = Readonly<Record<string, string | undefined>>;

/** The commands and the options that each one takes. */
const COMMANDS: Readonly<Record<string, { readonly options: readonly string[]; readonly run: (values: Values) => Promise<void> }>> = {
  trace: { options: ["model", "text", "prefix-length", "inputs", "output", "device", "precision", "only", "taps"], run: traceCommand },
  generate: { options: ["model", "text", "prefix-length", "inputs", "output", "device", "options", "max-new-tokens", "draft", "amateur", "weights"], run: generateCommand },
  replay: { options: ["run", "model", "helper", "device"], run: replayCommand },
  complete: { options: ["model", "prefix", "suffix", "keystrokes", "language", "name", "lines", "alternatives", "max-new-tokens", "context-tokens", "confidence", "weights", "device", "output"], run: completeCommand },
  weights: { options: ["model", "text", "weights", "device", "kept"], run: weightsCommand },
  notes: { options: ["model", "run", "text", "documents", "options", "device", "output"], run: notesCommand },
  card: { options: ["model"], run: async values => print(await cardOfFolder(required(values, "model"))) },
  tokenize: { options: ["model", "text"], run: tokenizeCommand },
};

async function traceCommand(values: Values): Promise<void> {
  const output = required(values, "output");
  oneOf("precision", values["precision"] ?? "exact", ["exact"]);
  const only = list(values["only"]).map(name => oneOf("only", name, OUTPUTS));
  const { loaded, devices } = await load(values);
  const { model, tokenizer } = loaded;
  const { config } = model.open.recipe;
  const signal = new AbortController().signal;
  if ((values["text"] === undefined) === (values["inputs"] === undefined)) throw usage("trace takes either --text or --inputs.");
  const prefix = prefixLengthOf(values, model);
  const metadata: Record<string, string> = {};
  let cases: Case[];
  if (values["inputs"] !== undefined) cases = await readCases(values["inputs"], model.open);
  else {
    const tokens = await tokenizer().encode(values["text"] ?? "");
    if (tokens.length > config.context) {
      throw new Problem("text-too-long", `The text has ${tokens.length} tokens; the model's context is ${config.context}.`, { remedy: "Give a shorter text." });
    }
    metadata["text.tokens"] = JSON.stringify(tokens);
    cases = [{ name: "text", ids: [tokens.map(token => token.id)], choices: 1, ...(prefix !== null && { prefixLengths: [prefix] }), ...decoderStart(model) }];
  }
  const tensors = new Map<string, WritableTensor>();
  for (const one of cases) {
    const traced = await traceCase(model, one, { only: only.length > 0 ? only : (OUTPUTS), taps: list(values["taps"]), signal });
    for (const [name, tensor] of traced) tensors.set(name, tensor);
    const prefixes = one.decoder ? [] : one.ids.map((_, i) => maskOf(one, i, model.open.recipe).prefix ?? 0);
    if (prefixes.some(length => length > 0)) metadata[`${one.name}.prefix_lengths`] = JSON.stringify(prefixes);
  }
  metadata["device"] = await devices.inUse();
  await writeSafetensors(output, tensors, metadata);
  await model.dispose();
}

/** The tokens at the start of --text that are to see each other; null: as the model was trained. */
function prefixLengthOf({ "prefix-length": given, inputs }: Values, { open: { recipe, encoder } }: LoadedModel): number | null {
  if (given === undefined) return null;
  if (inputs !== undefined) throw usage("--prefix-length goes with --text; in a file each case has its own.");
  const length = Number(given);
  if (!/^\d+$/.test(given) || !Number.isSafeInteger(length)) throw usage(`--prefix-length ${given} is no whole number from 0.`);
  if (encoder !== null || !recipe.mask.opens) throw usage(`--prefix-length goes with a causal mask; ${encoder === null ? `this model's is ${recipe.mask.about}` : "this model's encoder sees the whole text already"}.`);
  return length;
}

/** Without a target text, a decoder that reads an encoder is given its start token alone. */
function decoderStart({ open: { encoder, recipe } }: LoadedModel): Pick<Case, "decoder"> {
  return encoder ? { decoder: { ids: [[recipe.config.read.id("decoder_start_token_id")]] } } : {};
}

async function generateCommand(values: Values): Promise<void> {
  const output = required(values, "output");
  if ((values["text"] === undefined) === (values["inputs"] === undefined)) throw usage("generate takes either --text or --inputs.");
  if (values["inputs"] !== undefined && (values["options"] ?? values["max-new-tokens"]) !== undefined) throw usage("--options and --max-new-tokens go with --text; in a file each case has its own options.");
  if (values["draft"] !== undefined && values["amateur"] !== undefined) throw usage("generate takes either --draft or --amateur.");
  const { loaded, models } = await load(values);
  const prefix = prefixLengthOf(values, loaded.model);
  const { signal } = new AbortController();
  const as = values["draft"] === undefined ? "amateur" : "draft";
  const second = values[as] === undefined ? null : await models.load(values[as], signal, undefined, weightsOf(values));
  const given = { ...loaded, signal, ...(second && { helper: (read: ReadByMain) => helperFor(second, as, loaded, read, signal) }) };
  const results: Record<string, unknown> = {};
  if (values["inputs"] !== undefined) {
    for (const [name, one] of await readGenerationCases(values["inputs"])) results[name] = await generateCase(given, one);
  } else {
    const ids = (await loaded.tokenizer().encode(values["text"] ?? "")).map(token => token.id);
    const { encoder } = loaded.model.open;
    const generated = await generateCase(given, { inputs: { input_ids: [ids], ...(prefix !== null && { prefix_length: prefix }) }, options: { ...(values["max-new-tokens"] !== undefined && { max_new_tokens: Number(values["max-new-tokens"]) }), ...optionsOf(values["options"]) } });
    const from = encoder ? 1 : ids.length;
    const continuations = generated.sequences.map(sequence => textOf(loaded.tokenizer().forTarget, sequence.slice(from), encoder !== null));
    results["text"] = { ...generated, continuations };
  }
  await writeFile(output, `${JSON.stringify(results, null, 1)}\n`);
  await loaded.model.dispose();
  await second?.model.dispose();
}

/** Runs a saved generation again; the exit code tells whether it came out the same. */
async function replayCommand(values: Values): Promise<void> {
  const saved = await readSavedRun(required(values, "run"));
  if (values["helper"] !== undefined && saved.helper === null) throw usage("--helper is for a run with a second model.");
  const run = { ...saved, folder: values["model"] ?? saved.folder, helper: saved.helper && { ...saved.helper, folder: values["helper"] ?? saved.helper.folder } };
  await checkModels(run);
  const { loaded, models, devices } = await load({ ...values, model: run.folder, weights: run.weights });
  const { signal } = new AbortController();
  const helper = run.helper ? await models.load(run.helper.folder, signal, undefined, run.weights) : null;
  const replayed = await replay(run, { loaded, helper, device: await devices.inUse() }, signal);
  print(replayed);
  if (!replayed.identical) process.exitCode = 2;
  await loaded.model.dispose();
  await helper?.model.dispose();
}

async function completeCommand(values: Values): Promise<void> {
  const output = required(values, "output");
  const request = {
    folder: required(values, "model"),
    prefix: await textIn(required(values, "prefix")),
    suffix: values["suffix"] === undefined ? "" : await textIn(values["suffix"]),
    language: values["language"] ?? "plaintext",
    ...(values["name"] !== undefined && { file: { name: values["name"], project: null } }),
    neighbours: [],
    lines: oneOf("lines", values["lines"] ?? "single", ["single", "multiple"] as const),
    contextTokens: Number(values["context-tokens"] ?? 2000),
    newTokens: Number(values["max-new-tokens"] ?? 48),
    alternatives: Number(values["alternatives"] ?? 1),
    confidence: Number(values["confidence"] ?? 0),
  };
  const { loaded, devices } = await load(values);
  const { result, ...typed } = await completeWhileTyping(loaded, await devices.inUse(), request, values["keystrokes"] ?? "");
  await writeFile(output, `${JSON.stringify({ ...result, ...typed }, null, 1)}\n`);
  await loaded.model.dispose();
}

/** What quantised weights cost on a text, both kinds unless one is named; or which are kept on this machine. */
async function weightsCommand(values: Values): Promise<void> {
  const { kept } = values;
  if (kept !== undefined) {
    if (Object.values(values).filter(value => value !== undefined).length > 1) throw usage("--kept goes alone.");
    const cache = new WeightCache();
    return print(oneOf("kept", kept, ["list", "clear"] as const) === "list" ? { folder: cache.folder, kept: await cache.kept() } : { freed: await cache.clear() });
  }
  const text = await textIn(required(values, "text"));
  const folder = required(values, "model");
  const asked = (["8bit", "4bit"] as const).filter(weights => weights === oneOf("weights", values["weights"] ?? weights, ["8bit", "4bit"]));
  const { models } = await load({ ...values, weights: undefined });
  const { signal } = new AbortController();
  const costs = [];
  for (const weights of asked) costs.push(await models.measure(folder, weights, text, signal));
  print(costs);
  await models.unload(folder);
}

/** Puts statements of the notes to a model, one after the other, and says on the way what came of each; of several, one that fails does not stop the others. */
async function notesCommand(values: Values): Promise<void> {
  const output = required(values, "output");
  const write = REPORTS[path.extname(output).toLowerCase()];
  if (!write) throw usage(`--output ${output}: a report is written as ${Object.keys(REPORTS).join(", ")}.`);
  const ids = statementIds();
  const chosen = (values["run"] ?? "all") === "all" ? ids : list(values["run"]).map(id => oneOf("run", id, ids));
  if (chosen.length !== 1 && values["options"] !== undefined) throw usage("--options goes with a single statement.");
  const text = values["text"] === undefined ? null : await textIn(values["text"]);
  const documents: NoteDocument[] = [];
  for (const file of list(values["documents"])) documents.push({ name: path.basename(file), text: await textIn(file) });
  const reads = (id: string): boolean => statementOf(id)?.documents === true;
  if (documents.length > 0 && !chosen.some(reads)) throw usage(`--documents goes with statements that build a context of them: ${ids.filter(reads).join(", ") || "there are none"}.`);
  const settings = optionsOf(values["options"]) as NoteSettings;
  const { loaded } = await load(values);
  const { signal } = new AbortController();
  const results: NoteResult[] = [];
  for (const id of chosen) {
    try {
      const finding = await runStatement({ id, text, documents: reads(id) ? documents : [], settings, known: {} }, loaded, signal);
      results.push({ kind: "found", finding });
      process.stderr.write(`${finding.verdict.padEnd(14)} ${id}: ${finding.says}\n`);
    } catch (error) {
      if (chosen.length === 1) throw error;
      const problem = Problem.from(error).toData();
      results.push({ kind: "failed", id, problem });
      process.stderr.write(`${"failed".padEnd(14)} ${id}: ${problem.message}\n`);
      process.exitCode = 1;
    }
  }
  const facts = { Model: loaded.card.name, Text: values["text"] ?? "the notes' sample", ...(documents.length > 0 && { Documents: documents.map(({ name }) => name).join(", ") }), Date: new Date().toISOString().slice(0, 10) };
  await writeFile(output, write(results, { title: `The notes on ${loaded.card.name}`, facts: Object.entries(facts).map(([name, value]) => ({ name, value })) }));
  await loaded.model.dispose();
}

/** How results are written, by a file's ending; as JSON, findings alone. */
const REPORTS: Readonly<Record<string, (results: readonly NoteResult[], heading: ReportHeading) => string>> = {
  // A Float32Array would be written as an object with an entry per index.
  ".json": results => `${JSON.stringify(results.flatMap(result => (result.kind === "found" ? [result.finding] : [])), (_key, value: unknown) => (value instanceof Float32Array ? Array.from(value, finiteOrNull) : value), 1)}\n`,
  ".html": reportHtml,
  ".md": reportMarkdown,
};

/** JSON has no NaN. */
const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** A text as it is: the cursor stands at the end of the one before it, and every line end counts. */
async function textIn(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Problem("input-invalid", `${file} cannot be read.`, { remedy: "Name a text file.", cause: error });
  }
}

function optionsOf(json = "{}"): Record<string, unknown> {
  try {
    const options: unknown = JSON.parse(json);
    if (typeof options === "object" && options !== null && !Array.isArray(options)) return options as Record<string, unknown>;
  } catch {
    // Told below, with what was expected.
  }
  throw usage(`--options ${json} is no JSON object such as {"max_new_tokens": 40, "num_beams": 4}.`);
}

async function tokenizeCommand(values: Values): Promise<void> {
  const tokenizer = await openTokenizerOf(required(values, "model"));
  print(await tokenizer.encode(required(values, "text")));
}

async function load(values: Values): Promise<{ loaded: Loaded; models: Models; devices: Devices }> {
  const runtime = path.join(__dirname, "runtime.js");
  const devices = new Devices(device => probeInChild(runtime, device), report => {
    if (report.fellBackFrom) process.stderr.write(`${report.fellBackFrom.name} failed (${report.fellBackFrom.reason}); the CPU took over.\n`);
  });
  await devices.choose(oneOf("device", values["device"] ?? "auto", DEVICES));
  const models = new Models(devices, () => undefined, path.join(__dirname, "..", "models"));
  return { loaded: await models.load(required(values, "model"), new AbortController().signal, undefined, weightsOf(values)), models, devices };
}

const weightsOf = (values: Values): WeightsName => oneOf("weights", values["weights"] ?? "exact", WEIGHTS);

function required(values: Values, name: string): string {
  const value = values[name];
  if (value === undefined) throw usage(`--${name} is missing.`);
  return value;
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find(candidate => candidate === value);
  if (found === undefined) throw usage(`--${name} ${value} is unknown; known are ${known.join(", ")}.`);
  return found;
}

const list = (value: string | undefined): string[] => value?.split(",").map(one => one.trim()).filter(one => one !== "") ?? [];

const usage = (message: string): Problem => new Problem("input-invalid", message, { remedy: USAGE });

const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);

async function main([name = "", ...rest]: readonly string[]): Promise<void> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw usage(name === "" ? "A command is missing." : `There is no command ${name}.`);
  let values: Values;
  try {
    const options = Object.fromEntries(command.options.map(option => [option, { type: "string" as const }]));
    values = parseArgs({ args: [...rest], options, strict: true }).values;
  } catch (error) {
    throw usage(error instanceof Error ? error.message : String(error));
  }
  await command.run(values);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const { code, message, remedy, detail } = Problem.from(error);
  process.stderr.write(`${code}: ${message}\n${remedy === undefined ? "" : `${remedy}\n`}${code === "internal" && detail !== undefined ? `${detail}\n` : ""}`);
  process.exitCode = 1;
});
