import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { Cancelled, Problem } from "../../protocol/problem";
import type { WeightBits } from "./blockQuantised";
import { costFile } from "./measuredCosts";
import { type OnFraction, type QuantisedMatrix, readQuantised, type StoredMatrix, writeQuantised } from "./quantisedFile";
import { openReadable } from "./readableFile";

/** Raised whenever the same checkpoint would become other bytes: what was kept before is not found any more. */
const VERSION = 2;
/** Bytes of all kept files, beyond which those go that were not used for longest. */
const BUDGET = 16 * 2 ** 30;
const NEVER = new AbortController().signal;
/** A file that nobody finished within so many milliseconds was left by a process that ended. */
const ABANDONED = 24 * 3600 * 1000;

/** A kept file. */
export interface KeptWeights {
  readonly file: string;
  /** The model that it was made of, by name, and how. */
  readonly about: string;
  readonly bytes: number;
  readonly used: Date;
}

/** Quantised weights as they were found or made. */
export interface CachedMatrices {
  readonly file: string;
  readonly matrices: ReadonlyMap<string, QuantisedMatrix>;
  /** False where they were found. */
  readonly made: boolean;
}

/**
 * Quantised copies of checkpoints, made once and kept in the user's cache folder under the SHA-256 of the weights that they were made
 * of: a checkpoint that moves finds its copy, one that changes gets another. What is damaged is made again.
 */
export class WeightCache {
  constructor(
    readonly folder: string = path.join(cacheFolder(), "weights"),
    private readonly budget: number = BUDGET,
  ) {}

  /** These matrices of a checkpoint called `name`, quantised; made where they are not kept. Throws as {@link writeQuantised}. */
  async get(name: string, matrices: readonly StoredMatrix[], bits: WeightBits, signal: AbortSignal, onFraction: OnFraction = () => undefined): Promise<CachedMatrices> {
    // A graph reads both files by their places in one folder.
    const apart = matrices.find(({ tensor }) => path.parse(tensor.file).root.toLowerCase() !== path.parse(path.resolve(this.folder)).root.toLowerCase());
    if (apart) {
      const remedy = `Set the environment variable MODEL_LENS_CACHE to a folder on ${path.parse(apart.tensor.file).root}, or use exact weights.`;
      throw new Problem("input-invalid", `${name} lies on another drive than ${this.folder}, where its quantised weights would be kept.`, { remedy });
    }
    await this.#writable(() => mkdir(path.join(this.folder, "known"), { recursive: true }));
    const file = await this.#fileOf(name, matrices, bits, signal);
    const found = await readQuantised(file, matrices, bits, signal);
    if (found) {
      await utimes(file, new Date(), new Date()).catch(() => undefined);
      return { file, matrices: found, made: false };
    }
    try {
      await this.#writable(() => writeQuantised(file, matrices, bits, signal, onFraction));
    } catch (error) {
      Cancelled.check(signal);
      // Another process may have made it meanwhile, and on Windows a file that is mapped cannot be replaced.
      if (!(await readQuantised(file, matrices, bits, signal))) throw error;
    }
    const made = await readQuantised(file, matrices, bits, signal);
    if (!made) throw new Problem("internal", `${file} is not as it was written.`, { remedy: "Check the disk, or use exact weights." });
    await this.#tidy(file);
    return { file, matrices: made, made: true };
  }

