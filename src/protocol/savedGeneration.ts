import type { BareToken, CachePolicy, GeneratedText, GenerationFinished, GenerationItem, GenerationOptionValues, GenerationRequest, StepExplained } from "./generation";
import type { WeightsName } from "./weights";

/** How a file of a saved run names itself, and the version that is written; version 1 held no items. */
export const SAVED_FORMAT = "model-lens generation";
export const SAVED_VERSION = 2;
/** How the file of a saved run ends. */
export const SAVED_SUFFIX = ".generation.json";
/** Files up to this many bytes are opened. */
export const SAVED_MOST = 64 * 1024 ** 2;

/** A token that a branch was given, as the run that it left had told of it. */
export interface GivenStep {
  readonly token: BareToken;
  readonly text: string;
  /** Bits; NaN where it is not known. */
  readonly surprisal: number;
  readonly explained: StepExplained | null;
}

/** The second model of a run (a draft model, or an amateur), known as the first one is; `model` and `checksum` are null in files of earlier versions. */
export type SavedHelper = NonNullable<GenerationRequest["helper"]> & Pick<SavedGeneration, "model" | "checksum">;

/**
 * A run in a file: what runs it again (`folder`, `prompt`, `continues`, `prefix`, `options`, `helper`, `weights`), the texts by their
 * ids to compare with, and all that the page was told. Numbers that are not finite stand as "NaN", "Infinity" or "-Infinity".
 */
export interface SavedGeneration {
  readonly format: typeof SAVED_FORMAT;
  readonly version: typeof SAVED_VERSION;
  /** When, as ISO 8601 writes it. */
  readonly saved: string;
  /** Where the text was ("names.md:5"), and the text. */
  readonly source: string;
  readonly text: string;
  readonly model: string | null;
  readonly folder: string;
  /** Of the model, as `modelChecksum` computes it; null where it could not be read when the run was saved. */
  readonly checksum: string | null;
  readonly helper: SavedHelper | null;
  readonly device: string | null;
  readonly weights: WeightsName;
  readonly method: string | null;
  readonly adapters: readonly string[];
  readonly options: GenerationOptionValues;
  readonly cache: CachePolicy | null;
  /** Tokens at the start that were asked to see each other; 0: none; null: as the model was trained. */
  readonly prefix: number | null;
  readonly prompt: readonly number[] | null;
  readonly continues: readonly number[];
  readonly status: "running" | "done" | "cancelled" | "failed";
  readonly shown: { readonly ids: readonly number[]; readonly text: string };
  readonly texts: readonly (Pick<GeneratedText, "path" | "text" | "score" | "ended"> & { readonly ids: readonly number[] })[];
  readonly given: readonly GivenStep[];
  readonly items: readonly GenerationItem[];
  readonly finished: GenerationFinished | null;
}

/** A saved run as far as a page shows it. */
export type OpenedGeneration = Pick<SavedGeneration, "saved" | "source" | "text" | "model" | "folder" | "checksum" | "helper" | "options" | "prefix" | "status" | "given" | "items" | "finished">;

/** Why a model that is there cannot stand for that of a saved run. */
export const anotherModel = (name: string): string => `${name} is not at hand: the model of this name has another checksum than when the run was saved.`;

/** JSON with numbers that are not finite as words. */
export const savedNumbers = (_key: string, value: unknown): unknown => (typeof value === "number" && !Number.isFinite(value) ? String(value) : value);
