import type { GenerationFinished, GenerationItem, GenerationOptionValues, GenerationRequest, LogitLens, StepAttention } from "./generation";
import type { ProblemData } from "./problem";
import { call } from "./rpc";
import type { GivenStep, SavedGeneration, SavedHelper } from "./savedGeneration";
import type { Token } from "./tokens";

/** A run that was made elsewhere: what it told, in order, the first item being the start. */
export interface RecordedRun {
  readonly items: readonly GenerationItem[];
  /** Null where it was stopped or broke off. */
  readonly finished: GenerationFinished | null;
  /** The new token (from 0) that is looked at first; the first one where absent. */
  readonly at?: number;
}

/** A model that can continue a text. */
export interface GeneratorModel {
  readonly folder: string;
  readonly name: string;
  readonly encoderDecoder: boolean;
  /** Why the tokens of a prefix cannot see each other in it; null where they can. */
  readonly noPrefix: string | null;
  /** Whether it was trained as a prefix language model: all of the prompt sees itself unless another prefix is asked for. */
  readonly prefixLm: boolean;
}

/** What a page is told of a recorded run that was opened from a file. */
export interface SavedMark {
  /** The file's name. */
  readonly file: string;
  /** When it was saved, as ISO 8601 writes it. */
  readonly saved: string;
  readonly model: string;
  /** Where the model is now; null where it is not at hand, and `missing` says why. */
  readonly folder: string | null;
  readonly missing: string | null;
  readonly helper: GenerationRequest["helper"] | null;
  /** What the file knows its models by. */
  readonly known: { readonly checksum: string | null; readonly helper: SavedHelper | null };
  readonly prefix: SavedGeneration["prefix"];
  readonly status: SavedGeneration["status"];
  /** What a branch was given. */
  readonly given: readonly GivenStep[];
}

/** A text that is continued, and the models that can. */
export interface GenerationSource {
  /** Where the text is: "names.md:5". */
  readonly source: string;
  readonly text: string;
  /** True when the document was edited since. */
  readonly stale: boolean;
  /** The model that the panel was opened with, and all others that could be raced against it. */
  readonly folder: string;
  readonly models: readonly GeneratorModel[];
  /** Options of the last run, kept across reloads; empty at first. */
  readonly options: GenerationOptionValues;
  /** Of the last run; 0: none; null: as the model was trained. */
  readonly prefix: number | null;
  /** Shown at first as it was, in place of running. */
  readonly recorded?: RecordedRun;
  /** Set where that was opened from a file: there is no document. */
  readonly saved?: SavedMark;
}

/** A run that the page asks for: the host adds the prompt's text and keeps the options of the first column. */
export type PageGenerationRequest = Omit<GenerationRequest, "prompt"> & {
  /** Ids of a prompt in place of the panel's text: that of the run which is branched from. */
  readonly ids?: readonly number[];
};

/** What the generation page asks of its host. Generations are named by the id that their first item tells. */
export const generationHost = {
  /** The page's first message. */
  ready: call<null, GenerationSource>(),
  /** Runs; items arrive as it goes. Taking the request back stops it within a step; what came stays. */
  generate: call<PageGenerationRequest, GenerationFinished, GenerationItem>(),
  lens: call<{ generation: string; tokens: readonly number[] }, LogitLens>(),
  attention: call<{ generation: string; tokens: readonly number[] }, StepAttention>(),
  /** A generation is not shown any more. */
  release: call<{ generation: string }, null>(),
  /** Tints the prompt's text in the editor by what a step read (0…1 by token of the prompt); null clears. */
  tintPrompt: call<{ tokens: readonly Token[]; weights: Float32Array } | null, null>(),
  /** Puts the text into the document behind the prompt, as one edit that can be undone. */
  insert: call<{ text: string }, null>(),
  /** What tells the model in a folder from all others; null where it cannot be read. */
  checksum: call<{ folder: string }, string | null>(),
  /** Saves a run as a file that replays it. */
  save: call<{ json: string; name: string }, null>(),
  /** Performs the remedy that was shown with a problem. */
  remedy: call<{ code: ProblemData["code"] }, null>(),
  /** Copies text (a table as TSV) to the clipboard. */
  copy: call<{ text: string }, null>(),
} as const;

/** What the host tells the generation page. */
export const generationPage = {
  /** Another text was chosen for this panel: show it, and run with the options in force. */
  sourceChanged: call<GenerationSource, null>(),
  stale: call<{ stale: boolean }, null>(),
  /** Performs a command that has a key in VS Code. */
  act: call<{ action: "play" | "nextStep" | "previousStep" | "stop" }, null>(),
} as const;
