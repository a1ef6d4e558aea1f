import type { Adapter } from "../../src/runtime/decoding/adapters/adapter";
import { badWords } from "../../src/runtime/decoding/adapters/badWords";
import { beginSuppressTokens } from "../../src/runtime/decoding/adapters/beginSuppressTokens";
import { encoderNoRepeatNgram } from "../../src/runtime/decoding/adapters/encoderNoRepeatNgram";
import { encoderRepetitionPenalty } from "../../src/runtime/decoding/adapters/encoderRepetitionPenalty";
import { epsilonCutoff } from "../../src/runtime/decoding/adapters/epsilonCutoff";
import { etaCutoff } from "../../src/runtime/decoding/adapters/etaCutoff";
import { exponentialDecay } from "../../src/runtime/decoding/adapters/exponentialDecay";
import { forcedBeginning } from "../../src/runtime/decoding/adapters/forcedBeginning";
import { forcedEnd } from "../../src/runtime/decoding/adapters/forcedEnd";
import { minimumLength } from "../../src/runtime/decoding/adapters/minimumLength";
import { minimumNewTokens } from "../../src/runtime/decoding/adapters/minimumNewTokens";
import { minP } from "../../src/runtime/decoding/adapters/minP";
import { noRepeatNgram } from "../../src/runtime/decoding/adapters/noRepeatNgram";
import { removeInvalid } from "../../src/runtime/decoding/adapters/removeInvalid";
import { renormalise } from "../../src/runtime/decoding/adapters/renormalise";
import { repetitionPenalty } from "../../src/runtime/decoding/adapters/repetitionPenalty";
import { sequenceBias, type BiasedSequence } from "../../src/runtime/decoding/adapters/sequenceBias";
import { suppressTokens } from "../../src/runtime/decoding/adapters/suppressTokens";
import { temperature } from "../../src/runtime/decoding/adapters/temperature";
import { topK } from "../../src/runtime/decoding/adapters/topK";
import { topP } from "../../src/runtime/decoding/adapters/topP";
import { typical } from "../../src/runtime/decoding/adapters/typical";

type Arguments = readonly unknown[];
type Keywords = Readonly<Record<string, unknown>>;

/** The adapter that does what upstream's class does, given that class's arguments; what depends on the source is given the source's ids. */
export function adapterOfClass(name: string, args: Arguments, kwargs: Keywords, source: readonly number[]): Adapter {
  const make = CLASSES[name];
  if (!make) throw new Error(`No adapter for ${name}`);
  return make(args, kwargs as Readonly<Record<string, number>>, source);
}

/** What is kept at least, where the case says so. */
const fewest = ({ min_tokens_to_keep: count }: Readonly<Record<string, number>>): number => count ?? 1;

const CLASSES: Readonly<Record<string, (args: Arguments, kwargs: Readonly<Record<string, number>>, source: readonly number[]) => Adapter>> = {
  TemperatureLogitsWarper: ([t]) => temperature(t as number),
  TopKLogitsWarper: (_, kwargs) => topK(kwargs["top_k"] as number, fewest(kwargs)),
  TopPLogitsWarper: (_, kwargs) => topP(kwargs["top_p"] as number, fewest(kwargs)),
  MinPLogitsWarper: (_, kwargs) => minP(kwargs["min_p"] as number, fewest(kwargs)),
  TypicalLogitsWarper: (_, kwargs) => typical(kwargs["mass"] as number, fewest(kwargs)),
  EpsilonLogitsWarper: (_, kwargs) => epsilonCutoff(kwargs["epsilon"] as number, fewest(kwargs)),
  EtaLogitsWarper: (_, kwargs) => etaCutoff(kwargs["epsilon"] as number, fewest(kwargs)),
  RepetitionPenaltyLogitsProcessor: (_, kwargs) => repetitionPenalty(kwargs["penalty"] as number),
  NoRepeatNGramLogitsProcessor: ([size]) => noRepeatNgram(size as number),
  EncoderRepetitionPenaltyLogitsProcessor: (_, kwargs, source) => encoderRepetitionPenalty(kwargs["penalty"] as number, source),
  EncoderNoRepeatNGramLogitsProcessor: ([size], _, source) => encoderNoRepeatNgram(size as number, source),
  NoBadWordsLogitsProcessor: ([words]) => badWords(words as number[][]),
  SequenceBiasLogitsProcessor: ([sequences]) => sequenceBias(sequences as BiasedSequence[]),
  MinLengthLogitsProcessor: ([length, ends]) => minimumLength(length as number, ends as number[]),
  MinNewTokensLengthLogitsProcessor: ([_prompt, count, ends]) => minimumNewTokens(count as number, ends as number[]),
  ForcedBOSTokenLogitsProcessor: ([token]) => forcedBeginning(token as number),
  ForcedEOSTokenLogitsProcessor: ([longest, token]) => forcedEnd([token as number], longest as number),
  ExponentialDecayLengthPenalty: ([decay, ends]) => exponentialDecay((decay as number[])[0] as number, (decay as number[])[1] as number, ends as number[]),
  SuppressTokensLogitsProcessor: ([tokens]) => suppressTokens(tokens as number[]),
  SuppressTokensAtBeginLogitsProcessor: ([tokens, length]) => beginSuppressTokens(tokens as number[], length as number),
  LogitNormalization: () => renormalise(),
  InfNanRemoveLogitsProcessor: () => removeInvalid(),
};
