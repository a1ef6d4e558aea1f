import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { openCheckpoint, type Checkpoint } from "../../../src/runtime/checkpoints/checkpoint";
import type { Names, Place } from "../../../src/runtime/checkpoints/names";
import { Spelling } from "../../../src/runtime/checkpoints/spelling";
import { Weights } from "../../../src/runtime/checkpoints/weights";
import type { Config, StackConfigs } from "../../../src/runtime/model/config";
import { familyReads, goldenFolders } from "./goldenFamilies";

const OLD_NAMES = "variant.old_names.safetensors";
const files = [...goldenFolders].flatMap(([name, folder]) => [undefined, OLD_NAMES].filter(file => file === undefined || existsSync(path.join(folder, file))).map(file => ({ name, folder, file })));

describe("Names of checkpoints", () => {
  it("are held to every golden checkpoint, under today's and under old names", () => {
    assert.equal(goldenFolders.size, 31);
    assert.deepEqual(files.filter(({ file }) => file !== undefined).map(({ name }) => name).sort(), ["bart", "bert", "gpt2", "gpt_neox", "llama-mqa-bias", "t5"]);
  });

  for (const { name, folder, file } of files) {
    describe(`${name}${file === undefined ? "" : ` (${file})`}`, () => {
      let opened: Opened;
      before(async () => (opened = await open(folder, file)));

      it("name each tensor by one place, or tell why it is needless", () => {
        const { checkpoint, names, necessary } = opened;
        const spelling = new Spelling(names, checkpoint.tensors.keys());
        const named = new Map<string, { path: string; place: Place }[]>();
        for (const one of necessary) {
          const tensor = spelling.find(one.tensor);
          if (tensor !== undefined) named.set(tensor, [...(named.get(tensor) ?? []), one]);
        }
        assert.ok(named.size > 20);
        for (const tensor of checkpoint.tensors.keys()) {
          const places = named.get(tensor) ?? [];
          const needless = names.ignored.some(rule => rule.name.test(tensor));
          assert.equal(places.length > 0, !needless, `${tensor} is ${needless ? "needless and named" : "not named"}`);
          if (places.length > 1 || places[0]?.place.part) {
            assert.deepEqual(
              places.map(({ place }) => place.part?.index),
              Array.from({ length: places[0]?.place.part?.of ?? 0 }, (_, index) => index),
              `${tensor}: ${places.map(one => one.path).join(", ")}`,
            );
          }
        }
      });

      it("find every parameter that the config makes necessary, with its sizes", () => {
        const { checkpoint, names, necessary } = opened;
        const weights = new Weights(checkpoint, names);
        let measured = 0;
        for (const { path: at, config } of necessary) {
          if (!weights.has(at)) continue;
          const { tensor, layout, part } = weights.find(at);
          const [from, to] = matrixSizes(at, config) ?? [];
          if (from === undefined || to === undefined) continue;
          const wide = to * (part?.of ?? 1);
          assert.deepEqual(tensor.shape, layout === "in out" ? [from, wide] : [wide, from], at);
          measured++;
        }
        assert.ok(measured > 6);
        weights.ignored();
      });
    });
  }

  it("read the first public BERT: gamma and beta, and pre-training's leftovers aside", async () => {
    const { weights } = await open(goldenFolders.get("bert") as string, OLD_NAMES);
    assert.equal(weights.find("ln_embed.w").tensor.name, "bert.embeddings.LayerNorm.gamma");
    assert.equal(weights.find("head.ln.b").tensor.name, "cls.predictions.transform.LayerNorm.beta");
  });

  it("squeeze BART's output bias, and let the first public checkpoints lack it", async () => {
    const folder = goldenFolders.get("bart") as string;
    const [today, old] = [await open(folder), await open(folder, OLD_NAMES)];
    assert.ok(today.weights.has("unembed.b_U"));
    assert.deepEqual(today.weights.find("unembed.b_U").tensor.shape, [133]);
    assert.ok(!old.weights.has("unembed.b_U"));
    assert.throws(() => old.weights.find("unembed.b_U"), /no tensor final_logits_bias/);
    assert.equal(old.weights.find("embed.W_E").tensor.name, "shared.weight");
  });

  it("take the shared embedding from a stack where a file keeps it only there", async () => {
    const { checkpoint, names } = await open(goldenFolders.get("t5") as string, OLD_NAMES);
    const tensors = new Map([...checkpoint.tensors].filter(([name]) => name !== "shared.weight"));
    assert.equal(new Weights({ ...checkpoint, tensors }, names).find("embed.W_E").tensor.name, "decoder.embed_tokens.weight");
  });

  const WILD: readonly (readonly [golden: string, rename: (name: string) => string, more: readonly string[]])[] = [
    ["openai-gpt", name => name.replace(/^transformer\./, ""), ["h.0.attn.bias", "h.2.attn.bias"]],
    ["bloom", name => name.replace(/^transformer\./, ""), ["lm_head.weight"]],
    ["marian", name => name, ["model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"]],
    ["roberta", name => name, ["roberta.embeddings.position_ids", "roberta.pooler.dense.weight", "lm_head.decoder.weight", "lm_head.decoder.bias"]],
    ["distilbert", name => name, ["vocab_projector.weight"]],
  ];
  for (const [golden, rename, more] of WILD) {
    it(`read ${golden} as other public checkpoints spell it, and list what is needless`, async () => {
      const { checkpoint, names, necessary } = await open(goldenFolders.get(golden) as string);
      const [stored] = checkpoint.tensors.values();
      assert.ok(stored);
      const all = [...[...checkpoint.tensors.values()].map(tensor => ({ ...tensor, name: rename(tensor.name) })), ...more.map(name => ({ ...stored, name }))];
      const weights = new Weights({ ...checkpoint, tensors: new Map(all.map(tensor => [tensor.name, tensor])) }, names);
      for (const { path: at } of necessary) weights.find(at);
      assert.deepEqual(weights.ignored().map(({ tensor }) => tensor), more);
    });
  }

  it("leave out the table of positions where BERT has relative ones", async () => {
    const { weights, necessary } = await open(goldenFolders.get("bert-relative_key") as string);
    for (const { path: at } of necessary) weights.find(at);
    assert.deepEqual(weights.ignored().map(({ tensor }) => tensor), ["bert.embeddings.position_embeddings.weight"]);
  });

  it("know queries, keys and values that lie within each head", () => {
    const { places } = familyReads({ ...NEOX, attention_bias: false }).names;
    assert.deepEqual(places["blocks.{i}.attn.W_K"]?.part, { index: 1, of: 3, per: "head" });
    assert.equal(places["blocks.{i}.attn.b_K"], undefined);
    assert.equal(places["blocks.{i}.attn.b_O"], undefined);
  });

  it("find Qwen's biases and norms of queries and keys under the published names", () => {
    const layer = ["self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_norm.weight", "self_attn.o_proj.weight", "mlp.gate_proj.weight"].map(tensor => `model.layers.1.${tensor}`);
    const { names } = familyReads(QWEN);
    const spelling = new Spelling(names, ["model.embed_tokens.weight", ...layer]);
    const find = (at: string): string | undefined => spelling.find((names.places[at]?.tensor ?? "").replace("{i}", "1"));
    assert.deepEqual(["attn.W_Q", "attn.b_Q", "attn.k_norm.w", "attn.W_O", "mlp.W_gate"].map(at => find(`blocks.{i}.${at}`)), layer);
    assert.equal(find("blocks.{i}.attn.q_norm.w"), undefined);
  });
});

