import type { BenchOptions } from "./options";
import type { Devices } from "../src/runtime/devices";
import type { Shape } from "./models/shapes";

/** What every section is given. */
export interface Context {
  readonly options: BenchOptions;
  /** Shapes to measure. */
  readonly shapes: readonly Shape[];
  /** The device that was asked for, chosen and found usable. */
  readonly devices: Devices;
  /** Rounds, where `usual` are right for a whole run. */
  readonly rounds: (usual: number) => number;
  /** Token counts to measure a shape at, where `usual` are right for the first shape of a whole run: the others, and a quick run, make do with the first. */
  readonly lengths: (shape: string, usual: readonly number[]) => readonly number[];
  /** The runtime's bundle: what the extension forks. */
  readonly script: string;
}

/** A signal that nobody aborts. */
export const never = new AbortController().signal;
