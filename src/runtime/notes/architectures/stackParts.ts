import { cpuLowering } from "../../graph/lowering";
import type { Parameter, Parameters } from "../../graph/parameter";
import { buildForward, buildMemory } from "../../model/forward";
import type { OpenModel } from "../../model/openModel";
import type { Recipe } from "../../model/recipe";

/** Numbers of parameters of one block of a stack, and of what there is once. */
export interface StackParts {
  readonly attention: number;
  /** Reading an encoder, with its norm; 0 where the stack reads none. */
  readonly cross: number;
  readonly mlp: number;
  readonly norms: number;
  /** Of the stack: tables of positions and segments, norms outside of the blocks. */
  readonly once: number;
  /** The tokens' table, which both stacks of an encoder–decoder read. */
  readonly embedding: number;
  /** The head's own: without the embedding where that serves. */
  readonly head: number;
}

/** Counts what a stack's graph reads of the model's weights. */
export function stackParts({ weights }: Pick<OpenModel, "weights">, recipe: Recipe): StackParts {
  const read = new ReadParameters(weights);
  const options = { parameters: read, lowering: cpuLowering };
  buildForward(recipe, options);
  if (recipe.cross) buildMemory(recipe, options);
  const parts = { attention: 0, cross: 0, mlp: 0, norms: 0, once: 0, embedding: 0, head: 0 };
  for (const { path, count } of read.tensors.values()) parts[partOf(path, recipe)] += count;
  const { layers } = recipe.config;
  return { ...parts, attention: parts.attention / layers, cross: parts.cross / layers, mlp: parts.mlp / layers, norms: parts.norms / layers };
}

function partOf(path: string, { scope }: Recipe): keyof StackParts {
  const inStack = scope !== "" && path.startsWith(`${scope}.`) ? path.slice(scope.length + 1) : path;
  if (inStack === "embed.W_E") return "embedding";
  const inBlock = /^blocks\.\d+\.(.*)$/.exec(inStack)?.[1];
  if (inBlock === undefined) return /^(pos_embed|embed|ln_|rel)/.test(inStack) ? "once" : "head";
  if (/^(cross|ln_cross)\./.test(inBlock)) return "cross";
  return inBlock.startsWith("attn.") ? "attention" : inBlock.startsWith("mlp.") ? "mlp" : "norms";
}

/** Hands parameters on and counts the tensors behind them, each once: several parameters may lie side by side in one. */
class ReadParameters implements Parameters {
  /** By tensor: the first path that it was read under, and its elements. */
  readonly tensors = new Map<string, { readonly path: string; readonly count: number }>();

  constructor(private readonly inner: Parameters) {}

  has(path: string): boolean {
    return this.inner.has?.(path) !== false;
  }

  find(path: string): Parameter {
    const parameter = this.inner.find(path);
    const { name, shape } = parameter.tensor;
    if (!this.tensors.has(name)) this.tensors.set(name, { path, count: shape.reduce((product, size) => product * size, 1) });
    return parameter;
  }
}
