import { readFile } from "node:fs/promises";
import path from "node:path";
import type { GenerationRequest } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import { anotherModel, SAVED_FORMAT, SAVED_VERSION } from "../../protocol/savedGeneration";
import { WEIGHTS, type WeightsName } from "../../protocol/weights";
import { modelChecksum } from "../checkpoints/modelChecksum";
import { generate, type GenerationServices } from "../generation/generate";
import { Generations } from "../generation/generations";
import { TextCaches } from "../generation/textCaches";

/** What a page saves of a run, as far as it is needed to run it again. */
export interface SavedRun {
  readonly folder: string;
  /** What its models are known by; in files of version 1, and where it could not be read, by their folders alone. */
  readonly model?: string | null;
  readonly checksum?: string | null;
  readonly helper: (NonNullable<GenerationRequest["helper"]> & Pick<SavedRun, "model" | "checksum">) | null;
  readonly prompt: readonly number[];
  readonly continues: readonly number[];
  /** Tokens at the start that see each other, none where absent (as in files of version 1); null: as the model was trained. */
  readonly prefix?: number | null;
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
  if (run["prefix"] !== undefined && run["prefix"] !== null && !Number.isInteger(run["prefix"])) throw refuse("its prefix is no whole number");
  if (run["weights"] !== undefined && !WEIGHTS.some(name => name === run["weights"])) throw refuse("its weights are none that there are");
  const helper = run["helper"] ?? null;
  if (!isKnown(run) || (helper !== null && !(isHelper(helper) && isKnown(helper)))) throw refuse("what its models are known by is missing");
  if (!whole || !Array.isArray(texts) || !texts.every(text => isIds((text as { ids?: unknown } | null)?.ids))) throw refuse("prompt, options or texts are missing");
  return { ...(run as unknown as SavedRun), helper };
}

/** Holds the models in the run's folders to the checksums that its file knows them by. Throws `model-gone` where one is another than when the run was saved. */
export async function checkModels({ helper, ...main }: Pick<SavedRun, "folder" | "model" | "checksum" | "helper">): Promise<void> {
  for (const { folder, model, checksum } of [main, ...(helper ? [helper] : [])]) {
    if (typeof checksum !== "string" || (await modelChecksum(folder)) === checksum) continue;
    throw new Problem("model-gone", anotherModel(model ?? path.basename(folder)), { remedy: "Name the folder that it is in now: --model DIR, of the second model --helper DIR." });
  }
}

/** Runs a saved run again, and compares: of a text that was cancelled, what there was of it. */
export async function replay(run: SavedRun, services: Pick<GenerationServices, "loaded" | "helper" | "device">, signal: AbortSignal): Promise<Replayed> {
  const request: GenerationRequest = { folder: run.folder, prompt: { ids: run.prompt }, continues: run.continues, options: run.options, watched: 1, ...(run.prefix !== null && { prefix: run.prefix ?? 0 }), ...(run.helper && { helper: { folder: run.helper.folder, as: run.helper.as } }) };
  const finished = await generate(request, { ...services, caches: new TextCaches(), generations: new Generations() }, signal, () => undefined);
  const texts = run.texts.map(({ ids, ended }, i) => {
    const replayed = (finished.texts[i]?.tokens ?? []).map(({ id }) => id);
    const compared = ended === "cancelled" ? replayed.slice(0, ids.length) : replayed;
    const at = Array.from({ length: Math.max(ids.length, compared.length) }, (_, place) => place).find(place => ids[place] !== compared[place]);
    return { identical: at === undefined, divergedAt: at ?? null, saved: ids, replayed };
  });
  return { identical: texts.every(({ identical }) => identical), texts };
}

/** Whether name and checksum, where there are any, are texts. */
const isKnown = (known: object): boolean => ["model", "checksum"].every(key => ["string", "undefined"].includes(typeof ((known as Record<string, unknown>)[key] ?? undefined)));

const isHelper = (value: unknown): value is NonNullable<SavedRun["helper"]> => {
  const { folder, as } = Object(value) as Record<string, unknown>;
  return typeof folder === "string" && (as === "draft" || as === "amateur");
};

const isIds = (value: unknown): value is number[] => Array.isArray(value) && value.every(id => Number.isInteger(id));
