/**
 * A runtime without a model: it serves the runtime's contract with numbers that are easy to recognise, and misbehaves
 * when the text says so ("!hang", "!die", "!fail"). For tests of the views only.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from "vscode-jsonrpc/node";
import type { AttentionPane, RunSummary } from "../../src/protocol/attention";
import type { DeviceReport, FoundModel, ModelCard, Progress } from "../../src/protocol/models";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { serve, type Asking } from "../../src/protocol/rpc";
import { type runtimeContract, runtimeEvents } from "../../src/protocol/runtimeContract";
import type { Token } from "../../src/protocol/tokens";
import { FakeCompletions } from "./completion";
import { FakeGenerations } from "./generation";
import { fakeNote } from "./note";

const LAYERS = 4;
const HEADS = 4;
const CONTEXT = 512;
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const loaded = new Set<string>();
const runs = new Map<string, number>();
let device: DeviceReport = report("cpu");
let next = 0;

function report(inUse: DeviceReport["inUse"]): DeviceReport {
  return {
    inUse,
    findings: [
      { name: "webgpu", usable: false, reason: "No supported adapters" },
      { name: "cuda", usable: false, reason: "not in this build of ONNX Runtime" },
      { name: "cpu", usable: true, reason: "2 threads" },
    ],
  };
}

function cardOf(folder: string): ModelCard {
  if (folder.includes("gone")) throw new Problem("model-gone", `${folder} is no longer there.`, { remedy: "Choose another model." });
  return {
    folder,
    name: folder.split("/").at(-1) ?? folder,
    family: "Llama",
    modelType: "llama",
    task: "causal language model",
    layers: LAYERS,
    heads: HEADS,
    encoder: null,
    embedding: "as stored",
    kvHeads: 2,
    dModel: 64,
    dHead: 16,
    dMlp: 172,
    vocabulary: 2048,
    context: CONTEXT,
    positions: "rotary, θ = 10,000",
    norm: "RMSNorm before each sublayer",
    activation: "SwiGLU",
    mask: "causal",
    prefixLm: false,
    attention: "grouped-query, 4 heads read 2",
    head: "tied to the embedding",
    tokenizer: "BPE, 2,048 tokens",
    storedAs: "F16",
    bytesOnDisk: 1_234_567,
    parameters: 612_345,
    parametersByPart: [
      { part: "embedding", count: 131_072 },
      { part: "attention", count: 49_152 },
      { part: "MLP", count: 132_096 },
    ],
    differences: { from: "GPT-2", changes: ["RMSNorm takes the place of LayerNorm.", "Rotary positions take the place of learned ones."] },
    ignored: [],
  };
}

function tokensOf(text: string): Token[] {
  const special: Token = { id: 1, piece: "<s>", text: "<s>", range: null, special: true };
  const words = [...text.slice(0, 20_000).matchAll(/\s?[\p{L}\p{N}_]+|\s+|[^\s]/gu)];
  return [
    special,
    ...words.map(({ 0: word, index }, id): Token => ({ id: id + 2, piece: word.replaceAll(" ", "Ġ"), text: word, range: { start: index, end: index + word.length }, special: false })),
  ];
}

function lengthOf(run: string): number {
  const length = runs.get(run);
  if (length === undefined) throw new Problem("run-gone", "The runtime no longer keeps this run.", { remedy: "Run it again." });
  return length;
}

/** [length] weights of a row: half on itself, a quarter on the token before, the rest on the first. */
function row(length: number, token: number): Float32Array {
  const weights = new Float32Array(length);
  const add = (at: number, weight: number): void => void (weights[at] = (weights[at] ?? 0) + weight);
  add(token, 0.5);
  add(Math.max(0, token - 1), 0.25);
  add(0, 0.25);
  return weights;
}

