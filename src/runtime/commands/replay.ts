import { readFile } from "node:fs/promises";
import type { GenerationRequest } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import { SAVED_FORMAT, SAVED_VERSION } from "../../protocol/savedGeneration";
import { WEIGHTS, type WeightsName } from "../../protocol/weights";
import { generate, type GenerationServices } from "../generation/generate";
import { Generations } from "../generation/generations";
import { TextCaches } from "../generation/textCaches";

/** What a page saves of a run, as far as it is needed to run it again. */
export interface SavedRun {
  readonly folder: string;
  readonly helper: GenerationRequest["helper"] | null;
  readonly prompt: readonly number[];
  readonly continues: readonly number[];
  /** Tokens at the start that see each other; none where absent, as in files of version 1. */
  readonly prefix?: number;
  readonly options: Readonly<Record<string, unknown>>;
  /** Exact where absent. */
  readonly weights?: WeightsName;
  readonly texts: readonly { readonly ids: readonly number[]; readonly ended: string }[];
}

/** Whether a text came again: if not, at which of its tokens (from 0) it went another way. */
export interface Replayed {
  readonly identical: boolean;
  readonly texts: readonly { readonly identical: boolean; readonly divergedAt: number | null; readonly saved: readonly number[]; readonly replayed: readonly number[] }[];
}

/** Reads the file of a saved run. Throws `input-invalid` where it is none. */
export async function readSavedRun(file: string): Promise<SavedRun> {
  const refuse = (why: string, cause?: unknown): Problem => new Problem("input-invalid", `${file} is no saved generation: ${why}.`, { cause, remedy: "Save a run from the generation panel." });
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), error);
  }
  const run = (parsed ?? {}) as Record<string, unknown>;
  if (run["format"] !== SAVED_FORMAT || (run["version"] !== 1 && run["version"] !== SAVED_VERSION)) throw refuse("its format is another");
  const texts = run["texts"];
  const whole = typeof run["folder"] === "string" && isIds(run["prompt"]) && isIds(run["continues"]) && typeof run["options"] === "object" && run["options"] !== null;
  if (run["prefix"] !== undefined && !Number.isInteger(run["prefix"])) throw refuse("its prefix is no whole number");
  if (run["weights"] !== undefined && !WEIGHTS.some(name => name === run["weights"])) throw refuse("its weights are none that there are");
  if (!whole || !Array.isArray(texts) || !texts.every(text => isIds((text as { ids?: unknown } | null)?.ids))) throw refuse("prompt, options or texts are missing");
  return run as unknown as SavedRun;
}

/** Runs a saved run again, and compares: of a text that was cancelled, what there was of it. */
export async function replay(run: SavedRun, services: Pick<GenerationServices, "loaded" | "helper" | "device">, signal: AbortSignal): Promise<Replayed> {
  const request: GenerationRequest = { folder: run.folder, prompt: { ids: run.prompt }, continues: run.continues, options: run.options, watched: 1, ...(run.prefix && { prefix: run.prefix }), ...(run.helper && { helper: run.helper }) };
  const finished = await generate(request, { ...services, caches: new TextCaches(), generations: new Generations() }, signal, () => undefined);
  const texts = run.texts.map(({ ids, ended }, i) => {
    const replayed = (finished.texts[i]?.tokens ?? []).map(({ id }) => id);
    const compared = ended === "cancelled" ? replayed.slice(0, ids.length) : replayed;
    const at = Array.from({ length: Math.max(ids.length, compared.length) }, (_, place) => place).find(place => ids[place] !== compared[place]);
    return { identical: at === undefined, divergedAt: at ?? null, saved: ids, replayed };
  });
  return { identical: texts.every(({ identical }) => identical), texts };
}

const isIds = (value: unknown): value is number[] => Array.isArray(value) && value.every(id => Number.isInteger(id));
