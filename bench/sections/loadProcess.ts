import { readFile } from "node:fs/promises";
import path from "node:path";
import type { DeviceName } from "../../src/protocol/models";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
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
  /** The first traced pass, which makes each block's graph. */
  readonly tracing: number;
  /** Own memory that was added by loading, and by a pass on top of it. */
  readonly own: number | null;
  readonly working: number | null;
  /** Pages of files mapped after the pass, beyond those of before. */
  readonly mapped: number | null;
}

answerParent<LoadAsk, Loaded>(async ({ how, folder, device, script }) => {
  if (how === "read") {
    const started = performance.now();
    await readFile(path.join(folder, "model.safetensors"));
    return { opening: 0, loading: performance.now() - started, tracing: NaN, own: null, working: null, mapped: null };
  }
  const devices = await chosenDevices(device, script);
  const before = await memoryOf(process.pid);
  const started = performance.now();
  const open = await openModel(folder);
  const opened = performance.now();
  const model = await LoadedModel.load(open, devices);
  const loaded = performance.now();
  const after = await memoryOf(process.pid);
  const begun = performance.now();
  await new TracedRun(model, { ids: spreadIds(512, open.recipe.config.vocabulary) }).finished;
  const tracing = performance.now() - begun;
  const worked = await memoryOf(process.pid);
  return {
    opening: opened - started,
    loading: loaded - opened,
    tracing,
    own: before && after && after.own - before.own,
    working: before && worked && worked.own - before.own,
    mapped: before && worked && worked.mapped - before.mapped,
  };
});
