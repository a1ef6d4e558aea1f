import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const LETTERS = ["\n", ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];

/**
 * Copies a golden checkpoint to `folder`, with a tokenizer of letters that its small vocabulary has room for: the weights are
 * random, the shapes real. `root` is the project's folder; with a `context`, positions are repeated up to so many tokens.
 */
export function writeGoldenModel(golden: string, folder: string, root = path.resolve(__dirname, "../.."), context?: number): void {
  const from = path.join(root, "test/golden/reference", golden);
  mkdirSync(folder, { recursive: true });
  const config = JSON.parse(readFileSync(path.join(from, "config.json"), "utf8")) as Record<string, unknown>;
  const key = "max_position_embeddings" in config ? "max_position_embeddings" : "n_positions";
  const rows = context === undefined ? 0 : context - (typeof config[key] === "number" ? config[key] : context);
  writeFileSync(path.join(folder, "config.json"), JSON.stringify({ ...config, ...(context !== undefined && { [key]: context }) }));
  const weights = readFileSync(path.join(from, "model.safetensors"));
  writeFileSync(path.join(folder, "model.safetensors"), rows === 0 ? weights : withMoreRows(weights, rows));
  writeFileSync(path.join(folder, "tokenizer.json"), JSON.stringify(letters(config)));
}

/** Tables of positions in the field's checkpoints, and of distances, which reach both ways. */
const POSITIONS = /(embed_positions|position_embeddings|positions_embed|wpe)\.weight$/;
const DISTANCES = /distance_embedding\.weight$/;

interface TensorPlace {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [start: number, end: number];
}

/** A safetensors file with so many more rows in its tables of positions: theirs again from the first. */
function withMoreRows(file: Buffer, rows: number): Buffer {
  const data = 8 + Number(file.readBigUInt64LE(0));
  const tensors = JSON.parse(file.toString("utf8", 8, data)) as Record<string, TensorPlace>;
  const header: Record<string, unknown> = {};
  const parts: Buffer[] = [];
  let end = 0;
  for (const [name, tensor] of Object.entries(tensors)) {
    if (name === "__metadata__") {
      header[name] = tensor;
      continue;
    }
    const bytes = file.subarray(data + tensor.data_offsets[0], data + tensor.data_offsets[1]);
    const [first = 0, ...others] = tensor.shape;
    const more = POSITIONS.test(name) ? rows : DISTANCES.test(name) ? 2 * rows : 0;
    const longer = more === 0 ? bytes : Buffer.alloc((bytes.length / first) * (first + more), bytes);
    header[name] = { dtype: tensor.dtype, shape: more === 0 ? tensor.shape : [first + more, ...others], data_offsets: [end, (end += longer.length)] };
    parts.push(longer);
  }
  const written = Buffer.from(JSON.stringify(header).padEnd(Math.ceil(JSON.stringify(header).length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(written.length));
  return Buffer.concat([length, written, ...parts]);
}

/** A token for each printable letter; a text ends with the config's end token where it names one. */
function letters(config: Readonly<Record<string, unknown>>): unknown {
  const id = (key: string): number | null => (typeof config[key] === "number" ? config[key] : null);
  const special = new Map<number, string>();
  for (const [key, name] of [["pad_token_id", "<pad>"], ["eos_token_id", "</s>"], ["decoder_start_token_id", "<start>"]] as const) {
    const token = id(key);
    if (token !== null && !special.has(token)) special.set(token, name);
  }
  const vocabulary: Record<string, number> = {};
  let next = 0;
  const free = (): number => {
    while (special.has(next)) next++;
    return next++;
  };
  vocabulary["<unk>"] = free();
  for (const letter of LETTERS) vocabulary[letter] = free();
  const end = id("eos_token_id");
  const endName = end === null ? null : (special.get(end) ?? null);
  return {
    version: "1.0",
    added_tokens: [...special].map(([token, content]) => ({ id: token, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    pre_tokenizer: { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated", invert: false },
    post_processor:
      endName === null
        ? null
        : {
            type: "TemplateProcessing",
            single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: endName, type_id: 0 } }],
            pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 1 } }],
            special_tokens: { [endName]: { id: endName, ids: [end], tokens: [endName] } },
          },
    decoder: { type: "Fuse" },
    model: { type: "WordLevel", vocab: vocabulary, unk_token: "<unk>" },
  };
}