  /** Where these matrices are kept, or would be; null while nobody has asked for them, since their bytes would have to be read to know. */
  async known(name: string, matrices: readonly StoredMatrix[], bits: WeightBits): Promise<string | null> {
    for (const file of new Set(matrices.map(({ tensor }) => tensor.file))) if ((await this.#knownSum(file)) === null) return null;
    return this.#fileOf(name, matrices, bits, NEVER);
  }

  /** What is kept, the last used first. */
  async kept(): Promise<KeptWeights[]> {
    const names = (await readdir(this.folder).catch(() => [])).filter(name => name.endsWith(".safetensors"));
    const all = await Promise.all(
      names.map(async name => {
        const file = path.join(this.folder, name);
        const found = await stat(file).catch(() => null);
        return found ? [{ file, about: name.replace(/\.[0-9a-f]{32}\.safetensors$/, "").replace(/\.(\d)bit$/, ", $1 bit"), bytes: found.size, used: found.mtime }] : [];
      }),
    );
    return all.flat().sort((one, other) => other.used.getTime() - one.used.getTime());
  }

  /** Removes everything that is kept; what is in use stays usable until it is closed (on Windows it stays on disk). Gives the bytes that this frees. */
  async clear(): Promise<number> {
    let freed = 0;
    for (const { file, bytes } of await this.kept()) {
      const removed = await rm(file, { force: true }).then(() => true, () => false);
      if (removed) freed += bytes;
    }
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    return freed;
  }

  /** What comes of these matrices, named by their bytes and not by where they lie. */
  async #fileOf(name: string, matrices: readonly StoredMatrix[], bits: WeightBits, signal: AbortSignal): Promise<string> {
    const files = [...new Set(matrices.map(({ tensor }) => tensor.file))].sort();
    const sums = new Map<string, string>();
    for (const file of files) sums.set(file, await this.#sumOf(file, signal));
    const parts = matrices.map(({ tensor, layout }) => [tensor.name, tensor.type, tensor.shape, tensor.offset, layout, sums.get(tensor.file)]);
    const key = createHash("sha256").update(JSON.stringify([VERSION, bits, parts])).digest("hex");
    return path.join(this.folder, `${nameOf(name)}.${bits}bit.${key.slice(0, 32)}.safetensors`);
  }

  /** SHA-256 of a file; remembered for as long as its size, its time and its place stay. */
  async #sumOf(file: string, signal: AbortSignal): Promise<string> {
    const sum = await this.#knownSum(file);
    if (sum !== null) return sum;
    const known = await this.#sumFile(file);
    const { handle } = await openReadable(file);
    try {
      const hash = createHash("sha256");
      for await (const piece of handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) {
        Cancelled.check(signal);
        hash.update(piece as Buffer);
      }
      const digest = hash.digest("hex");
      const partial = `${known}.${randomUUID()}.partial`;
      await this.#writable(async () => {
        await writeFile(partial, digest);
        await rename(partial, known);
      });
      return digest;
    } finally {
      await handle.close();
    }
  }

  async #knownSum(file: string): Promise<string | null> {
    const sum = await readFile(await this.#sumFile(file), "utf8").catch(() => "");
    return /^[0-9a-f]{64}$/.test(sum) ? sum : null;
  }

  async #sumFile(file: string): Promise<string> {
    const { size, mtimeMs, ino } = await stat(file);
    return path.join(this.folder, "known", createHash("sha256").update(JSON.stringify([await realpath(file), size, mtimeMs, ino])).digest("hex"));
  }

  /** Removes what was not used for longest, beyond the budget, and what was never finished. */
  async #tidy(used: string): Promise<void> {
    let bytes = 0;
    for (const { file, bytes: size } of await this.kept()) {
      bytes += size;
      // A file that another process has mapped stays usable there; on Windows it cannot be removed yet.
      if (bytes <= this.budget || file === used) continue;
      for (const gone of [file, costFile(file)]) await rm(gone, { force: true }).catch(() => undefined);
    }
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      const found = name.endsWith(".partial") ? await stat(file).catch(() => null) : null;
      if (found && Date.now() - found.mtimeMs > ABANDONED) await rm(file, { force: true });
    }
  }

  /** Says of a file system that refuses what was to be kept there. */
  async #writable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const code = error instanceof Error && "syscall" in error && "code" in error ? String(error.code) : undefined;
      if (error instanceof Problem || code === undefined) throw error;
      throw new Problem("internal", `Quantised weights cannot be kept in ${this.folder} (${code}).`, { cause: error, remedy: "Make room there, or use exact weights." });
    }
  }
}

/** The folder in which the user's system keeps what can be made again; MODEL_LENS_CACHE names another. */
export function cacheFolder(): string {
  const { env, platform } = process;
  if (env["MODEL_LENS_CACHE"]) return env["MODEL_LENS_CACHE"];
  if (platform === "darwin") return path.join(homedir(), "Library/Caches/model-lens");
  if (platform === "win32") return path.join(env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData/Local"), "model-lens");
  return path.join(env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"), "model-lens");
}

const nameOf = (name: string): string => name.replace(/[^\w.-]+/g, "-").slice(0, 60);
