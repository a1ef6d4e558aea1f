import assert from "node:assert/strict";
import type { FoundModel, ModelCard } from "../../../src/protocol/models";
import { bytes, cardMarkdown, cardRows, short, summaryOf } from "../../../src/views/sidebar/modelCardText";
import { childrenOf, groupsOf, itemOf } from "../../../src/views/sidebar/modelTree";

const card: ModelCard = {
  folder: "/m/tiny_llama",
  name: "tiny_llama",
  family: "Llama",
  modelType: "llama",
  task: "causal language model",
  layers: 4,
  heads: 8,
  encoder: null,
  embedding: "as stored",
  kvHeads: 2,
  dModel: 64,
  dHead: 8,
  dMlp: 172,
  vocabulary: 2048,
  context: 512,
  positions: "rotary, θ = 10,000",
  norm: "RMSNorm before each sublayer",
  activation: "SwiGLU",
  mask: "causal",
  prefixLm: false,
  attention: "grouped-query",
  head: "tied to the embedding",
  tokenizer: null,
  storedAs: "F16",
  bytesOnDisk: 2_136_256,
  parameters: 1_068_000,
  parametersByPart: [{ part: "embedding", count: 267_000 }],
  differences: { from: "GPT-2", changes: ["RMSNorm takes the place of LayerNorm."] },
  ignored: [{ tensor: "attn.bias", why: "the causal mask as a buffer" }],
};
const model: FoundModel = { folder: card.folder, name: card.name, origin: "folder", card, problem: null };
const damaged: FoundModel = { ...model, folder: "/m/x", name: "x", card: null, problem: { code: "checkpoint-damaged", message: "Cut short.", remedy: "Get it again." } };

describe("model card", () => {
  it("says what quantised weights cost once that was measured", () => {
    const labels = cardRows(card).map(({ label }) => label);
    assert.ok(!labels.some(label => label.includes("weights")));
    const measured = cardRows({ ...card, costs: [{ weights: "8bit", divergence: 0.000812, agreement: 0.98828, tokens: 1256 }] });
    assert.deepEqual(measured.find(({ label }) => label === "8-bit weights"), { label: "8-bit weights", value: "KL 0.00081 bits, top-1 98.8 %, on 1,256 tokens" });
  });

  it("says everything that a card holds", () => {
    const rows = cardRows(card);
    const value = (label: string): string | undefined => rows.find(row => row.label === label)?.value;
    assert.equal(value("Family"), "Llama (causal language model)");
    assert.equal(value("Heads"), "8, keys and values 2");
    assert.equal(value("Widths"), "stream 64, head 8, MLP 172");
    assert.equal(value("Parameters"), "1,068,000");
    assert.equal(value("Tokenizer"), "none in this folder");
    assert.equal(value("On disk"), "2.1 MB");
    assert.deepEqual(rows.find(({ label }) => label === "Parameters")?.rows, [{ label: "embedding", value: "267,000 (25.0 %)" }]);
    assert.deepEqual(rows.find(({ label }) => label === "Differs from GPT-2")?.rows, [{ label: "RMSNorm takes the place of LayerNorm.", value: "" }]);
    const said = JSON.stringify(rows);
    for (const text of ["rotary, θ = 10,000", "RMSNorm before each sublayer", "SwiGLU", "causal", "grouped-query", "tied to the embedding", "F16", "attn.bias", "512"]) {
      assert.ok(said.includes(text), text);
    }
  });

  it("is the same as Markdown, names kept from being read as it", () => {
    const markdown = cardMarkdown(card);
    assert.match(markdown, /^# tiny\\_llama\n/);
    assert.match(markdown, /\| Layers \| 4 \|/);
    assert.match(markdown, /## Differs from GPT-2\n\n- RMSNorm takes the place of LayerNorm\./);
  });

  it("writes numbers as one reads them", () => {
    assert.deepEqual([12, 999, 1_000, 612_345, 999_400, 999_600, 1_068_000, 124_439_808, 1_100_048_384].map(short), ["12", "999", "1.0 K", "612 K", "999 K", "1.0 M", "1.1 M", "124 M", "1.1 B"]);
    assert.deepEqual([500, 2_136_256, 65_379, 4_400_000_000].map(bytes), ["500 bytes", "2.1 MB", "65 kB", "4.4 GB"]);
    assert.equal(summaryOf(card), "Llama · 1.1 M · F16");
  });
});

describe("models tree", () => {
  it("groups models in a fixed order, by name, without empty groups", () => {
    const groups = groupsOf([model, damaged, { ...model, origin: "embedded" }]);
    assert.deepEqual(
      groups.map(group => group.kind === "group" && [group.label, group.models.map(({ name }) => name)]),
      [
        ["Embedded", ["tiny_llama"]],
        ["Added Folders", ["tiny_llama", "x"]],
      ],
    );
    assert.deepEqual(groupsOf([]), []);
  });

  it("shows a damaged folder's problem and its remedy in the place of the card", () => {
    const [message, remedy, ...more] = childrenOf({ kind: "model", model: damaged });
    assert.ok(message?.kind === "problem" && remedy?.kind === "problem");
    assert.deepEqual([message.part, remedy.part, more.length], ["message", "remedy", 0]);
  });

  it("tells the menus which actions a model has", () => {
    const items = [itemOf(model, false), itemOf(model, true), itemOf(damaged, false), itemOf({ ...model, origin: "hub" }, true), itemOf({ ...damaged, origin: "workspace" }, false)];
    assert.deepEqual(items, ["model.added.onDisk", "model.added.loaded", "model.added.damaged", "model.loaded", "model.damaged"]);
  });
});