const NEOX = { model_type: "gpt_neox", hidden_size: 64, num_attention_heads: 4, num_hidden_layers: 2, intermediate_size: 96, vocab_size: 141 };
const QWEN = { model_type: "qwen3", hidden_size: 64, num_attention_heads: 4, num_key_value_heads: 2, head_dim: 32, num_hidden_layers: 2, intermediate_size: 96, vocab_size: 141, tie_word_embeddings: true };

interface Necessary {
  readonly path: string;
  /** Without prefix. */
  readonly tensor: string;
  readonly place: Place;
  readonly config: Config;
}
interface Opened {
  readonly checkpoint: Checkpoint;
  readonly names: Names;
  readonly weights: Weights;
  readonly necessary: readonly Necessary[];
}

async function open(folder: string, file?: string): Promise<Opened> {
  const checkpoint = await openCheckpoint(folder, file);
  const { config, names } = familyReads(checkpoint.config);
  return { checkpoint, names, weights: new Weights(checkpoint, names), necessary: necessaryOf(config, names) };
}

/** Every place with its layers numbered, but those of GPT-2's and Llama's that depend on the config and that their names keep always. */
function necessaryOf(config: Config | StackConfigs, names: Names): Necessary[] {
  const of = (at: string): Config => ("decoder" in config ? (at.startsWith("encoder.") ? config.encoder : config.decoder) : config);
  return Object.entries(names.places)
    .filter(([at]) => !absent(at, of(at)))
    .flatMap(([at, place]) =>
      Array.from({ length: at.includes("{i}") ? of(at).layers : 1 }, (_, layer) => ({
        path: at.replace("{i}", String(layer)),
        tensor: place.tensor.replace("{i}", String(layer)),
        place,
        config: of(at),
      })),
    );
}

function absent(at: string, { modelType, tied, labels, read }: Config): boolean {
  if (!["gpt2", "llama", "mistral"].includes(modelType)) return false;
  if (at === "score.W") return labels === null;
  if (at === "unembed.W_U") return tied || labels !== null;
  if (modelType === "gpt2") return false;
  return (/\.attn\.b_/.test(at) && !read.flag("attention_bias", false)) || (/\.mlp\.b_/.test(at) && !read.flag("mlp_bias", false));
}

/** A matrix's [in, out] by the config alone. */
function matrixSizes(at: string, c: Config): [number, number] | undefined {
  const name = at.replace(/^(encoder|decoder)\./, "").replace(/^blocks\.\d+\.(cross|attn)/, "attn").replace(/^blocks\.\d+\./, "");
  const sizes: Readonly<Record<string, [number, number]>> = {
    "embed.W_E": [c.dModel, c.vocabulary],
    "unembed.W_U": [c.dModel, c.vocabulary],
    "attn.W_Q": [c.dModel, c.heads * c.dHead],
    "attn.W_K": [c.dModel, c.kvHeads * c.dHead],
    "attn.W_V": [c.dModel, c.kvHeads * c.dHead],
    "attn.W_O": [c.heads * c.dHead, c.dModel],
    "mlp.W_in": [c.dModel, c.dMlp],
    "mlp.W_gate": [c.dModel, c.dMlp],
    "mlp.W_out": [c.dMlp, c.dModel],
    "head.W": [c.dModel, c.dModel],
    "pooler.W": [c.dModel, c.dModel],
    "score.W": [c.dModel, c.labels ?? Number.NaN],
    "choice.W": [c.dModel, 1],
  };
  return sizes[name];
}
