import assert from "node:assert/strict";
import type { Adapter } from "../../../../../src/runtime/decoding/adapters/adapter";
import { adaptersOf, type AdapterPlace } from "../../../../../src/runtime/decoding/options/adaptersOf";
import { readGenerationOptions } from "../../../../../src/runtime/decoding/options/generationOptions";

const PLACE: AdapterPlace = { promptLength: 4, maxNewTokens: 10, endIds: new Set([1]), vocabulary: 50, beams: 1 };
const adapters = (asked: Readonly<Record<string, unknown>>, place: Partial<AdapterPlace> = {}): Adapter[] => adaptersOf(readGenerationOptions(asked, { eos_token_id: 1 }), { ...PLACE, ...place });
const names = (asked: Readonly<Record<string, unknown>>, place: Partial<AdapterPlace> = {}): string[] => adapters(asked, place).map(({ name }) => name);

/** Every option that makes an adapter, away from its neutral value. */
const EVERYTHING = {
  do_sample: true, temperature: 0.8, top_n_sigma: 1, top_k: 5, top_p: 0.9, min_p: 0.1, typical_p: 0.9, epsilon_cutoff: 0.01, eta_cutoff: 0.02, mirostat: 1,
  repetition_penalty: 1.2, encoder_repetition_penalty: 1.1, presence_penalty: 0.3, frequency_penalty: 0.2, no_repeat_ngram_size: 3, encoder_no_repeat_ngram_size: 4,
  bad_words_ids: [[2]], sequence_bias: [[[3], 1]], token_bias: [[4, 1]], suppress_tokens: [5], begin_suppress_tokens: [6], forced_bos_token_id: 7, forced_eos_token_id: 1,
  exponential_decay_length_penalty: [3, 1.1], remove_invalid_values: true, renormalize_logits: true, guidance_scale: 2, dola_layers: "low", min_length: 6, min_new_tokens: 3,
};

describe("Adapters of options", () => {
  it("none where nothing is asked for", () => assert.deepEqual(names({}), []));

  it("all of them, in upstream's order with ours beside their likes", () => {
    const constraint: Adapter = { name: "grammar", about: "As a grammar has it.", apply: scores => scores.slice() };
    assert.deepEqual(names(EVERYTHING, { amateur: true, layers: [0, 2], encoderIds: [8, 9], constraint }), [
      "contrast with layer 0, 2", "contrast with an amateur α 0.1 β 0.5", "guidance 2",
      "bias on a sequence", "bias on a token", "encoder repetition penalty 1.1", "repetition penalty 1.2", "presence penalty 0.3", "frequency penalty 0.2",
      "no repeated 3-gram", "no 4-gram of the source", "a bad word",
      "minimum length 6", "minimum 3 new tokens", "grammar", "forced beginning 7", "forced end 1", "remove invalid values", "exponential length decay 1.1 from 3", "a suppressed token", "a token suppressed at first",
      "temperature 0.8", "top-nσ 1", "top-k 5", "top-p 0.9", "min-p 0.1", "typical 0.9", "ε cutoff 0.01", "η cutoff 0.02", "mirostat τ 5 η 0.1",
      "renormalise",
    ]);
  });

  it("cuts take part only where tokens are drawn", () => {
    const defaults = { temperature: 0.6, top_p: 0.9 };
    const of = (asked: Readonly<Record<string, unknown>>): string[] => adaptersOf(readGenerationOptions(asked, defaults), PLACE).map(({ name }) => name);
    assert.deepEqual(of({}), []);
    for (const drawing of [{ do_sample: true }, { num_beams: 2, stochastic_beams: true }, { best_of: 3 }, { mbr_samples: 5 }]) assert.deepEqual(of(drawing), ["temperature 0.6", "top-p 0.9"]);
    assert.deepEqual(of({ penalty_alpha: 0.6, top_k: 4 }), [], "contrastive search's candidates are its own affair");
  });

  it("beams keep enough tokens to go on with when the best ones end", () => {
    const kept = (endIds: readonly number[], beams: number): number => {
      const [cut] = adapters({ do_sample: true, top_k: 1 }, { endIds: new Set(endIds), beams }) as [Adapter];
      return cut.apply(Float32Array.of(1, 2, 3, 4, 5, 6), { text: [0], promptLength: 1 }, undefined).filter(score => score > -Infinity).length;
    };
    assert.deepEqual([kept([1], 1), kept([], 3), kept([1], 3), kept([1, 2, 3], 3)], [1, 2, 2, 4]);
  });

  it("without an end token, nothing is done to it", () => {
    const options = readGenerationOptions({}, { min_length: 5, min_new_tokens: 2, exponential_decay_length_penalty: [2, 1.5] });
    assert.deepEqual(adaptersOf(options, { ...PLACE, endIds: new Set() }), []);
  });

  it("an end token alone is no bad word, as upstream has it", () => {
    assert.deepEqual(names({ bad_words_ids: [[1]] }), []);
    assert.deepEqual(names({ bad_words_ids: [[1], [2], [1, 2]] }), ["2 bad words"]);
  });

  it("a beginning that is forced is not what must not come first: that is the token behind it", () => {
    const ruledOut = (asked: Readonly<Record<string, unknown>>, promptLength: number, text: readonly number[]): boolean => {
      const last = adapters({ begin_suppress_tokens: [3], ...asked }, { promptLength }).at(-1) as Adapter;
      return last.apply(new Float32Array(5), { text, promptLength }, undefined)[3] === -Infinity;
    };
    assert.deepEqual([ruledOut({}, 1, [0]), ruledOut({}, 1, [0, 0])], [true, false]);
    assert.deepEqual([ruledOut({ forced_bos_token_id: 2 }, 1, [0]), ruledOut({ forced_bos_token_id: 2 }, 1, [0, 2])], [false, true]);
    assert.ok(ruledOut({ forced_bos_token_id: 2 }, 3, [0, 0, 0]));
  });

  it("the last token that there is room for is the forced end", () => {
    const [end] = adapters({ forced_eos_token_id: [1, 2] }) as [Adapter];
    const found = (length: number): number => end.apply(new Float32Array(5), { text: new Array<number>(length).fill(0), promptLength: 4 }, undefined).filter(score => score > -Infinity).length;
    assert.deepEqual([found(12), found(13)], [5, 2]);
  });

  it("refuses what is for encoder–decoder models, and tokens that the vocabulary has not", () => {
    assert.throws(() => adapters({ encoder_repetition_penalty: 1.5 }), { code: "input-invalid", message: /encoder_repetition_penalty is for encoder–decoder models/ });
    assert.throws(() => adapters({ encoder_no_repeat_ngram_size: 2 }), { code: "input-invalid", message: /encoder_no_repeat_ngram_size/ });
    const strangers = { bad_words_ids: [[1, 50]], sequence_bias: [[[50], 1]], token_bias: [[50, 1]], suppress_tokens: [50], begin_suppress_tokens: [50], forced_bos_token_id: 50, forced_eos_token_id: 50, eos_token_id: [1, 50] };
    for (const [name, value] of Object.entries(strangers)) assert.throws(() => adapters({ [name]: value }), { code: "input-invalid", message: new RegExp(`${name} names token 50; this model's vocabulary has 50`) });
    assert.throws(() => adapters({ num_beams: 2, force_words_ids: [[[1], [2, 50]]] }), { message: /force_words_ids names token 50/ });
  });
});
