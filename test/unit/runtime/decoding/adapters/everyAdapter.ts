import { allowedTokens } from "../../../../../src/runtime/decoding/adapters/allowedTokens";
import type { Adapter, StepContext } from "../../../../../src/runtime/decoding/adapters/adapter";
import { amateurContrast } from "../../../../../src/runtime/decoding/adapters/amateurContrast";
import { badWords } from "../../../../../src/runtime/decoding/adapters/badWords";
import { beginSuppressTokens } from "../../../../../src/runtime/decoding/adapters/beginSuppressTokens";
import { encoderNoRepeatNgram } from "../../../../../src/runtime/decoding/adapters/encoderNoRepeatNgram";
import { encoderRepetitionPenalty } from "../../../../../src/runtime/decoding/adapters/encoderRepetitionPenalty";
import { epsilonCutoff } from "../../../../../src/runtime/decoding/adapters/epsilonCutoff";
import { etaCutoff } from "../../../../../src/runtime/decoding/adapters/etaCutoff";
import { exponentialDecay } from "../../../../../src/runtime/decoding/adapters/exponentialDecay";
import { forcedBeginning } from "../../../../../src/runtime/decoding/adapters/forcedBeginning";
import { forcedEnd } from "../../../../../src/runtime/decoding/adapters/forcedEnd";
import { forcedToken } from "../../../../../src/runtime/decoding/adapters/forcedToken";
import { frequencyPenalty } from "../../../../../src/runtime/decoding/adapters/frequencyPenalty";
import { guidance } from "../../../../../src/runtime/decoding/adapters/guidance";
import { layerContrast } from "../../../../../src/runtime/decoding/adapters/layerContrast";
import { minimumLength } from "../../../../../src/runtime/decoding/adapters/minimumLength";
import { minimumNewTokens } from "../../../../../src/runtime/decoding/adapters/minimumNewTokens";
import { minP } from "../../../../../src/runtime/decoding/adapters/minP";
import { mirostat } from "../../../../../src/runtime/decoding/adapters/mirostat";
import { mirostat2 } from "../../../../../src/runtime/decoding/adapters/mirostat2";
import { noRepeatNgram } from "../../../../../src/runtime/decoding/adapters/noRepeatNgram";
import { presencePenalty } from "../../../../../src/runtime/decoding/adapters/presencePenalty";
import { removeInvalid } from "../../../../../src/runtime/decoding/adapters/removeInvalid";
import { renormalise } from "../../../../../src/runtime/decoding/adapters/renormalise";
import { repetitionPenalty } from "../../../../../src/runtime/decoding/adapters/repetitionPenalty";
import { sequenceBias } from "../../../../../src/runtime/decoding/adapters/sequenceBias";
import { suppressTokens } from "../../../../../src/runtime/decoding/adapters/suppressTokens";
import { temperature } from "../../../../../src/runtime/decoding/adapters/temperature";
import { tokenBias } from "../../../../../src/runtime/decoding/adapters/tokenBias";
import { topK } from "../../../../../src/runtime/decoding/adapters/topK";
import { topNSigma } from "../../../../../src/runtime/decoding/adapters/topNSigma";
import { topP } from "../../../../../src/runtime/decoding/adapters/topP";
import { typical } from "../../../../../src/runtime/decoding/adapters/typical";

/** Every adapter in {@link PLACE}, by the name of its file, such that it has something to do there. */
export const EVERY_ADAPTER: Readonly<Record<string, Adapter>> = {
  allowedTokens: allowedTokens({ name: "even", about: "Even ids.", allowed: () => Uint32Array.of(0x55555555) }),
  amateurContrast: amateurContrast(0.1, 0.5),
  badWords: badWords([[3], [5, 6], [9, 9]]),
  beginSuppressTokens: beginSuppressTokens([1, 2], 6),
  encoderNoRepeatNgram: encoderNoRepeatNgram(2, [4, 5, 8]),
  encoderRepetitionPenalty: encoderRepetitionPenalty(1.5, [4, 5, 8]),
  epsilonCutoff: epsilonCutoff(0.05),
  etaCutoff: etaCutoff(0.1),
  exponentialDecay: exponentialDecay(1, 1.3, [0]),
  forcedBeginning: forcedBeginning(7),
  forcedEnd: forcedEnd([0], 7),
  forcedToken: forcedToken(7, 3),
  frequencyPenalty: frequencyPenalty(0.5),
  guidance: guidance(1.5),
  layerContrast: layerContrast([0, 2]),
  minimumLength: minimumLength(9, [0]),
  minimumNewTokens: minimumNewTokens(4, [0]),
  minP: minP(0.2),
  mirostat: mirostat(1, 0.1),
  mirostat2: mirostat2(1, 0.1),
  noRepeatNgram: noRepeatNgram(2),
  presencePenalty: presencePenalty(0.5),
  removeInvalid: removeInvalid(),
  renormalise: renormalise(),
  repetitionPenalty: repetitionPenalty(1.3),
  sequenceBias: sequenceBias([[[4], 1], [[5, 6], -2]]),
  suppressTokens: suppressTokens([1, 2]),
  temperature: temperature(0.7),
  tokenBias: tokenBias([[1, 2], [2, -Infinity]]),
  topK: topK(4),
  topNSigma: topNSigma(1),
  topP: topP(0.6),
  typical: typical(0.6),
};

/** Twelve scores, some alike, one ruled out. */
export const SCORES = Float32Array.of(1.5, 0.2, -1, 2.5, 0.2, 3.1, -0.4, -Infinity, 1.5, 0, -3, 2.2);

/** Behind six tokens, three of them generated. */
export const PLACE: StepContext = {
  text: [1, 5, 6, 5, 11, 5],
  promptLength: 3,
  beside: {
    unconditional: SCORES.map((score, i) => score - Math.sin(i)),
    amateur: SCORES.map((score, i) => score * 0.6 - Math.cos(i)),
    "layer 0": new Float32Array(SCORES.length),
    "layer 2": SCORES.map(score => score * 0.8),
  },
};
