import path from "node:path";
import { MEMORY_ENVIRONMENT } from "../../src/views/runtimeInstance";
import { openModel } from "../../src/runtime/model/openModel";
import type { Context } from "../context";
import { Costs } from "../floors/cost";
import { randomModel } from "../models/randomModel";
import { ratios, summaryOf } from "../measure/summary";
import type { Figure, Section } from "../report/figure";
import { AskedProcess } from "../runtime/askProcess";
import type { LoadAsk, Loaded } from "./loadProcess";

/** Of the weights' bytes, what may be added or left where they should be shared or given back. */
const SHARE = 0.1;

/** Loading a model in a fresh process, against reading its weights into memory, and the memory that it takes. */
export async function measureLoad({ shapes, options, rounds, script }: Context): Promise<Section> {
  const figures: Figure[] = [];
  for (const { name, ...shape } of shapes) {
    const folder = await randomModel({ name, ...shape });
    const open = await openModel(folder);
    const samples: { map: Loaded; read: Loaded }[] = [];
    const load = async (how: LoadAsk["how"]): Promise<Loaded> => {
      const child = new AskedProcess<LoadAsk, Loaded>(path.join(__dirname, "loadProcess.ts"), [], MEMORY_ENVIRONMENT);
      try {
        return await child.ask({ how, folder, device: options.device, script });
      } finally {
        child.end();
      }
    };
    for (let round = 0; round < rounds(5); round++) {
      const first = round % 2 === 0 ? "map" : "read";
      const one = await load(first);
      const other = await load(first === "map" ? "read" : "map");
      samples.push(first === "map" ? { map: one, read: other } : { map: other, read: one });
    }
    const reading = samples.map(({ read }) => read.loading);
    const seen = samples.map(({ map }) => map.opening + map.loading + map.seeing);
    const MB = 1e6;
    const onDisk = open.checkpoint.bytesOnDisk / MB;
    const memory = (of: (loaded: Loaded) => number | null): number[] => samples.flatMap(({ map }) => of(map) ?? []).map(bytes => bytes / MB);
    figures.push(
      { of: name, what: "open: config, names and shapes checked", unit: "ms", values: summaryOf(samples.map(({ map }) => map.opening)) },
      { of: name, what: "load: weights mapped, a trace's first graphs ready", unit: "ms", values: summaryOf(samples.map(({ map }) => map.loading)), floor: { value: 0, why: "nothing is copied" } },
      { of: name, what: "first traced pass of 512 tokens, every block's graph made on the way", unit: "ms", values: summaryOf(samples.map(({ map }) => map.tracing)), cost: new Costs(open).pass(512, 0) },
      { of: name, what: `reference: read the ${onDisk.toFixed(0)} MB into memory`, unit: "ms", values: summaryOf(reading) },
      {
        of: name, what: "open, load and the first picture of 128 tokens", unit: "ms", values: summaryOf(seen), goal: 1.5,
        peer: { name: "reading the file once", values: summaryOf(reading), ratio: summaryOf(ratios(seen, reading)) },
      },
    );
    const [own, mapped, working] = [memory(one => one.own), memory(one => one.mapped), memory(one => one.working)];
    if (own.length > 0) {
      figures.push(
        { of: name, what: "own memory that loading took", unit: "MB", values: summaryOf(own), floor: { value: 0, why: "nothing is copied" } },
        { of: name, what: "… and after that pass, whose numbers are kept", unit: "MB", values: summaryOf(working) },
        { of: name, what: "own memory that a second session on the same weights adds", unit: "MB", values: summaryOf(memory(one => one.second)), floor: { value: 0, why: "the file is shared" }, goal: Math.round(SHARE * onDisk) },
        { of: name, what: "own memory left of both once they are unloaded", unit: "MB", values: summaryOf(memory(one => one.left)), floor: { value: 0, why: "nothing is held" }, goal: Math.round(SHARE * onDisk) },
        { of: name, what: "file pages mapped after it", unit: "MB", values: summaryOf(mapped), floor: { value: new Costs(open).pass(512, 0).bytes / MB, why: "the blocks' matrices" } },
      );
    }
  }
  return {
    name: "load",
    title: "Loading",
    notes: ["A fresh process each time, interleaved; the file is in the system's cache in both. The processes have loaded ONNX Runtime before the clock starts."],
    figures,
  };
}
