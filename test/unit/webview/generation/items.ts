import type { BareToken, GenerationBeams, GenerationItem, GenerationStarted, GenerationStep, StepExplained } from "../../../../src/protocol/generation";
import type { PageGenerationRequest, GenerationSource } from "../../../../src/protocol/generationPage";
import { methodOf, itemsOf } from "../../../../webview/gallery/generationSearch";
import { GenerationModel, piecesOf } from "../../../../webview/gallery/generationModel";

/** A token that is known by a letter. */
export const token = (id: number, text = String.fromCharCode(97 + id)): BareToken => ({ id, piece: text, text, special: false });

export const request: PageGenerationRequest = { folder: "/m", options: { seed: 3 }, watched: 4 };

export const source: GenerationSource = { source: "a.md:1", text: "abc", stale: false, folder: "/m", models: [{ folder: "/m", name: "m", encoderDecoder: false, noPrefix: null, prefixLm: false }], options: { do_sample: true }, prefix: null };

export const started = (more: Partial<GenerationStarted> = {}): GenerationStarted => ({
  kind: "started",
  generation: "g",
  model: "m",
  folder: "/m",
  device: "cpu",
  prompt: [0, 1, 2].map(id => ({ ...token(id), range: { start: id, end: id + 1 } })),
  cut: 0,
  given: [],
  method: { name: "sampling", about: "" },
  adapters: [],
  options: { do_sample: true, seed: 3 },
  cache: { window: null, sinks: 0 },
  weights: "exact",
  bytesPerToken: 10,
  encoderDecoder: false,
  prefix: 0,
  ...more,
});

/** A step that took `id` of two candidates, of which the second was ruled out by its one adapter. */
export function step(place: number, id: number, path = 0): GenerationStep {
  const other = id === 9 ? 8 : 9;
  const explained: StepExplained = {
    stages: [{ name: "top-k 1", about: "Only the best stays.", kept: 1, removed: 0.25, sum: 1, entropy: 0 }],
    watched: [
      { token: token(id), probabilities: [0.75, 1], scores: [2, 2], ruledOutBy: null },
      { token: token(other), probabilities: [0.25, 0], scores: [1, null], ruledOutBy: 0 },
    ],
    raw: { rank: 1, probability: 0.75, surprisal: -Math.log2(0.75), entropy: 0.81, sum: 1 },
    final: { rank: 1, probability: 1, surprisal: 0, entropy: 0 },
    forbidden: 0.25,
  };
  return { kind: "step", path, step: place, token: token(id), text: token(id).text, explained, milliseconds: 5, weighed: null };
}

/** A candidate: of a parent, with a token and a score, kept as a beam or not. */
export function candidate(parent: number, id: number, score: number, beam: number | null, fate: GenerationBeams["candidates"][number]["fate"] = beam === null ? "pruned" : "kept"): GenerationBeams["candidates"][number] {
  return { parent, token: token(id), text: token(id).text, logProbability: Math.log(0.5), score, fate, beam, final: fate === "finished" || fate === "dropped" ? score / 2 : null };
}

export const beams = (at: number, of: number, candidates: GenerationBeams["candidates"], groups: readonly (number | null)[] = []): GenerationBeams => ({
  kind: "beams",
  step: at,
  beams: Array.from({ length: of }, (_, beam) => ({ score: 0, group: groups[beam] ?? null, explained: null })),
  candidates,
  milliseconds: 4,
});

/** All items of a run of the gallery's model, and its texts. */
export function fixtureRun(options: Readonly<Record<string, unknown>>) {
  const model = new GenerationModel();
  const items = itemsOf({ model, options, before: model.encode(piecesOf(46)), watched: 12 });
  const all: GenerationItem[] = [];
  for (;;) {
    const next = items.next();
    if (next.done) return { model, items: all, texts: next.value, method: methodOf(options) };
    all.push(next.value);
  }
}
