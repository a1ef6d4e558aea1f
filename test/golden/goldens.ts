import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { readFloats, readHeader, type StoredTensor } from "../../src/runtime/checkpoints/safetensors";

/** One forward case of a golden: inputs with upstream's names, and how far float32 itself is from float64. */
export interface GoldenCase {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly inputs_of?: string;
  readonly outputs: readonly string[];
  readonly max_abs_diff_to_float64?: Readonly<Record<string, number>>;
  readonly max_abs_diff_of_logits_to_one_pass?: number;
  /** Query rows whose attention was kept (`attentions.L.rows`). */
  readonly attention_rows?: readonly number[];
}

/** Golden data of its own for the weights of another: under a prefix's mask. */
interface Borrowing {
  /** Path of the other's folder from this one. */
  readonly weights_of?: string;
}

/** A tiny checkpoint with what upstream's implementation computes with it. */
export interface Golden {
  readonly name: string;
  readonly folder: string;
  readonly forward: Readonly<Record<string, GoldenCase>>;
  readonly generate: Readonly<Record<string, { readonly inputs: { readonly input_ids?: number[][] }; readonly kwargs: Readonly<Record<string, unknown>>; readonly sequences: number[][]; readonly sequences_scores?: number[]; readonly scores?: string }>>;
  /** A reference tensor by its key. */
  readonly tensor: (key: string) => Promise<{ readonly shape: readonly number[]; readonly data: Float32Array }>;
}

const REFERENCE = path.join(__dirname, "reference");

/** Names of all golden checkpoints. */
export const goldenNames = (): string[] =>
  readdirSync(REFERENCE, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();

export async function readGolden(name: string): Promise<Golden> {
  const folder = path.join(REFERENCE, name);
  const golden = JSON.parse(readFileSync(path.join(folder, "golden.json"), "utf8")) as Pick<Golden, "forward"> & Partial<Pick<Golden, "generate">> & Borrowing;
  const { tensors } = await readHeader(path.join(folder, "golden.safetensors"));
  const byName = new Map<string, StoredTensor>(tensors.map(tensor => [tensor.name, tensor]));
  const tensor = async (key: string): Promise<{ shape: readonly number[]; data: Float32Array }> => {
    const stored = byName.get(key);
    if (!stored) throw new Error(`${name} has no reference tensor ${key}`);
    return { shape: stored.shape, data: await readFloats(stored) };
  };
  return { name, folder: path.join(folder, golden.weights_of ?? ""), forward: golden.forward, generate: golden.generate ?? {}, tensor };
}

/** The limit for a difference: 1e-4, or ten times what float32 itself differs from float64 in this case. */
export function limitOf(golden: GoldenCase, output: string): number {
  const kind = output.replace(/\.\d+(\.rows)?$/, "");
  return Math.max(1e-4, 10 * (golden.max_abs_diff_to_float64?.[kind] ?? 0));
}
