import assert from "node:assert/strict";
import { allowedTokens, type Allowed } from "../../../../../src/runtime/decoding/adapters/allowedTokens";
import type { Adapter, StepContext } from "../../../../../src/runtime/decoding/adapters/adapter";
import { badWords } from "../../../../../src/runtime/decoding/adapters/badWords";
import { beginSuppressTokens } from "../../../../../src/runtime/decoding/adapters/beginSuppressTokens";
import { encoderRepetitionPenalty } from "../../../../../src/runtime/decoding/adapters/encoderRepetitionPenalty";
import { exponentialDecay } from "../../../../../src/runtime/decoding/adapters/exponentialDecay";
import { forcedBeginning } from "../../../../../src/runtime/decoding/adapters/forcedBeginning";
import { forcedEnd } from "../../../../../src/runtime/decoding/adapters/forcedEnd";
import { forcedToken } from "../../../../../src/runtime/decoding/adapters/forcedToken";
import { frequencyPenalty } from "../../../../../src/runtime/decoding/adapters/frequencyPenalty";
import { hammingDiversity } from "../../../../../src/runtime/decoding/adapters/hammingDiversity";
import { minimumLength } from "../../../../../src/runtime/decoding/adapters/minimumLength";
import { minimumNewTokens } from "../../../../../src/runtime/decoding/adapters/minimumNewTokens";
import { noRepeatNgram } from "../../../../../src/runtime/decoding/adapters/noRepeatNgram";
import { presencePenalty } from "../../../../../src/runtime/decoding/adapters/presencePenalty";
import { removeInvalid } from "../../../../../src/runtime/decoding/adapters/removeInvalid";
import { repetitionPenalty } from "../../../../../src/runtime/decoding/adapters/repetitionPenalty";
import { sequenceBias } from "../../../../../src/runtime/decoding/adapters/sequenceBias";
import { tokenBias } from "../../../../../src/runtime/decoding/adapters/tokenBias";

const NO = -Infinity;
const applied = (adapter: Adapter, scores: readonly number[], text: readonly number[], promptLength = 1): number[] =>
  Array.from(adapter.apply(Float32Array.from(scores), { text, promptLength }, undefined));

