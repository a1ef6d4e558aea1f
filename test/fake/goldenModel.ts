import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const LETTERS = ["\n", ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))];

/** Copies a golden checkpoint to `folder`, with a tokenizer of letters that its small vocabulary has room for: the weights are random, the shapes real. `root` is the project's folder. */
export function writeGoldenModel(golden: string, folder: string, root = path.resolve(__dirname, "../..")): void {
  const from = path.join(root, "test/golden/reference", golden);
  mkdirSync(folder, { recursive: true });
  for (const file of ["config.json", "model.safetensors"]) copyFileSync(path.join(from, file), path.join(folder, file));
  const config = JSON.parse(readFileSync(path.join(from, "config.json"), "utf8")) as Record<string, unknown>;
  writeFileSync(path.join(folder, "tokenizer.json"), JSON.stringify(letters(config)));
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
