import { readFile } from "node:fs/promises";
import path from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { DeviceName } from "../../src/protocol/models";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { Tiles } from "../../src/runtime/traces/tiles";
import { TracedRun } from "../../src/runtime/traces/tracedRun";
import { memoryOf } from "../measure/privateMemory";
import { spreadIds } from "../models/ids";
import { answerParent } from "../runtime/askProcess";
import { chosenDevices } from "../runtime/chosenDevices";

/** Load the model as the runtime does, or only read its weights. */
export interface LoadAsk {
  readonly how: "map" | "read";
  readonly folder: string;
  readonly device: DeviceName;
  readonly script: string;
}
/** Milliseconds, and bytes of memory (null where the system does not tell). */
export interface Loaded {
  readonly opening: number;
  readonly loading: number;
  /** From the loaded model to the first picture of attention: {@link FIRST} tokens, first layer, first head. */
  readonly seeing: number;
  /** The first traced pass, which makes each block's graph. */
  readonly tracing: number;
  /** Own memory that was added by loading, and by a pass on top of it. */
  readonly own: number | null;
  readonly working: number | null;
  /** Own memory that a second model on the same file added, looked into as the first. */
  readonly second: number | null;
  /** Own memory that is left of both once they are unloaded. */
  readonly left: number | null;
  /** Pages of files mapped after the pass, beyond those of before. */
  readonly mapped: number | null;
}

const FIRST = 128;
setFlagsFromString("--expose-gc");
/** Frees what nothing refers to, so that what is left is held. */
const collect = runInNewContext("gc") as () => void;

answerParent<LoadAsk, Loaded>(async ({ how, folder, device, script }) => {
  if (how === "read") {
    const started = performance.now();
    await readFile(path.join(folder, "model.safetensors"));
    return { opening: 0, loading: performance.now() - started, seeing: NaN, tracing: NaN, own: null, working: null, second: null, left: null, mapped: null };
  }
  const devices = await chosenDevices(device, script);
  const before = await memoryOf(process.pid);
  const started = performance.now();
  const open = await openModel(folder);
  const opened = performance.now();
  const model = await LoadedModel.load(open, devices);
  const loaded = performance.now();
  const after = await memoryOf(process.pid);
  const { vocabulary } = open.recipe.config;
  const seeing = await look(model, vocabulary);
  const begun = performance.now();
  await new TracedRun(model, { ids: spreadIds(512, vocabulary) }).finished;
  const tracing = performance.now() - begun;
  const worked = await memoryOf(process.pid);
  collect();
  const alone = await memoryOf(process.pid);
  const other = await LoadedModel.load(open, devices);
  await look(other, vocabulary);
  collect();
  const together = await memoryOf(process.pid);
  await model.dispose();
  await other.dispose();
  collect();
  const unloaded = await memoryOf(process.pid);
  return {
    opening: opened - started,
    loading: loaded - opened,
    seeing,
    tracing,
    own: before && after && after.own - before.own,
    working: before && worked && worked.own - before.own,
    second: alone && together && together.own - alone.own,
    left: before && unloaded && unloaded.own - before.own,
    mapped: before && worked && worked.mapped - before.mapped,
  };
});

/** Milliseconds to the first picture that a person sees of a text; returns once the whole pass is done. */
async function look(model: LoadedModel, vocabulary: number): Promise<number> {
  const started = performance.now();
  const run = new TracedRun(model, { ids: spreadIds(FIRST, vocabulary) });
  await new Tiles().tile({ run, kind: "self" }, { run: "", layer: 0, head: 0, weighting: "raw", level: 0, row: 0, column: 0 }, new AbortController().signal);
  const seeing = performance.now() - started;
  await run.finished;
  return seeing;
}
