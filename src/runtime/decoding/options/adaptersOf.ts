import type { GenerationOptions } from "../../../protocol/generationOptions";
import { Problem } from "../../../protocol/problem";
import type { Adapter } from "../adapters/adapter";
import { amateurContrast } from "../adapters/amateurContrast";
import { badWords } from "../adapters/badWords";
import { beginSuppressTokens } from "../adapters/beginSuppressTokens";
import { encoderNoRepeatNgram } from "../adapters/encoderNoRepeatNgram";
import { encoderRepetitionPenalty } from "../adapters/encoderRepetitionPenalty";
import { exponentialDecay } from "../adapters/exponentialDecay";
import { forcedBeginning } from "../adapters/forcedBeginning";
import { forcedEnd } from "../adapters/forcedEnd";
import { frequencyPenalty } from "../adapters/frequencyPenalty";
import { guidance } from "../adapters/guidance";
import { layerContrast } from "../adapters/layerContrast";
import { minimumLength } from "../adapters/minimumLength";
import { minimumNewTokens } from "../adapters/minimumNewTokens";
import { noRepeatNgram } from "../adapters/noRepeatNgram";
import { presencePenalty } from "../adapters/presencePenalty";
import { removeInvalid } from "../adapters/removeInvalid";
import { renormalise } from "../adapters/renormalise";
import { repetitionPenalty } from "../adapters/repetitionPenalty";
import { sequenceBias } from "../adapters/sequenceBias";
import { suppressTokens } from "../adapters/suppressTokens";
import { tokenBias } from "../adapters/tokenBias";
import { refuseStrangers } from "./strangers";
import { truncationsOf } from "./truncationsOf";
import { isSampling } from "./withoutEffect";

/** What adapters must know besides their options. */
export interface AdapterPlace {
  /** Tokens before the first generated one. */
  readonly promptLength: number;
  readonly maxNewTokens: number;
  readonly endIds: ReadonlySet<number>;
  /** Tokens of the model's vocabulary. */
  readonly vocabulary: number;
  /** The source of an encoder–decoder model. */
  readonly encoderIds?: readonly number[];
  /** Texts continued side by side. */
  readonly beams: number;
  /** The model tells of an "amateur" beside its own scores. */
  readonly amateur?: boolean;
  /** Layers that the model tells of, for DoLa. */
  readonly layers?: readonly number[];
  /** What a grammar, schema or expression allows. */
  readonly constraint?: Adapter;
}

/**
 * The adapters that the options ask for, in upstream's order: what changes scores, and where tokens are drawn, what cuts the
 * distribution. Ours stand where their likes do: contrasts before everything, because they read other scores for the same place; token
 * bias behind sequence bias; presence and frequency behind the repetition penalty; a grammar where upstream asks which tokens a prefix
 * allows; top-nσ and mirostat around the other cuts. Throws `input-invalid` for a token beyond the vocabulary.
 */
export function adaptersOf(options: GenerationOptions, place: AdapterPlace): Adapter[] {
  refuseStrangers(options, place.vocabulary);
  return [
    ...contrastsOf(options, place),
    ...scoreAdaptersOf(options, place),
    ...lengthAdaptersOf(options, place),
    ...(isSampling(options) ? truncationsOf(options, place) : []),
    ...(options.renormalize_logits ? [renormalise()] : []),
  ];
}

function contrastsOf(options: GenerationOptions, { amateur, layers }: AdapterPlace): Adapter[] {
  return [
    ...(options.dola_layers === null ? [] : [layerContrast(layers ?? [])]),
    ...(amateur === true ? [amateurContrast(options.contrastive_alpha, options.contrastive_beta)] : []),
    ...(options.guidance_scale === 1 ? [] : [guidance(options.guidance_scale)]),
  ];
}

function scoreAdaptersOf(options: GenerationOptions, { endIds, encoderIds }: AdapterPlace): Adapter[] {
  // Upstream lets an end token alone pass: how a text ends is for other options to say.
  const words = options.bad_words_ids.filter(word => !(word.length === 1 && endIds.has(word[0] as number)));
  return [
    ...(options.sequence_bias.length > 0 ? [sequenceBias(options.sequence_bias)] : []),
    ...(options.token_bias.length > 0 ? [tokenBias(options.token_bias)] : []),
    ...(options.encoder_repetition_penalty === 1 ? [] : [encoderRepetitionPenalty(options.encoder_repetition_penalty, sourceFor("encoder_repetition_penalty", encoderIds))]),
    ...(options.repetition_penalty === 1 ? [] : [repetitionPenalty(options.repetition_penalty)]),
    ...(options.presence_penalty === 0 ? [] : [presencePenalty(options.presence_penalty)]),
    ...(options.frequency_penalty === 0 ? [] : [frequencyPenalty(options.frequency_penalty)]),
    ...(options.no_repeat_ngram_size === 0 ? [] : [noRepeatNgram(options.no_repeat_ngram_size)]),
    ...(options.encoder_no_repeat_ngram_size === 0 ? [] : [encoderNoRepeatNgram(options.encoder_no_repeat_ngram_size, sourceFor("encoder_no_repeat_ngram_size", encoderIds))]),
    ...(words.length > 0 ? [badWords(words)] : []),
  ];
}

function lengthAdaptersOf(options: GenerationOptions, { endIds, promptLength, maxNewTokens, constraint }: AdapterPlace): Adapter[] {
  const ends = [...endIds];
  const decay = options.exponential_decay_length_penalty;
  // A text that must begin with a certain token begins, as far as anybody chooses, behind it.
  const begin = promptLength > 1 || options.forced_bos_token_id === null ? promptLength : promptLength + 1;
  return [
    ...(options.min_length > 0 && ends.length > 0 ? [minimumLength(options.min_length, ends)] : []),
    ...(options.min_new_tokens > 0 && ends.length > 0 ? [minimumNewTokens(options.min_new_tokens, ends)] : []),
    ...(constraint ? [constraint] : []),
    ...(options.forced_bos_token_id === null ? [] : [forcedBeginning(options.forced_bos_token_id)]),
    ...(options.forced_eos_token_id.length > 0 ? [forcedEnd(options.forced_eos_token_id, promptLength + maxNewTokens)] : []),
    ...(options.remove_invalid_values ? [removeInvalid()] : []),
    ...(decay !== null && ends.length > 0 ? [exponentialDecay(decay[0], decay[1], ends)] : []),
    ...(options.suppress_tokens.length > 0 ? [suppressTokens(options.suppress_tokens)] : []),
    ...(options.begin_suppress_tokens.length > 0 ? [beginSuppressTokens(options.begin_suppress_tokens, begin)] : []),
  ];
}

function sourceFor(option: string, encoderIds: readonly number[] | undefined): readonly number[] {
  if (encoderIds) return encoderIds;
  throw new Problem("input-invalid", `${option} is for encoder–decoder models; this one has no encoder.`, { remedy: `Leave ${option} out.` });
}
