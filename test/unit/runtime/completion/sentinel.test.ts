import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { complete } from "../../../../src/runtime/completion/complete";
import { Completions } from "../../../../src/runtime/completion/completions";
import { followPath } from "../../../../src/runtime/decoding/search/followPath";
import { mostProbable } from "../../../../src/runtime/decoding/search/greedy";
import { BranchingModel } from "../../../../src/runtime/generation/branchingModel";
import { Generations } from "../../../../src/runtime/generation/generations";
import { TextCaches } from "../../../../src/runtime/generation/textCaches";
import { Models, type Loaded } from "../../../../src/runtime/models";
import { encodeSource } from "../../../../src/runtime/traces/encoderRun";
import { readGolden } from "../../../golden/goldens";
import { cpuOnly, never, STARTER } from "../starter";
import { REQUEST } from "./fakes";

const VOCABULARY = 139;
const SENTINEL = "<extra_id_0>";

/** T5's kind of tokenizer over letters: a word begins with ▁, white space is none of its tokens. */
function tokenizerFile(): object {
  const letters = [..."abcdefghijklmnopqrstuvwxyz.,;()=+-0123456789"];
  const pieces = ["<pad>", "</s>", "<unk>", "▁", ...letters, ...letters.map(letter => `▁${letter}`), "▁the", "▁sun", "er"];
  while (pieces.length < VOCABULARY - 1) pieces.push(`<unused${pieces.length}>`);
  pieces.push(SENTINEL);
  const special = ["<pad>", "</s>", "<unk>", SENTINEL, ...pieces.filter(piece => piece.startsWith("<unused"))];
  const metaspace = { type: "Metaspace", replacement: "▁", prepend_scheme: "always", split: true };
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: special.map(content => ({ id: pieces.indexOf(content), content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: null,
    pre_tokenizer: { type: "Sequence", pretokenizers: [{ type: "WhitespaceSplit" }, metaspace] },
    post_processor: { type: "TemplateProcessing", single: [{ Sequence: { id: "A", type_id: 0 } }, { SpecialToken: { id: "</s>", type_id: 0 } }], pair: [{ Sequence: { id: "A", type_id: 0 } }, { Sequence: { id: "B", type_id: 0 } }], special_tokens: { "</s>": { id: "</s>", ids: [1], tokens: ["</s>"] } } },
    decoder: metaspace,
    model: { type: "Unigram", unk_id: 2, vocab: pieces.map((piece, i) => [piece, i < 4 ? 0 : -Math.sqrt(piece.length)]), byte_fallback: false },
  };
}

describe("A span filled by an encoder–decoder", () => {
  let folder: string;
  let models: Models;
  let loaded: Loaded;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "model-lens-t5-"));
    const golden = await readGolden("t5");
    for (const file of ["config.json", "generation_config.json", "model.safetensors"]) await cp(path.join(golden.folder, file), path.join(folder, file));
    await writeFile(path.join(folder, "tokenizer.json"), JSON.stringify(tokenizerFile()));
    models = new Models(await cpuOnly(), () => undefined, "");
    loaded = await models.load(folder, never);
  });
  after(async () => {
    await models.unload(folder);
    await rm(folder, { recursive: true, force: true });
  });

  const idsOf = async (text: string): Promise<number[]> => (await loaded.tokenizer().encode(text)).map(({ id }) => id);

  it("reads what stands around a sentinel, and writes behind the sentinel what the model itself would", async () => {
    const completions = new Completions();
    const request = { ...REQUEST, folder, prefix: "the sun ", suffix: "is red.", newTokens: 12 };
    const result = await complete(request, { loaded, caches: new TextCaches(), completions, device: "cpu" }, never, () => undefined);
    const source = await idsOf(`the sun ${SENTINEL} is red.`);
    assert.equal(result.layout, "sentinel");
    assert.deepEqual([result.promptTokens, result.computed], [source.length, source.length]);

    const branching = new BranchingModel(loaded.model, { memory: (await encodeSource(loaded.model, { ids: source })).memory });
    const bytes = (token: number): Uint8Array | null => loaded.tokenizer().bytes(token);
    const startsWithSpace = { name: "space", about: "", apply: (scores: Float32Array, { text }: { readonly text: readonly number[] }) => (text.length > 2 ? scores : scores.map((score, token) => (bytes(token)?.[0] === 0x20 ? score : -Infinity))) };
    const ends = new Set(Array.from({ length: VOCABULARY }, (_, token) => token).filter(token => bytes(token) === null));
    const { tokens } = await followPath(branching, [0, VOCABULARY - 1], { adapters: [startsWithSpace], maxNewTokens: 12, endIds: ends, signal: never }, mostProbable);
    const text = Buffer.concat(tokens.map(token => bytes(token) ?? Buffer.alloc(0))).toString();
    assert.ok(text.startsWith(" "));
    const [suggestion] = result.suggestions;
    assert.ok(suggestion && text.slice(1).startsWith(suggestion.text), `${text} / ${suggestion?.text}`);
    const explained = await completions.explain(suggestion.id, new Generations(), never);
    assert.ok(explained.items[0]?.kind === "started" && explained.items[0].encoderDecoder);
    assert.equal(explained.items[0].given.map(({ piece }) => piece).join(""), `<pad>${SENTINEL}`);
    assert.ok(suggestion.read.every(({ line }) => line === 0));
  });

  it("a word in which the cursor stands moves behind the sentinel, and is begun again", async () => {
    const completions = new Completions();
    const result = await complete({ ...REQUEST, folder, prefix: "the sun\nth", suffix: " red", newTokens: 16 }, { loaded, caches: new TextCaches(), completions, device: "cpu" }, never, () => undefined);
    const [suggestion] = result.suggestions;
    assert.equal(result.layout, "sentinel");
    const explained = await completions.explain(suggestion?.id ?? "", new Generations(), never);
    assert.ok(suggestion && explained.finished.texts[0]?.text.startsWith(` th${suggestion.text}`), explained.finished.texts[0]?.text);
    assert.equal(result.promptTokens, (await idsOf(`the sun ${SENTINEL} red`)).length);
  });

  it("a word is typed without its context being encoded again, and what is cached says what a fresh start says", async () => {
    const t5 = await models.load(path.join(STARTER, "../starter-t5"), never);
    const [caches, completions] = [new TextCaches(), new Completions()];
    const ask = (typed: string, given = caches) => complete({ ...REQUEST, prefix: `Tom saw a big dog. ${typed}`, suffix: " and went home.", newTokens: 8 }, { loaded: t5, caches: given, completions, device: "cpu" }, never, () => undefined);
    const costs: number[] = [];
    for (const typed of ["Then", "Then ", "Then h", "Then he", "Then he ", "Then he r", "Then he ru", "Then he r"]) {
      const { computed, promptTokens, suggestions } = await ask(typed);
      assert.ok(computed === 0 || computed === promptTokens);
      costs.push(computed);
      assert.deepEqual(suggestions.map(({ text }) => text), (await ask(typed, new TextCaches())).suggestions.map(({ text }) => text), typed);
    }
    assert.deepEqual(costs.map(cost => cost > 0), [true, true, false, false, true, false, false, false], costs.join(" "));
    await models.unload(path.join(STARTER, "../starter-t5"));
  });

  it("UL2 is told what is missing: a span, or the rest of the text", async () => {
    const ul2 = await models.load(path.join(STARTER, "../starter-ul2"), never);
    const completions = new Completions();
    const promptOf = async (suffix: string): Promise<string> => {
      const { suggestions } = await complete({ ...REQUEST, prefix: "Once upon a time, there was a", suffix, newTokens: 6 }, { loaded: ul2, caches: new TextCaches(), completions, device: "cpu" }, never, () => undefined);
      return (await completions.explain(suggestions[0]?.id ?? "", new Generations(), never)).prompt;
    };
    assert.match(await promptOf(" dog."), /^\[R\]Once upon .*<extra_id_0> dog\.<\/s>$/);
    assert.match(await promptOf("\n"), /^\[S\]Once upon .*<extra_id_0>\n?<\/s>$/);
    await models.unload(path.join(STARTER, "../starter-ul2"));
  });
});
