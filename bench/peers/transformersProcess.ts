import path from "node:path";
import { pathToFileURL } from "node:url";
import { answerParent } from "../runtime/askProcess";

/** What the benchmarks ask of transformers.js in its own process. */
export type TransformersAsk =
  | { readonly kind: "load"; readonly library: string; readonly root: string; readonly model: string }
  | { readonly kind: "prefill"; readonly ids: readonly number[] }
  /** Continues a cache of `context` tokens by `ids`, one at a time. */
  | { readonly kind: "decode"; readonly context: readonly number[]; readonly ids: readonly number[] };
export interface TransformersAnswer {
  /** Of the whole, or per token. */
  readonly milliseconds: number;
  /** [row, vocab] of the last token of a prefill, or of every token of a decode. */
  readonly logits: Float32Array | null;
}

/** The part of transformers.js that is used. */
interface Library {
  readonly env: { allowRemoteModels: boolean; localModelPath: string };
  readonly Tensor: new (type: "int64", data: BigInt64Array, shape: readonly number[]) => Tensor;
  readonly DynamicCache: new (entries?: Readonly<Record<string, Tensor>>) => object;
  readonly AutoModelForCausalLM: { from_pretrained(name: string, options: { dtype: "fp32"; device: "cpu"; local_files_only: true }): Promise<Model> };
}
interface Tensor {
  readonly data: Float32Array;
}
type Model = (inputs: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, Tensor>>>;

let library: Library | null = null;
let model: Model | null = null;

answerParent<TransformersAsk, TransformersAnswer>(async ask => {
  switch (ask.kind) {
    case "load": {
      const started = performance.now();
      library = (await import(pathToFileURL(path.join(ask.library, "dist/transformers.node.mjs")).href)) as Library;
      library.env.allowRemoteModels = false;
      library.env.localModelPath = ask.root;
      model = await library.AutoModelForCausalLM.from_pretrained(ask.model, { dtype: "fp32", device: "cpu", local_files_only: true });
      return { milliseconds: performance.now() - started, logits: null };
    }
    case "prefill": {
      const started = performance.now();
      const { logits } = await pass(ask.ids, ask.ids.length, undefined);
      return { milliseconds: performance.now() - started, logits: logits!.data };
    }
    case "decode": {
      let cache = cacheOf(await pass(ask.context, ask.context.length, undefined));
      const rows: Float32Array[] = [];
      const started = performance.now();
      for (const [i, id] of ask.ids.entries()) {
        const outputs = await pass([id], ask.context.length + i + 1, cache);
        cache = cacheOf(outputs);
        rows.push(outputs["logits"]!.data);
      }
      const milliseconds = (performance.now() - started) / ask.ids.length;
      const logits = new Float32Array(rows.reduce((sum, row) => sum + row.length, 0));
      let at = 0;
      for (const row of rows) {
        logits.set(row, at);
        at += row.length;
      }
      return { milliseconds, logits };
    }
  }
});

/** The model over the next `ids` of a sequence of `total` tokens, with the last one's logits. */
async function pass(ids: readonly number[], total: number, cache: object | undefined): Promise<Readonly<Record<string, Tensor>>> {
  if (!library || !model) throw new Error("Nothing is loaded.");
  const { Tensor } = library;
  return model({
    input_ids: new Tensor("int64", BigInt64Array.from(ids, BigInt), [1, ids.length]),
    attention_mask: new Tensor("int64", new BigInt64Array(total).fill(1n), [1, total]),
    num_logits_to_keep: new Tensor("int64", BigInt64Array.of(1n), []),
    ...(cache && { past_key_values: cache }),
  });
}

function cacheOf(outputs: Readonly<Record<string, Tensor>>): object {
  const entries = Object.entries(outputs).filter(([name]) => name.startsWith("present"));
  return new library!.DynamicCache(Object.fromEntries(entries.map(([name, tensor]) => [name.replace("present", "past_key_values"), tensor])));
}