async function trace({ folder, text }: { folder: string; text: string }, { signal, emit }: Asking<Progress>): Promise<RunSummary> {
  const card = cardOf(folder);
  emit({ message: `Loading ${card.name}`, fraction: 0.25 });
  loaded.add(folder);
  if (text.includes("!die")) process.kill(process.pid, "SIGKILL");
  if (text.includes("!block")) for (;;) Math.sqrt(2);
  if (text.includes("!fail")) throw new Problem("weights-not-finite", "model.embed_tokens.weight holds NaN.", { remedy: "Download the model again.", detail: "row 3" });
  emit({ message: "Running", fraction: 0.5 });
  if (text.includes("!hang")) {
    await new Promise<void>(resolve => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    throw new Cancelled();
  }
  const all = tokensOf(text);
  const tokens = all.slice(0, CONTEXT);
  const run = `run-${next++}`;
  runs.set(run, tokens.length);
  const cut = all.length > CONTEXT ? { shown: CONTEXT, total: all.length } : null;
  const pane: AttentionPane = { run, kind: "self", layers: LAYERS, heads: HEADS, queries: tokens, keys: tokens, queriesOf: "source", keysOf: "source", mask: "causal", prefix: 0, prefixLm: false };
  return { run, folder, model: card.name, panes: [pane], target: null, cut, device: device.inUse };
}

const generations = new FakeGenerations(tokensOf);
const completions = new FakeCompletions(generations);

serve<typeof runtimeContract>(
  connection,
  {
    chooseDevice({ wanted }) {
      if (wanted === "cuda") throw new Problem("device-unavailable", "CUDA is not in this build of ONNX Runtime.", { remedy: "Choose another device." });
      device = report("cpu");
      return device;
    },
    device: () => device,
    findModels(places, { emit }) {
      const found = (origin: FoundModel["origin"]) => (folder: string): void => {
        const damaged = folder.includes("damaged");
        const problem = damaged ? new Problem("checkpoint-damaged", "model.safetensors is cut short.", { remedy: "Download it again." }).toData() : null;
        emit({ folder, name: folder.split("/").at(-1) ?? folder, origin, card: damaged ? null : cardOf(folder), problem });
      };
      places.embedded.forEach(found("embedded"));
      places.folders.forEach(found("folder"));
      return null;
    },
    card: ({ folder }) => cardOf(folder),
    checksum: ({ folder }) => cardOf(folder).name,
    positions: ({ folder }) => ({ folder, model: cardOf(folder).name, family: "Llama", context: CONTEXT, stacks: [] }),
    load({ folder }, { emit }) {
      emit({ message: "Reading weights", fraction: 0.5 });
      loaded.add(folder);
      return cardOf(folder);
    },
    unload({ folder }) {
      loaded.delete(folder);
      return null;
    },
    measureWeights: ({ weights }) => ({ weights, divergence: 0.002, agreement: 0.98, tokens: 100 }),
    clearWeights: () => 1_000_000,
    loaded: () => [...loaded],
    tokenize: ({ text }) => tokensOf(text),
    trace,
    release({ run }) {
      runs.delete(run);
      return null;
    },
    glances({ run }, { emit }) {
      const length = lengthOf(run);
      const size = Math.min(48, length);
      for (let layer = 0; layer < LAYERS; layer++) {
        const thumbnails = new Uint8Array(HEADS * size * size).map((_, at) => (at % size <= Math.floor(at / size) % size ? 40 + 50 * layer : 0));
        emit({ pane: 0, layer, width: size, height: size, thumbnails, entropy: new Float32Array(HEADS).fill(1), firstToken: new Float32Array(HEADS).fill(0.25), previousToken: new Float32Array(HEADS).fill(0.25), meanDistance: new Float32Array(HEADS).fill(2), otherSentences: new Float32Array(HEADS) });
      }
      return { milliseconds: 12 };
    },
    tile({ run, row: tileRow, column, level }) {
      const side = Math.ceil(lengthOf(run) / 2 ** level);
      const rows = Math.min(256, side - 256 * tileRow);
      const columns = Math.min(256, side - 256 * column);
      const values = new Uint8Array(rows * columns).map((_, at) => (at % columns === Math.floor(at / columns) ? 180 : 0));
      return { rows, columns, values, scale: 1 };
    },
    whatIf: ({ text, change }) => ({ change, about: change.kind, tokens: text.length, attention: { greatest: 0, mean: 0 }, stream: 0, next: null, byDistance: null, past: null }),
    runNote: ({ folder, ...request }, asking) => fakeNote(request, cardOf(folder).name, asking),
    byDistance: () => ({ from: 0, pairs: Int32Array.of(1), weight: Float32Array.of(1), content: Float32Array.of(0), position: null, formula: null, turned: null }),
    mask({ run }) {
      const length = lengthOf(run);
      return { from: new Int32Array(length), to: Int32Array.from({ length }, (_, query) => query + 1) };
    },
    scaling: () => ({ channels: 4, scale: 0.5, otherScale: 1, pairs: 10, mean: 0, variance: 4, entropy: [2, 1], greatest: [0.4, 0.8] }),
    line: ({ run, token }) => row(lengthOf(run), token),
    matrix({ run }) {
      const length = lengthOf(run);
      const matrix = new Float32Array(length * length);
      for (let query = 0; query < length; query++) matrix.set(row(length, query), query * length);
      return matrix;
    },
    generate(request, asking) {
      cardOf(request.folder);
      loaded.add(request.folder);
      return generations.generate(request, asking);
    },
    lens: place => generations.lens(place),
    stepAttention: place => generations.attention(place),
    releaseGeneration: ({ generation }) => generations.release(generation),
    complete(request, asking) {
      cardOf(request.folder);
      loaded.add(request.folder);
      return completions.complete(request, asking);
    },
    explainCompletion: ({ id }) => completions.explain(id),
  },
  (code, message, data) => new ResponseError(code, message, data),
);
process.once("disconnect", () => process.exit(0));
connection.listen();
void connection.sendNotification(runtimeEvents.log, { level: "info", message: "The fake runtime is ready." });
