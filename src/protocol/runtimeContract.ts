import type { ByDistance, HeadOfRun, HeadScaling, LayerGlance, Line, LineRequest, MaskRows, RunFinished, RunSummary, TargetText, Tile, TileRequest } from "./attention";
import type { CompletionExplained, CompletionProgress, CompletionRequest, CompletionResult } from "./completion";
import type { GenerationFinished, GenerationItem, GenerationPlace, GenerationRequest, LogitLens, StepAttention } from "./generation";
import type { DeviceName, DeviceReport, FoundModel, ModelCard, Places, Progress } from "./models";
import type { Finding, NoteItem, NoteRequest } from "./notes/note";
import type { ModelPositions } from "./positions";
import { call } from "./rpc";
import type { Token } from "./tokens";
import type { QuantisedName, WeightsCost, WeightsName } from "./weights";
import type { PositionChange, WhatIfResult } from "./whatIf";

/** What the views may ask of the runtime process. Folders are absolute paths. */
export const runtimeContract = {
  /** Finds out the devices; `wanted` "auto" takes the best. What is run from now on runs there. */
  chooseDevice: call<{ wanted: DeviceName | "auto" }, DeviceReport>(),
  device: call<null, DeviceReport>(),
  /** Model folders in these places, with their cards. Items arrive one by one as found. */
  findModels: call<Places, null, FoundModel>(),
  card: call<{ folder: string }, ModelCard>(),
  /** What tells a model from all others: of its config, its tokenizer, and a sample of each tensor. */
  checksum: call<{ folder: string }, string>(),
  /** How the model knows where a token stands, from its weights; it need not be loaded. */
  positions: call<{ folder: string }, ModelPositions>(),
  /** With weights that are not exact, these are made ready too: the first time they are made of the checkpoint, and kept. */
  load: call<{ folder: string; weights?: WeightsName }, ModelCard, Progress>(),
  /** Compares the next tokens of a text by quantised weights with those by the exact ones; the card tells of it from then on. */
  measureWeights: call<{ folder: string; weights: QuantisedName; text: string }, WeightsCost, Progress>(),
  /** Removes all quantised weights that are kept on disk; gives the bytes that this frees. */
  clearWeights: call<null, number>(),
  unload: call<{ folder: string }, null>(),
  /** Folders of the models that are loaded. */
  loaded: call<null, readonly string[]>(),
  tokenize: call<{ folder: string; text: string }, readonly Token[]>(),
  /**
   * Starts the model on `text` (loading it if needed), keeping the residual stream; answers when the first layer is there. An
   * encoder–decoder reads `text` and is given `target`, by default what it generates; it answers when that is there. With
   * `prefix`, the first so many tokens of a causal model see each other (0: none); without, all of them where it was trained so, as a
   * prefix language model.
   */
  trace: call<{ folder: string; text: string; target?: TargetText; prefix?: number }, RunSummary, Progress>(),
  /** Forgets a run and frees what it held. */
  release: call<{ run: string }, null>(),
  /** Every layer's heads at a glance, first layer first, each as soon as the pass has reached it. */
  glances: call<{ run: string }, RunFinished, LayerGlance>(),
  /** Runs a text as the model does and with something about positions changed, and measures the difference. */
  whatIf: call<{ folder: string; text: string; change: PositionChange }, WhatIfResult, Progress>(),
  /** Puts a statement of the notes to a model. What was told of it until it is taken back can be given to the next run. */
  runNote: call<NoteRequest & { folder: string }, Finding, NoteItem>(),
  /** The mask that ran, of a pane. */
  mask: call<{ run: string }, MaskRows>(),
  byDistance: call<HeadOfRun, ByDistance>(),
  /** What scaling q·k does to one head. */
  scaling: call<HeadOfRun, HeadScaling>(),
  tile: call<TileRequest, Tile>(),
  line: call<LineRequest, Line>(),
  /** The whole matrix of one head as rows [query, key], float32, for export and tables; refused above 1,024 tokens. */
  matrix: call<HeadOfRun & { weighting: TileRequest["weighting"] }, Float32Array>(),
  /** Continues a text, telling of each step as it comes; what came stays when the request is taken back. */
  generate: call<GenerationRequest, GenerationFinished, GenerationItem>(),
  /** What each layer would say at a place of a generation. */
  lens: call<GenerationPlace, LogitLens>(),
  /** What the step at a place of a generation read. */
  stepAttention: call<GenerationPlace, StepAttention>(),
  /** Forgets a generation. */
  releaseGeneration: call<{ generation: string }, null>(),
  /** Completes a text at the cursor; the newest request of a document should take back the one before it. */
  complete: call<CompletionRequest, CompletionResult, CompletionProgress>(),
  /** How a suggestion came about; `run-gone` once it is too long ago. */
  explainCompletion: call<{ id: string }, CompletionExplained>(),
} as const;

/** What the runtime tells without being asked. */
export const runtimeEvents = {
  deviceChanged: "deviceChanged",
  log: "log",
} as const;

export interface RuntimeLog {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}
