import type { GenerationOptionName, GenerationOptions } from "../../../protocol/generationOptions";
import { Problem } from "../../../protocol/problem";

/** Throws `input-invalid` for an option that names a token which the vocabulary has not. */
export function refuseStrangers(options: GenerationOptions, vocabulary: number): void {
  for (const [option, tokens] of Object.entries(tokensIn(options))) {
    const stranger = tokens.find(token => token >= vocabulary);
    if (stranger === undefined) continue;
    throw new Problem("input-invalid", `${option} names token ${stranger}; this model's vocabulary has ${vocabulary.toLocaleString("en")}, from 0 to ${vocabulary - 1}.`, { remedy: `Correct ${option}, or set it to null.` });
  }
}

const tokensIn = (options: GenerationOptions): Partial<Record<GenerationOptionName, readonly number[]>> => ({
  bad_words_ids: options.bad_words_ids.flat(),
  sequence_bias: options.sequence_bias.flatMap(([tokens]) => tokens),
  token_bias: options.token_bias.map(([token]) => token),
  suppress_tokens: options.suppress_tokens,
  begin_suppress_tokens: options.begin_suppress_tokens,
  forced_bos_token_id: options.forced_bos_token_id === null ? [] : [options.forced_bos_token_id],
  forced_eos_token_id: options.forced_eos_token_id,
  eos_token_id: options.eos_token_id,
  force_words_ids: options.force_words_ids.flat(2),
  negative_prompt_ids: options.negative_prompt_ids.flat(),
  decoder_start_token_id: options.decoder_start_token_id === null ? [] : [options.decoder_start_token_id],
});
