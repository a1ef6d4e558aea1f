import assert from "node:assert/strict";
import type { FoundModel, ModelCard } from "../../../src/protocol/models";
import { generationModels, generatorsIn } from "../../../src/views/panels/generationModels";

const found = (name: string, task: ModelCard["task"] | null, encoder: ModelCard["encoder"] = null): FoundModel => ({
  folder: `/m/${name}`,
  name,
  origin: "folder",
  card: task === null ? null : ({ task, encoder, name, mask: MASKS[name] ?? "causal", prefixLm: name === "prefix" } as ModelCard),
  problem: task === null ? { code: "checkpoint-damaged", message: "It is cut short." } : null,
});
const MASKS: Readonly<Record<string, string>> = { mistral: "causal, window of 8 tokens", prefix: "causal behind a full prefix: all that is given" };
const T5 = { layers: 2, heads: 2, dMlp: 8, mask: "all" };

describe("models that generate", () => {
  const all = [found("gpt2", "causal language model"), found("bert", "masked language model"), found("t5", "sequence to sequence", T5), found("classes", "sequence classification"), found("broken", null)];
  const nameOf = (folder: string): string => `the model in ${folder}`;

  it("are those that continue a text, the panel's own first", () => {
    assert.deepEqual(generationModels(all, "/m/t5", nameOf), [
      { folder: "/m/t5", name: "t5", encoderDecoder: true, noPrefix: "t5 has no prefix: its encoder sees the whole source already.", prefixLm: false },
      { folder: "/m/gpt2", name: "gpt2", encoderDecoder: false, noPrefix: null, prefixLm: false },
    ]);
  });

  it("hold the panel's own even where no search has found it", () => {
    assert.deepEqual(generationModels([], "/elsewhere", nameOf), [{ folder: "/elsewhere", name: "the model in /elsewhere", encoderDecoder: false, noPrefix: null, prefixLm: false }]);
    assert.deepEqual(generationModels(all, "/m/bert", nameOf).map(({ folder }) => folder), ["/m/bert", "/m/gpt2", "/m/t5"], "it says itself that it does not generate");
  });

  it("say why a prefix goes with none but a causal mask", () => {
    assert.match(generatorsIn([found("mistral", "causal language model")])[0]?.noPrefix ?? "", /its mask is causal, window of 8 tokens/);
  });

  it("tell one that was trained under a prefix", () => {
    assert.deepEqual(generatorsIn([found("prefix", "causal language model")]).map(({ noPrefix, prefixLm }) => [noPrefix, prefixLm]), [[null, true]]);
  });
});