describe("What changes single scores", () => {
  it("repetition penalty: divides what is positive, multiplies what is negative, in prompt and text, once (Keskar et al. 2019)", () => {
    assert.deepEqual(applied(repetitionPenalty(2), [4, -4, 4, 0], [0, 1, 1, 3]), [2, -8, 4, 0]);
    assert.deepEqual(applied(encoderRepetitionPenalty(2, [0, 1, 1]), [4, -4, 4, 0], [2]), [8, -2, 4, 0]);
  });

  it("presence counts a generated token once, frequency each time; the prompt counts for neither", () => {
    const text = [0, 0, 1, 1, 2];
    assert.deepEqual(applied(presencePenalty(0.5), [1, 1, 1, 1], text, 2), [1, 0.5, 0.5, 1]);
    assert.deepEqual(applied(frequencyPenalty(0.5), [1, 1, 1, 1], text, 2), [1, 0, 0.5, 1]);
    assert.deepEqual(applied(frequencyPenalty(-0.5), [1, 1, 1, 1], text, 2), [1, 2, 1.5, 1], "a negative one invites repetition");
  });

  it("no repeated n-gram: what followed the same n − 1 tokens before", () => {
    assert.deepEqual(applied(noRepeatNgram(3), [1, 1, 1, 1], [0, 1, 2, 0, 1]), [1, 1, NO, 1]);
    assert.deepEqual(applied(noRepeatNgram(3), [1, 1, 1, 1], [0]), [1, 1, 1, 1], "too short");
    assert.deepEqual(applied(noRepeatNgram(1), [1, 1, 1, 1], [0, 3]), [NO, 1, 1, NO]);
    assert.deepEqual(applied(noRepeatNgram(2), [1, 1, 1, 1], [2, 2]), [1, 1, NO, 1], "overlapping");
  });

  it("bad words: the last token of a word whose others have just been", () => {
    const words = badWords([[0], [1, 2], [3, 1, 3]]);
    assert.deepEqual(applied(words, [1, 1, 1, 1], [2, 1]), [NO, 1, NO, 1]);
    assert.deepEqual(applied(words, [1, 1, 1, 1], [2, 3, 1]), [NO, 1, NO, NO]);
    assert.deepEqual(applied(words, [1, 1, 1, 1], [1]), [NO, 1, 1, 1], "as upstream: a word longer than the text waits");
  });

  it("biases add up over sequences, of equal ones the last counts; a bias of −∞ rules out", () => {
    const bias = sequenceBias([[[1], 0.25], [[0, 1], 0.5], [[0, 1], 2], [[2, 1], 8]]);
    assert.deepEqual(applied(bias, [1, 1, 1], [2, 0]), [1, 3.25, 1]);
    assert.deepEqual(applied(tokenBias([[1, -2], [2, NO], [1, -1]]), [1, 1, 1], [0]), [1, -2, NO]);
  });

  it("forced tokens: the only one, at their place alone", () => {
    assert.deepEqual(applied(forcedBeginning(1), [1, 2, 3], [2]), [NO, 0, NO]);
    assert.deepEqual(applied(forcedBeginning(1), [1, 2, 3], [2, 1]), [1, 2, 3]);
    assert.deepEqual(applied(forcedEnd([0, 2], 3), [1, 2, 3], [1, 1]), [0, NO, 0]);
    assert.deepEqual(applied(forcedEnd([0, 2], 3), [1, 2, 3], [1]), [1, 2, 3]);
    assert.deepEqual(applied(forcedToken(1, 2), [1, 2, 3], [0, 0, 0, 0], 2), [NO, 0, NO]);
    assert.deepEqual(applied(forcedToken(1, 2), [1, 2, 3], [0, 0, 0], 2), [1, 2, 3]);
  });

  it("suppressed at first: where the text is as long as its beginning", () => {
    assert.deepEqual(applied(beginSuppressTokens([0], 2), [1, 1], [1, 1]), [NO, 1]);
    assert.deepEqual(applied(beginSuppressTokens([0], 2), [1, 1], [1, 1, 1]), [1, 1]);
  });

  it("lengths: the end is ruled out until there are enough tokens, all of them or the new ones", () => {
    assert.deepEqual([2, 3].map(length => applied(minimumLength(3, [1]), [1, 1], new Array<number>(length).fill(0), 2)[1]), [NO, 1]);
    assert.deepEqual([4, 5].map(length => applied(minimumNewTokens(3, [1]), [1, 1], new Array<number>(length).fill(0), 2)[1]), [NO, 1]);
  });

  it("exponential decay: |score| · (factor^n − 1) is added n tokens behind the start", () => {
    const decay = exponentialDecay(2, 2, [0, 1]);
    assert.deepEqual(applied(decay, [1, -1, 5], [9, 9, 9], 1), [1, -1, 5], "at the start, nothing");
    assert.deepEqual(applied(decay, [1, -1, 5], [9, 9, 9, 9], 1), [2, 0, 5]);
    assert.deepEqual(applied(decay, [1, -1, 5], [9, 9, 9, 9, 9], 1), [4, 2, 5]);
    assert.deepEqual(applied(decay, [NO, -1, 5], [9, 9, 9, 9, 9], 1), [NO, 2, 5], "what is ruled out stays so");
  });

  it("invalid values: NaN is 0, infinities the greatest and least float32", () => {
    const greatest = 3.4028234663852886e38;
    assert.deepEqual(applied(removeInvalid(), [NaN, Infinity, NO, 2], [0]), [0, greatest, -greatest, 2]);
  });

  it("Hamming diversity: the penalty for each beam of an earlier group (Vijayakumar et al. 2018)", () => {
    const scores = Float32Array.of(1, 1, 1);
    assert.deepEqual(Array.from(hammingDiversity(scores, [0, 2, 0], 0.25)), [0.5, 1, 0.75]);
    assert.deepEqual(Array.from(scores), [1, 1, 1]);
  });

  it("allowed tokens: a set or a mask of bits, asked for at each place; beyond the mask nothing is allowed", () => {
    const asked: StepContext[] = [];
    const adapter = (tokens: Allowed): Adapter => allowedTokens({ name: "grammar", about: "As a grammar has it.", allowed: context => (asked.push(context), tokens) });
    assert.deepEqual(applied(adapter(new Set([2, 0, 77])), [1, 2, 3], [5, 6], 1), [1, NO, 3]);
    assert.deepEqual(asked.map(({ text, promptLength }) => [text, promptLength]), [[[5, 6], 1]]);
    const many = Array.from({ length: 40 }, () => 1);
    const ids = (scores: readonly number[]): number[] => scores.flatMap((score, id) => (score === NO ? [] : [id]));
    assert.deepEqual(ids(applied(adapter(Int32Array.of(1 << 31 | 1, 2)), many, [0])), [0, 31, 33]);
    assert.deepEqual(ids(applied(adapter(Uint32Array.of(6)), many, [0])), [1, 2]);
  });

  it("each refuses what makes no sense, by the option's name", () => {
    const refusals: readonly [() => Adapter, RegExp][] = [
      [() => repetitionPenalty(0), /repetition_penalty must be a number above 0, not 0/],
      [() => encoderRepetitionPenalty(-1, []), /encoder_repetition_penalty/],
      [() => presencePenalty(Infinity), /presence_penalty/],
      [() => frequencyPenalty(NaN), /frequency_penalty/],
      [() => noRepeatNgram(0), /no_repeat_ngram_size/],
      [() => badWords([]), /bad_words_ids/],
      [() => badWords([[]]), /bad_words_ids/],
      [() => sequenceBias([[[1], Infinity]]), /sequence_bias/],
      [() => tokenBias([[1, NaN]]), /token_bias/],
      [() => tokenBias([[-1, 2]]), /token_bias/],
      [() => forcedBeginning(-1), /forced_bos_token_id/],
      [() => forcedEnd([], 5), /forced_eos_token_id/],
      [() => minimumLength(-1, [1]), /min_length/],
      [() => minimumNewTokens(2, []), /eos_token_id/],
      [() => exponentialDecay(2, 0, [1]), /exponential_decay_length_penalty/],
    ];
    for (const [make, message] of refusals) assert.throws(make, { code: "input-invalid", message });
  });
});
