import assert from "node:assert/strict";
import { candidatesOf } from "../../../../src/runtime/completion/candidates";
import { Certainties } from "../../../../src/runtime/completion/certainties";
import { Ending } from "../../../../src/runtime/completion/ending";
import { readPlaces } from "../../../../src/runtime/completion/readPlaces";
import { readLines } from "../../../../src/runtime/completion/readLines";
import { vocabularyTrieOf } from "../../../../src/runtime/generation/vocabularyTrieOf";
import { bytesWith, REQUEST } from "./fakes";

const tokenizer = bytesWith(["<end>"]);
const trie = vocabularyTrieOf(tokenizer, tokenizer.vocabulary);
const idsOf = (text: string): number[] => [...Buffer.from(text)];

/** Scores by which a token has this probability, and another the rest. */
function scoresOf(token: number, probability: number, other: number): Float32Array {
  const scores = new Float32Array(trie.size).fill(-Infinity);
  scores[token] = Math.log(probability);
  scores[other] = Math.log(1 - probability);
  return scores;
}

/** What comes of one text whose tokens had these probabilities. */
function candidates(text: string, probabilities: readonly number[], { confidence = 0, typed = "", ended = "stop" }: { readonly confidence?: number; readonly typed?: string; readonly ended?: "stop" | "length" } = {}): ReturnType<typeof candidatesOf> {
  const certainties = new Certainties();
  const tokens = idsOf(text);
  tokens.forEach((token, i) => certainties.observe({ kind: "chosen", path: 0, text: [1], token, scores: [scoresOf(token, probabilities[i] ?? 0.9, 33)] }));
  return candidatesOf([{ tokens, ended }], { request: { confidence }, ending: new Ending(REQUEST), typed: Buffer.from(typed), trie, certainties, tokenizer });
}

describe("What becomes of the texts that decoding ended with", () => {
  it("the score is that of the tokens that are shown: what stands behind the end does not count", () => {
    const { candidates: found, nothing } = candidates("ab\nc", [0.5, 0.25, 0.001, 0.001]);
    assert.equal(nothing, null);
    assert.equal(found[0]?.text, "ab");
    assert.ok(Math.abs((found[0]?.score ?? 0) - Math.log(0.5 * 0.25) / 2) < 1e-6);
    assert.deepEqual(found[0]?.uncertain && { ...found[0].uncertain, probability: Math.round(found[0].uncertain.probability * 100), runnerUpProbability: Math.round(found[0].uncertain.runnerUpProbability * 100) }, { token: "b", probability: 25, runnerUp: "!", runnerUpProbability: 75 });
  });

  it("a word that the limit of tokens cut is not shown, nor does it count", () => {
    assert.equal(candidates("ab cd", [0.5, 0.5, 0.5, 0.5, 0.5]).candidates[0]?.text, "ab cd");
    const { candidates: [cut] } = candidates("ab cd", [0.5, 0.25, 0.001, 0.001, 0.001], { ended: "length" });
    assert.equal(cut?.text, "ab");
    assert.ok(Math.abs(cut.score - Math.log(0.5 * 0.25) / 2) < 1e-6);
    assert.deepEqual(candidates("abcd", [0.5], { ended: "length" }), { candidates: [], nothing: "empty" });
    assert.equal(candidates("ab;\ncd", [0.5], { ended: "length" }).candidates[0]?.text, "ab;", "a line that ended by itself is whole");
  });

  it("a model that was sure of every token is told so", () => assert.equal(candidates("ab", [0.9, 0.6]).candidates[0]?.uncertain, null));

  it("says why there is nothing", () => {
    assert.deepEqual(candidates("\n", [0.9]), { candidates: [], nothing: "empty" });
    assert.deepEqual(candidates("no no no no no no no ", []), { candidates: [], nothing: "repetition" });
    assert.deepEqual(candidates("ab", [0.5, 0.5], { confidence: 0.51 }), { candidates: [], nothing: "confidence" });
    assert.equal(candidates("ab", [0.5, 0.5], { confidence: 0.49 }).nothing, null);
  });

  it("beams are ranked by their own tokens, and one text comes once", () => {
    const certainties = new Certainties();
    const [a, b, line] = idsOf("ab\n") as [number, number, number];
    const row = (scores: Float32Array): { text: number[]; score: number; scores: Float32Array[] } => ({ text: [1], score: 0, scores: [scores] });
    const kept = (parent: number, token: number, beam: number): { parent: number; token: number; score: number; logProbability: number; fate: "kept"; beam: number } => ({ parent, token, score: 0, logProbability: 0, fate: "kept", beam });
    certainties.observe({ kind: "beams", step: 0, beams: [row(scoresOf(a, 0.4, b))], candidates: [kept(0, b, 0), kept(0, a, 1)] });
    certainties.observe({ kind: "beams", step: 1, beams: [row(scoresOf(line, 0.5, a)), row(scoresOf(line, 0.9, b))], candidates: [kept(0, line, 0), kept(0, a, 1), kept(1, line, 2)] });
    const texts = [{ tokens: [b, line], beamIndices: [0, 0] }, { tokens: [a, line], beamIndices: [0, 1] }, { tokens: [b, a], beamIndices: [0, 0] }, { tokens: [b, line], beamIndices: [0, 0] }].map(text => ({ ...text, ended: "stop" as const }));
    const { candidates: found } = candidatesOf(texts, { request: { confidence: 0 }, ending: new Ending(REQUEST), typed: Buffer.alloc(0), trie, certainties, tokenizer });
    assert.deepEqual(found.map(({ text, number }) => [text, number]), [["ba", 2], ["b", 0], ["a", 1]].sort((one, other) => scoreOf(other[0] as string) - scoreOf(one[0] as string)));
    function scoreOf(text: string): number {
      return { ba: Math.log(0.6 * 0.5) / 2, b: Math.log(0.6), a: Math.log(0.4) }[text] ?? NaN;
    }
  });
});

