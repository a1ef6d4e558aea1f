import type { LogitLens, StepAttention } from "../../src/protocol/generation";
import { type GenerationModel, hashed } from "./generationModel";
import { ranked, softmax, tokenOf } from "./generationSteps";

const LAYERS = 6;
const HEADS = 4;
const BEST = 5;

/** A lens on the fixture's model: early layers mix the last one's logits with chance, so that the divergence falls to 0. */
export function fixtureLens(model: GenerationModel, before: readonly number[], chosen: number): LogitLens {
  const last = model.logits(before);
  const final = softmax(last);
  const layers = Array.from({ length: LAYERS + 1 }, (_, layer) => {
    const share = (layer / LAYERS) ** 1.5;
    const of = softmax(last.map((logit, id) => share * logit + (1 - share) * 5 * hashed(id, layer, before.length)));
    const log = (value: number): number => (value > 0 ? Math.log2(value) : 0);
    return {
      best: ranked(of).slice(0, BEST).map(id => ({ token: tokenOf(model, id), probability: of[id]! })),
      rank: 1 + of.reduce((count, probability) => count + (probability > of[chosen]! ? 1 : 0), 0),
      probability: of[chosen]!,
      divergence: final.reduce((sum, probability, id) => sum + probability * (log(probability) - log(of[id]!)), 0),
      entropy: of.reduce((sum, probability) => sum - probability * log(probability), 0),
    };
  });
  return { layers };
}

/** Attention of the fixture's step: every head's row sums to 1 over what is held; heads look back by distances of their own, some at the first token. */
export function fixtureAttention(ids: readonly number[], held: Uint8Array, source: readonly number[] | null, place: number): StepAttention {
  const keys = ids.length;
  const weights = new Float32Array(LAYERS * HEADS * keys);
  rows(weights, keys, (layer, head, key) => {
    const distance = keys - 1 - key;
    const liked = [1, 2, 5, 11][head]! + layer;
    return held[key] === 0 ? 0 : (key === 0 ? 0.6 + 0.4 * layer : 0) + Math.exp(-Math.abs(distance - liked) / 3) + (ids[key] === ids[keys - 1] ? 0.8 : 0) + 0.04 * hashed(ids[key]!, layer, head);
  });
  if (!source) return { layers: LAYERS, heads: HEADS, keys, weights, held, cross: null };
  const cross = new Float32Array(LAYERS * HEADS * source.length);
  rows(cross, source.length, (layer, head, key) => Math.exp(-((key - 1.6 * place - 0.3 * head) ** 2) / (1 + layer)) + 0.06 * hashed(key, layer, head, place) + (key === source.length - 1 ? 0.1 : 0));
  return { layers: LAYERS, heads: HEADS, keys, weights, held, cross: { keys: source.length, weights: cross } };
}

function rows(weights: Float32Array, keys: number, value: (layer: number, head: number, key: number) => number): void {
  for (let layer = 0; layer < LAYERS; layer++) {
    for (let head = 0; head < HEADS; head++) {
      const at = (layer * HEADS + head) * keys;
      let sum = 0;
      for (let key = 0; key < keys; key++) sum += weights[at + key] = value(layer, head, key);
      for (let key = 0; key < keys; key++) weights[at + key]! /= sum;
    }
  }
}
