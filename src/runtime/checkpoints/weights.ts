import { Problem } from "../../protocol/problem";
import type { Parameter, Parameters } from "../graph/parameter";
import type { Checkpoint } from "./checkpoint";
import type { Names, Place } from "./names";
import type { StoredTensor } from "./safetensors";
import { Spelling } from "./spelling";

/**
 * A checkpoint's tensors under the graph's names, strict both ways: a parameter without a tensor and a tensor without a
 * parameter are Problems.
 */
export class Weights implements Parameters {
  readonly #used = new Map<string, string>();
  readonly #spelling: Spelling;

  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly names: Names,
  ) {
    this.#spelling = new Spelling(names, checkpoint.tensors.keys());
  }

  find(path: string): Parameter {
    const { place, name } = this.#placeOf(path);
    const tensor = this.checkpoint.tensors.get(this.#spelling.find(name) ?? "");
    if (!tensor) {
      throw new Problem("tensor-missing", `The checkpoint has no tensor ${this.#spelling.expected(name)} (${path}), which config.json makes necessary.`, {
        remedy: "Check that config.json and the weights belong to the same model and that the download is complete.",
      });
    }
    this.#used.set(tensor.name, path);
    return { tensor: place.squeeze ? squeezed(tensor) : tensor, layout: place.layout, ...(place.part && { part: place.part }) };
  }

  /** False where the family lets files leave this parameter out, and this file does: it counts as zero. */
  has(path: string): boolean {
    const { place, name } = this.#placeOf(path);
    return place.optional !== true || this.#spelling.find(name) !== undefined;
  }

  #placeOf(path: string): { place: Place; name: string } {
    const layer = /\bblocks\.(\d+)\./.exec(path)?.[1];
    const place = this.names.places[layer === undefined ? path : path.replace(`blocks.${layer}.`, "blocks.{i}.")];
    if (!place) throw new Error(`no checkpoint of this family has a ${path}`);
    return { place, name: place.tensor.replace("{i}", layer ?? "") };
  }

  /** Call when all graphs that read every parameter are built: throws on tensors that nothing used, and returns those that are known to be needless. */
  ignored(): { tensor: string; why: string }[] {
    const ignored: { tensor: string; why: string }[] = [];
    const unexpected: string[] = [];
    for (const name of this.checkpoint.tensors.keys()) {
      if (this.#used.has(name)) continue;
      const rule = this.names.ignored.find(candidate => candidate.name.test(name));
      if (rule) ignored.push({ tensor: name, why: rule.why });
      else unexpected.push(name);
    }
    if (unexpected.length === 0) return ignored;
    const shown = unexpected.slice(0, 3).join(", ") + (unexpected.length > 3 ? ` and ${unexpected.length - 3} more` : "");
    throw new Problem("tensor-unexpected", `The checkpoint holds tensors that this architecture does not have: ${shown}.`, {
      remedy: "Check that config.json and the weights belong to the same model; a fine-tuned head of another task is not read.",
    });
  }

  /** Elements per part of the model, in the order of the graph: "embedding", "attention", "MLP", "norms", "head". */
  countByPart(): { part: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const [name, path] of this.#used) {
      const elements = this.checkpoint.tensors.get(name)?.shape.reduce((product, size) => product * size, 1) ?? 0;
      const part = partOf(path);
      counts.set(part, (counts.get(part) ?? 0) + elements);
    }
    return [...counts].map(([part, count]) => ({ part, count }));
  }
}

/** The tensor without its leading axis of size 1: the same bytes. A longer axis stays, so that the shape's check says what is wrong. */
function squeezed(tensor: StoredTensor): StoredTensor {
  return tensor.shape[0] === 1 ? { ...tensor, shape: tensor.shape.slice(1) } : tensor;
}

function partOf(path: string): string {
  if (/(^|\.)(pos_embed|rel)\.|\.W_rel$/.test(path)) return "position embedding";
  if (/\.(attn|cross)\./.test(path)) return "attention";
  if (/\.mlp\./.test(path)) return "MLP";
  if (/(^|\.)ln/.test(path)) return "norms";
  if (path === "embed.W_type") return "segment embedding";
  if (path.startsWith("embed.")) return "token embedding";
  return "output head";
}