describe("The lines that were read", () => {
  it("are counted back from the cursor, with their shares of what counts", () => {
    const prefix = "aa\nbb\ncc";
    // Two heads over: the layout's token, "aa", "\n", "bb", "cc".
    const weights = Float32Array.from([0.5, 0.1, 0.1, 0.1, 0.2, 0.1, 0.3, 0.1, 0.1, 0.5]);
    const read = readLines(weights, [null, 0, 2, 3, 6], prefix);
    assert.deepEqual(read.map(({ line, share }) => [line, Math.round(share * 1000)]), [[0, 467], [2, 400], [1, 133]]);
    assert.deepEqual(readLines(weights, [null, null, null, null, null], prefix), []);
  });

  it("are those behind the cursor too, with negative numbers", () => {
    const [prefix, suffix] = ["aa\nb", "b\ncc\ndd\nee"];
    // "aa", the cursor's "b" on either side, "\n", "cc", "dd".
    const read = readLines(Float32Array.of(0.1, 0.2, 0.05, 0.05, 0.5, 0.1), [0, 3, 4, 5, 6, 9], prefix, suffix);
    assert.deepEqual(read.map(({ line, share }) => [line, Math.round(share * 100)]), [[-1, 50], [0, 30], [1, 10], [-2, 10]]);
  });

  it("are also those that the model wrote again, up to the cursor and no further", () => {
    const bytes = ["\n", "é", " va", "lue", "!"].map(text => Buffer.from(text));
    const prefix = "aé\né value";
    const places = readPlaces([null, 0, 1], [0, 1, 2, 3, 4], Buffer.from("\né value"), prefix, { bytes });
    assert.deepEqual(places, [null, 0, 1, 2, 3, 4, 7, null]);
    for (const [i, place] of places.slice(3, 7).entries()) assert.ok(prefix.slice(place ?? -1).startsWith(bytes[i]?.toString() ?? "?"));
  });
});
