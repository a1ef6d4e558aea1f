import type { LayerGlance } from "../protocol/attention";
import type { DeviceReport, FoundModel, Places } from "../protocol/models";
import { Cancelled, Problem } from "../protocol/problem";
import type { Asking, Handlers } from "../protocol/rpc";
import type { runtimeContract } from "../protocol/runtimeContract";
import { findModels, type ModelPlace } from "./checkpoints/findModels";
import { modelChecksum } from "./checkpoints/modelChecksum";
import { complete } from "./completion/complete";
import { Completions } from "./completion/completions";
import { Devices, type Probe } from "./devices";
import { generate } from "./generation/generate";
import { Generations } from "./generation/generations";
import { TextCaches } from "./generation/textCaches";
import { openModel } from "./model/openModel";
import { whatIf } from "./experiments/whatIf";
import { type Loaded, Models } from "./models";
import { runStatement } from "./notes/runStatement";
import { describePositions } from "./positions/describePositions";
import { byDistance } from "./traces/byDistance";
import { glanceAt } from "./traces/glance";
import { lineOf, matrixOf } from "./traces/lines";
import type { AttentionOf } from "./traces/passage";
import { Runs } from "./traces/runs";
import { maskRows, scalingOf } from "./traces/scaling";
import { Tiles } from "./traces/tiles";
import { traceText } from "./traces/traceText";

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
  const caches = new TextCaches();
  const generations = new Generations();
  const completions = new Completions();
  const models = new Models(
    devices,
    model => {
      runs.releaseWhere(({ main }) => main.model === model);
      caches.release(model);
      completions.release(model);
      generations.releaseWhere(({ branching }) => branching.model === model);
    },
    shippedModels,
  );
  /** An attention whose layer and head are in range. */
  const headOf = ({ run: pane, layer, head }: { run: string; layer: number; head: number }): AttentionOf => {
    const of = runs.attention(pane);
    const { layers, heads } = of.run.recipe.config;
    const inside = (value: number, end: number): boolean => Number.isInteger(value) && value >= 0 && value < end;
    if (inside(layer, layers) && inside(head, heads)) return of;
    throw new Problem("input-invalid", `There is no head ${layer}.${head}: the model has ${layers} layers of ${heads} heads.`, { remedy: "Choose another head: both count from 0." });
  };

  return {
    chooseDevice: ({ wanted }) => devices.choose(wanted),
    device: () => devices.report(),
    findModels: (places, asking) => findAll(places, models, asking),
    card: ({ folder }) => models.card(folder),
    checksum: ({ folder }) => modelChecksum(folder),
    positions: async ({ folder }) => describePositions(await openModel(folder)),
    load: async ({ folder, weights }, { signal, emit }) => (await models.load(folder, signal, emit, weights)).card,
    measureWeights: ({ folder, weights, text }, { signal, emit }) => models.measure(folder, weights, text, signal, emit),
    clearWeights: () => models.clearWeights(),
    unload: async ({ folder }) => {
      await models.unload(folder);
      return null;
    },
    loaded: () => models.folders(),
    tokenize: async ({ folder, text }, { signal }) => (await models.load(folder, signal)).tokenizer().encode(text),
    trace: async ({ folder, text, target, prefix = null }, { signal, emit }) => {
      const loaded = await models.load(folder, signal, emit);
      const { passage, ...summary } = await traceText(loaded, { text, target: target ?? { from: "generated" }, prefix }, signal, emit);
      const run = runs.add(passage);
      const panes = passage.panes(run).map(({ pane }) => pane);
      return { ...summary, run, panes, device: await devices.inUse() };
    },
    release: ({ run }) => {
      runs.release(run);
      return null;
    },
    glances: async ({ run: id }, { signal, emit }: Asking<LayerGlance>) => {
      const passage = runs.get(id);
      for (const [number, of] of passage.panes(id).entries()) {
        for (let layer = 0; layer < of.run.recipe.config.layers; layer++) emit(await of.run.look(layer, () => glanceAt(of, number, layer, signal)));
      }
      const times = await Promise.all(passage.runs.map(run => run.finished));
      return { milliseconds: times.reduce((sum, { milliseconds }) => sum + milliseconds, 0) };
    },
    whatIf: async ({ folder, text, change }, { signal, emit }) =>
      whatIf(await models.load(folder, signal, emit), text, change, signal, fraction => emit({ message: "Comparing", fraction })),
    runNote: async ({ folder, ...request }, { signal, emit }) =>
      runStatement(request, await models.load(folder, signal, ({ message, fraction }) => emit({ kind: "progress", message, fraction: fraction ?? 0 })), signal, emit),
    mask: ({ run: pane }) => maskRows(runs.attention(pane)),
    byDistance: (request, { signal }) => {
      const of = headOf(request);
      return of.run.look(request.layer, () => byDistance(of, request.layer, request.head, signal));
    },
    scaling: (request, { signal }) => {
      const of = headOf(request);
      return of.run.look(request.layer, () => scalingOf(of, request.layer, request.head, signal));
    },
    tile: (request, { signal }) => tiles.tile(headOf(request), request, signal),
    line: (request, { signal }) => {
      const of = headOf(request);
      return of.run.look(request.layer, () => lineOf(of, request, signal));
    },
    matrix: (request, { signal }) => matrixOf(headOf(request), request, signal),
    generate: async (request, { signal, emit }) => {
      const of = (folder: string): Promise<Loaded> => models.load(folder, signal, undefined, request.weights);
      const [loaded, helper] = [await of(request.folder), request.helper ? await of(request.helper.folder) : null];
      return generate(request, { loaded, helper, caches, generations, device: await devices.inUse() }, signal, emit);
    },
    lens: (place, { signal }) => generations.lens(place, signal),
    stepAttention: (place, { signal }) => generations.attention(place, signal),
    releaseGeneration: ({ generation }) => {
      generations.release(generation);
      return null;
    },
    complete: async (request, { signal, emit }) => complete(request, { loaded: await models.load(request.folder, signal, undefined, request.weights), caches, completions, device: await devices.inUse() }, signal, emit),
    explainCompletion: ({ id }, { signal }) => completions.explain(id, generations, signal),
  };
}

async function findAll(places: Places, models: Models, { signal, emit }: Asking<FoundModel>): Promise<null> {
  for await (const found of findModels(places, signal)) {
    Cancelled.check(signal);
    emit(await described(found, models));
  }
  return null;
}

async function described(found: ModelPlace, models: Models): Promise<FoundModel> {
  try {
    return { ...found, card: await models.card(found.folder), problem: null };
  } catch (error) {
    return { ...found, card: null, problem: Problem.from(error).toData() };
  }
}
