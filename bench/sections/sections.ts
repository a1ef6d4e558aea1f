import type { Context } from "../context";
import type { Section } from "../report/figure";
import { measureAdapters } from "./adapters";
import { measureBlocking } from "./blocking";
import { measureCold } from "./cold";
import { measureCompletion } from "./completion";
import { measureDecode } from "./decode";
import { measureEditor } from "./editor";
import { measureForward } from "./forward";
import { measureFrames } from "./frames";
import { measureGeneration } from "./generation";
import { measureLlama } from "./llama";
import { measureLoad } from "./load";
import { measureLong } from "./long";
import { measurePayload } from "./payload";
import { measurePeers } from "./peers";
import { measureShapes } from "./shapes";
import { measureTorch } from "./torch";
import { measureView } from "./view";
import { measureWeights } from "./weights";

/** What can be measured, by name, in the order in which a run does. */
export const SECTIONS: Readonly<Record<string, (context: Context) => Promise<Section>>> = {
  load: measureLoad,
  forward: measureForward,
  decode: measureDecode,
  llama: measureLlama,
  torch: measureTorch,
  weights: measureWeights,
  adapters: measureAdapters,
  generation: measureGeneration,
  completion: measureCompletion,
  view: measureView,
  long: measureLong,
  cold: measureCold,
  editor: measureEditor,
  frames: measureFrames,
  peers: measurePeers,
  payload: measurePayload,
  blocking: measureBlocking,
  shapes: measureShapes,
};
