import type { ListingPicture, NotePicture } from "../../../protocol/notes/note";
import type { TablePicture } from "../../../protocol/positions";
import type { Memory } from "../../model/loadedModel";
import { encodeSource } from "../../traces/encoderRun";
import { matrixOfLayer } from "../../traces/patterns";
import type { TracedRun } from "../../traces/tracedRun";
import { bothStacks, type ReadAndWritten } from "../bothStacks";
import { relativeDifference } from "../relativeDifference";
import type { Given, Statement } from "../statement";
import { finishedRun } from "../textRun";

/** Difference, relative to the greatest value, that float32 may leave. */
const SAME = 1e-5;

/** Vaswani et al. 2017, section 3.2.3: queries come from the decoder's layer below, keys and values from the encoder's output. */
export const crossAttention: Statement = {
  applies: ({ encoder }) => (encoder ? null : "This model reads no other text: it has no encoder, and no cross-attention."),
  run: async given => {
    const both = await bothStacks(given);
    const { model } = given.loaded;
    const { config } = model.open.recipe;
    const moved = (ids: readonly number[]): number[] => ids.map(id => (id + 1) % config.vocabulary);
    const target = both.target.map(token => token.id);
    const otherSource = await encodeSource(model, { ids: moved(both.run.ids), signal: given.signal });
    const asIs = await decoderPass(given, target, both.memory);
    const byInput = await decoderPass(given, target, otherSource.memory);
    const byOutput = await decoderPass(given, [target[0] as number, ...moved(target.slice(1))], both.memory);
    const rows = Array.from({ length: config.layers }, (_, layer): Moved[] => {
      const queries = (pass: DecoderPass): Float32Array => pass.queries[layer] as Float32Array;
      const keysAndValues = [both, otherSource].map(({ memory: { cache } }) => ({ keys: cache.keys(layer).data as Float32Array, values: cache.values(layer).data as Float32Array })) as [KeysAndValues, KeysAndValues];
      const byInputAlone = (name: keyof KeysAndValues): Moved => ({ name, layer, input: relativeDifference(keysAndValues[0][name], keysAndValues[1][name]), output: 0 });
      return [
        { name: "queries", layer, input: relativeDifference(queries(asIs), queries(byInput)), output: relativeDifference(queries(asIs), queries(byOutput)) },
        // They were made before there was an output.
        byInputAlone("keys"),
        byInputAlone("values"),
      ];
    }).flat();
    const least = Math.min(...rows.filter(({ name }) => name !== "queries").map(({ input }) => input));
    const first = rows[0] as Moved;
    // Alone, the start token has no output behind it that could move.
    const written = target.length === 1 || first.output > SAME;
    return {
      holds: first.input <= SAME && least > SAME && written,
      figure: least,
      unit: "of the greatest key or value, moved by another input",
      says: `Another input of ${both.source.length} tokens moves the keys and values of every block by ${least.toFixed(2)} of their greatest at least, and the first block's queries by ${first.input.toExponential(1)}; another output of ${target.length} tokens moves these by ${first.output.toFixed(2)}. Queries of later blocks (${rows.filter(({ name, layer }) => name === "queries" && layer > 0).map(({ input }) => input.toFixed(2)).join(", ") || "none"}) know the input by what the first block has read.`,
      settings: { tokens: both.source.length, "output tokens": target.length },
      pictures: [listing(rows), ...(await alignment(given, both, asIs.run))],
    };
  },
};

type KeysAndValues = Readonly<Record<"keys" | "values", Float32Array>>;

/** How far another input, or another output, moves what a block's cross-attention multiplies. */
interface Moved {
  readonly name: "queries" | keyof KeysAndValues;
  readonly layer: number;
  readonly input: number;
  readonly output: number;
}

interface DecoderPass {
  readonly run: TracedRun;
  /** Of cross-attention, by layer: [token head d_head]. */
  readonly queries: readonly Float32Array[];
}

async function decoderPass(given: Given, ids: readonly number[], memory: Memory): Promise<DecoderPass> {
  const { config, scope } = given.loaded.model.open.recipe;
  const names = Array.from({ length: config.layers }, (_, layer) => `${scope}.blocks.${layer}.cross.q`);
  const width = config.heads * config.dHead;
  const queries = names.map(() => new Float32Array(ids.length * width));
  const run = await finishedRun(given, { ids, memory, taps: names, receive: (tap, from, rows) => (queries[names.indexOf(tap)] as Float32Array).set(rows, from * width) });
  return { run, queries };
}

function listing(rows: readonly Moved[]): ListingPicture {
  return {
    kind: "listing",
    id: "moved-by",
    title: "What moves queries, keys and values",
    about: "Greatest change, relative to the greatest value, when every token of the input or of the output is another one.",
    columns: [{ name: "block", unit: "" }, { name: "cross-attention's", unit: "" }, { name: "by another input", unit: "" }, { name: "by another output", unit: "" }],
    rows: rows.map(({ layer, name, input, output }) => [layer, name, input, output]),
  };
}

/** Where each written token's cross-attention goes: the mean over heads of each block, and in words by the most decided head of all. */
async function alignment({ signal }: Given, { source, target }: ReadAndWritten, run: TracedRun): Promise<NotePicture[]> {
  const { heads, layers } = run.recipe.config;
  const [height, width] = [target.length, source.length];
  const sheets: { name: string; values: Float32Array }[] = [];
  let decided: { readonly sum: number; readonly layer: number; readonly head: number; readonly rows: Float32Array } = { sum: 0, layer: 0, head: 0, rows: new Float32Array(height * width) };
  for (let layer = 0; layer < layers; layer++) {
    const pattern = await matrixOfLayer({ run, kind: "cross" }, layer, signal);
    const mean = new Float32Array(height * width);
    for (let head = 0; head < heads; head++) {
      const rows = pattern.subarray(head * mean.length, (head + 1) * mean.length);
      rows.forEach((weight, at) => (mean[at] = (mean[at] as number) + weight / heads));
      const sum = target.reduce((total, _, row) => total + mostOf(rows.subarray(row * width, (row + 1) * width)).weight, 0);
      if (sum > decided.sum) decided = { sum, layer, head, rows };
    }
    sheets.push({ name: `block ${layer}, mean of its heads`, values: mean });
  }
  const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);
  const table: TablePicture = {
    kind: "table",
    id: "alignment",
    title: "Which input each output token reads",
    about: "Cross-attention from each token of the output to each of the input.",
    rows: { name: "output token", unit: "", at: counted(height) },
    columns: { name: "input token", unit: "", at: counted(width) },
    value: { name: "attention", unit: "" },
    sheets,
  };
  const words: ListingPicture = {
    kind: "listing",
    id: "alignment-in-words",
    title: "The same in words",
    about: `Head ${decided.layer}.${decided.head}, the most decided one: the input token that it reads most while each token is written.`,
    columns: [{ name: "writes", unit: "" }, { name: "behind", unit: "" }, { name: "reads most", unit: "" }, { name: "attention", unit: "" }],
    rows: target.map((token, row) => {
      const { at, weight } = mostOf(decided.rows.subarray(row * width, (row + 1) * width));
      return [target[row + 1]?.text ?? "the end", token.text, source[at]?.text ?? "", weight];
    }),
  };
  return [table, words];
}

function mostOf(row: Float32Array): { readonly at: number; readonly weight: number } {
  const weight = row.reduce((most, value) => Math.max(most, value), 0);
  return { at: row.indexOf(weight), weight };
}
