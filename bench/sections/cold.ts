import { fork } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { TILE } from "../../src/protocol/attention";
import type { DeviceName } from "../../src/protocol/models";
import { command } from "../../scripts/command.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import type { Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import { textOf } from "../models/ids";
import { randomModel } from "../models/randomModel";
import { gpt2Small } from "../models/shapes";
import type { Figure, Section } from "../report/figure";
import { endRuntime, forkedRuntime } from "../runtime/forkedRuntime";

const TEXT = textOf(200);
const GOAL = 3000;

/** From no process at all to the first picture. */
export async function measureCold({ options, rounds, script }: Context): Promise<Section> {
  const starter = inRoot("models/starter-llama");
  const folder = await randomModel(gpt2Small);
  const weights = path.join(folder, "model.safetensors");
  const evicts = await evict(weights);
  const samples = await interleaved(rounds(5), {
    empty: () => answered(EMPTY),
    library: () => answered(LIBRARY),
    starter: () => firstPicture(script, options.device, starter),
    auto: () => firstPicture(script, "auto", starter),
    gpt2: () => firstPicture(script, options.device, folder),
    fromDisk: async () => {
      if (!evicts) return NaN;
      await evict(weights);
      return firstPicture(script, options.device, folder);
    },
  });
  const floor = { value: summaryOf(samples.library).min, why: "Node with ONNX Runtime" };
  const figures: Figure[] = [
    { of: "Node", what: "fork → an empty script answers", unit: "ms", values: summaryOf(samples.empty) },
    { of: "Node", what: "fork → a script that loads ONNX Runtime answers", unit: "ms", values: summaryOf(samples.library), floor: { value: summaryOf(samples.empty).min, why: "an empty script" } },
    { of: "starter-llama", what: `fork → first picture, device ${options.device}`, unit: "ms", values: summaryOf(samples.starter), floor, goal: GOAL },
    { of: "starter-llama", what: "fork → first picture, device auto (others are tried)", unit: "ms", values: summaryOf(samples.auto), floor, goal: GOAL },
    { of: gpt2Small.name, what: `fork → first picture, device ${options.device}`, unit: "ms", values: summaryOf(samples.gpt2), floor, goal: GOAL },
  ];
  if (evicts) figures.push({ of: gpt2Small.name, what: "… with none of its weights in the system's cache", unit: "ms", values: summaryOf(samples.fromDisk), floor, goal: GOAL });
  return {
    name: "cold",
    title: "Cold start",
    notes: [
      `A new process each time: device, model, ${TEXT.length} characters traced, first tile. Files are in the system's cache${evicts ? " unless told otherwise" : ""}.`,
      ...(evicts ? [] : ["This system has no dd that drops a file from its cache: reading from disk was not measured."]),
    ],
    figures,
  };
}

async function firstPicture(script: string, device: DeviceName | "auto", folder: string): Promise<number> {
  const started = performance.now();
  const runtime = await forkedRuntime(script, device);
  try {
    const { run, panes } = await runtime.client.trace({ folder, text: TEXT });
    const level = Math.max(0, Math.ceil(Math.log2((panes[0]?.queries.length ?? 0) / TILE)));
    await runtime.client.tile({ run, layer: 0, head: 0, weighting: "raw", level, row: 0, column: 0 });
    return performance.now() - started;
  } finally {
    await endRuntime(runtime);
  }
}

const EMPTY = { name: "empty.cjs", code: "process.send(0);\n" };
const LIBRARY = { name: "library.cjs", code: 'require("onnxruntime-node");\nprocess.send(0);\n' };

/** Milliseconds until a new process that runs `code` has answered. */
async function answered({ name, code }: typeof EMPTY): Promise<number> {
  // Inside the repository, so that it finds its packages.
  const script = inRoot("out/bench", name);
  await mkdir(path.dirname(script), { recursive: true });
  await writeFile(script, code);
  const started = performance.now();
  const child = fork(script, [], { execArgv: [] });
  try {
    await new Promise((resolve, reject) => child.once("message", resolve).once("exit", () => reject(new Error(`${name} ended without an answer.`))));
    return performance.now() - started;
  } finally {
    child.kill("SIGKILL");
  }
}

/** Drops a file from the system's cache; false where that cannot be done. */
async function evict(file: string): Promise<boolean> {
  if (process.platform !== "linux") return false;
  const { code } = await command("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"], { capture: true }).catch(() => ({ code: 1 }));
  return code === 0;
}
