import type { LayerGlance } from "../protocol/attention";
import type { DeviceReport, FoundModel, Places } from "../protocol/models";
import { Cancelled, Problem } from "../protocol/problem";
import type { Asking, Handlers } from "../protocol/rpc";
import type { runtimeContract } from "../protocol/runtimeContract";
import { findModels, type ModelPlace } from "./checkpoints/findModels";
import { Devices, type Probe } from "./devices";
import { openModel } from "./model/openModel";
import { cardOfFolder, Models } from "./models";
import { describePositions } from "./positions/describePositions";
import { glanceAt } from "./traces/glance";
import { lineOf, matrixOf } from "./traces/lines";
import { Runs } from "./traces/runs";
import { Tiles } from "./traces/tiles";
import { traceText } from "./traces/traceText";
import type { TracedRun } from "./traces/tracedRun";

/** Bytes that the residual streams and caches of all runs may take before the oldest go. */
const RUN_BUDGET = 4 * 2 ** 30;

export interface RuntimeOptions {
  readonly probe: Probe;
  readonly onDevice: (report: DeviceReport) => void;
  /** Folder of the models that came with the extension. */
  readonly shippedModels: string;
}

/** Everything the runtime process can do, without the process: the handlers of the contract. */
export function runtimeHandlers({ probe, onDevice, shippedModels }: RuntimeOptions): Handlers<typeof runtimeContract> {
  const devices = new Devices(probe, onDevice);
  const tiles = new Tiles();
  const runs = new Runs(RUN_BUDGET, id => tiles.release(id));
  const models = new Models(devices, model => runs.releaseWhere(run => run.model === model), shippedModels);
  /** A run whose layer and head are in range. */
  const headOf = ({ run: id, layer, head }: { run: string; layer: number; head: number }): TracedRun => {
    const run = runs.get(id);
    const { layers, heads } = run.recipe.config;
    const inside = (value: number, end: number): boolean => Number.isInteger(value) && value >= 0 && value < end;
    if (inside(layer, layers) && inside(head, heads)) return run;
    throw new Problem("input-invalid", `There is no head ${layer}.${head}: the model has ${layers} layers of ${heads} heads.`, { remedy: "Choose another head: both count from 0." });
  };

  return {
    chooseDevice: ({ wanted }) => devices.choose(wanted),
    device: () => devices.report(),
    findModels: (places, asking) => findAll(places, asking),
    card: ({ folder }) => cardOfFolder(folder),
    positions: async ({ folder }) => describePositions(await openModel(folder)),
    load: async ({ folder }, { signal, emit }) => (await models.load(folder, signal, emit)).card,
    unload: async ({ folder }) => {
      await models.unload(folder);
      return null;
    },
    loaded: () => models.folders(),
    tokenize: async ({ folder, text }, { signal }) => (await models.load(folder, signal)).tokenizer().encode(text),
    trace: async ({ folder, text }, { signal, emit }) => {
      const loaded = await models.load(folder, signal, emit);
      const { run, summary } = await traceText(loaded, text, signal, emit);
      return { ...summary, run: runs.add(run), device: await devices.inUse() };
    },
    release: ({ run }) => {
      runs.release(run);
      return null;
    },
    glances: async ({ run: id }, { signal, emit }: Asking<LayerGlance>) => {
      const run = runs.get(id);
      for (let layer = 0; layer < run.recipe.config.layers; layer++) emit(await run.look(layer, () => glanceAt(run, layer, signal)));
      return run.finished;
    },
    tile: (request, { signal }) => tiles.tile(headOf(request), request, signal),
    line: (request, { signal }) => {
      const run = headOf(request);
      return run.look(request.layer, () => lineOf(run, request, signal));
    },
    matrix: (request, { signal }) => matrixOf(headOf(request), request, signal),
  };
}

async function findAll(places: Places, { signal, emit }: Asking<FoundModel>): Promise<null> {
  for await (const found of findModels(places, signal)) {
    Cancelled.check(signal);
    emit(await described(found));
  }
  return null;
}

async function described(found: ModelPlace): Promise<FoundModel> {
  try {
    return { ...found, card: await cardOfFolder(found.folder), problem: null };
  } catch (error) {
    return { ...found, card: null, problem: Problem.from(error).toData() };
  }
}
