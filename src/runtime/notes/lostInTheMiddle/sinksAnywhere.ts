import type { TablePicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import type { Token } from "../../../protocol/tokens";
import { layerBands } from "../../traces/patterns";
import type { TracedRun } from "../../traces/tracedRun";
import { always, numberOf, type Given, type Statement } from "../statement";
import { finishedRun, readingStack, tokensOf } from "../textRun";

/** Xiao et al. 2023, section 3.1: with other tokens in front it is those that get the attention. */
export const sinksAnywhere: Statement = {
  applies: always,
  run: async given => {
    const [share, first] = [numberOf(given, "share"), numberOf(given, "first")];
    const { beginning, rest } = await parted(given);
    const { model, card } = given.loaded;
    const { layers, heads } = model.recipeOf(readingStack(given)).config;
    const texts = [...(beginning.length > 0 ? [{ name: `with ${beginning.map(({ text }) => text).join(" ")}`, tokens: [...beginning, ...rest] }] : []), { name: "without a beginning token", tokens: rest }];
    const found: { readonly name: string; readonly values: Float32Array }[] = [];
    for (const { name, tokens } of texts) {
      const kept = tokens.slice(0, card.context);
      if (kept.length <= first) throw new Problem("text-empty", `No token of this text stands behind its first ${first}.`, { remedy: "Select more text, or fewer first tokens." });
      const run = await finishedRun(given, { stack: readingStack(given), ids: kept.map(({ id }) => id), tokens: kept });
      const values = new Float32Array(layers * heads);
      for (let layer = 0; layer < layers; layer++) {
        values.set(await massOnFirst(run, layer, first, given.signal), layer * heads);
        given.progress((found.length * layers + layer + 1) / (texts.length * layers));
      }
      found.push({ name, values });
      given.show([picture(found, layers, heads, first)]);
    }
    const most = found.map(({ values }) => values.reduce((greatest, value) => Math.max(greatest, value), 0));
    const inWords = found.map(({ name, values }, index) => {
      const above = values.reduce((count, value) => count + (value > share ? 1 : 0), 0);
      return `${name} head ${headOf(values, most[index] as number, heads)} has ${(100 * (most[index] as number)).toFixed(0)} % of its attention on the first ${first} tokens, and ${above} of ${values.length} heads have more than ${(100 * share).toFixed(0)} %`;
    });
    const least = Math.min(...most);
    return {
      holds: least > share,
      figure: least,
      unit: "of a head's attention",
      says: `${capital(inWords.join("; "))}.${beginning.length === 0 ? " This model has no beginning token." : ""}`,
      settings: { tokens: rest.length, beginning: beginning.map(({ text }) => text).join(" ") },
      pictures: [picture(found, layers, heads, first)],
    };
  },
};

/** The tokens that the tokenizer puts in front, else the beginning token of config.json, and those of the text. */
async function parted(given: Given): Promise<{ readonly beginning: readonly Token[]; readonly rest: readonly Token[] }> {
  const tokens = await tokensOf(given);
  const text = tokens.findIndex(({ range }) => range !== null);
  if (text > 0) return { beginning: tokens.slice(0, text), rest: tokens.slice(text) };
  const id = given.loaded.model.open.recipe.config.read.optionalId("bos_token_id");
  return { beginning: id === null ? [] : [{ id, ...given.loaded.tokenizer().token(id), range: null }], rest: tokens };
}

/** The mass that each head puts on the first tokens, mean over the queries behind them: [head]. */
export async function massOnFirst(run: TracedRun, layer: number, first: number, signal: AbortSignal): Promise<Float32Array> {
  const { heads } = run.recipe.config;
  const sums = new Float64Array(heads);
  for await (const { rows, keys, pattern } of layerBands({ run, kind: "self" }, layer, signal)) {
    const [height, width] = [rows.to - rows.from, keys.to - keys.from];
    for (let head = 0; head < heads; head++) {
      for (let query = Math.max(rows.from, first); query < rows.to; query++) {
        const start = (head * height + query - rows.from) * width - keys.from;
        for (let key = keys.from; key < Math.min(first, keys.to); key++) sums[head] = (sums[head] as number) + (pattern[start + key] as number);
      }
    }
  }
  return Float32Array.from(sums, sum => sum / (run.ids.length - first));
}

function headOf(values: Float32Array, most: number, heads: number): string {
  const at = values.indexOf(most);
  return `${Math.floor(at / heads)}.${at % heads}`;
}

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);

function picture(sheets: TablePicture["sheets"], layers: number, heads: number, first: number): TablePicture {
  const counted = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index);
  return {
    kind: "table",
    id: "mass-on-the-first-tokens",
    title: `Attention on the first ${first} tokens`,
    about: "Mean over the queries behind them, by layer and head.",
    rows: { name: "layer", unit: "", at: counted(layers) },
    columns: { name: "head", unit: "", at: counted(heads) },
    value: { name: "mass on the first tokens", unit: "" },
    sheets: [...sheets],
  };
}
