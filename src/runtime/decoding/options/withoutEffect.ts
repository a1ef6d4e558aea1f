import { GENERATION_OPTIONS, type GenerationOptionName, type GenerationOptions, type OptionNeed } from "../../../protocol/generationOptions";
import { Problem } from "../../../protocol/problem";

/** Whether tokens are drawn at random: the adapters that shape the distribution take part. */
export const isSampling = (options: GenerationOptions): boolean => options.do_sample || options.stochastic_beams || options.best_of > 1 || options.mbr_samples > 0;

/** When each need is met, and what to do about it. */
const NEEDS: Readonly<Record<OptionNeed, { readonly met: (options: GenerationOptions) => boolean; readonly remedy: string }>> = {
  sampling: { met: isSampling, remedy: "Set do_sample to true" },
  "sampling or contrastive search": { met: options => isSampling(options) || options.penalty_alpha > 0, remedy: "Set do_sample to true, or penalty_alpha above 0" },
  mirostat: { met: options => options.mirostat !== null, remedy: "Set mirostat to 1 or 2" },
  "several beams": { met: options => options.num_beams > 1, remedy: "Set num_beams above 1" },
  "beam groups": { met: options => options.num_beam_groups > 1, remedy: "Set num_beam_groups above 1" },
  "an end token": { met: options => options.eos_token_id.length > 0, remedy: "Give eos_token_id" },
  guidance: { met: options => options.guidance_scale !== 1, remedy: "Set guidance_scale to another value than 1" },
  "prompt look-up": { met: options => options.prompt_lookup_num_tokens !== null, remedy: "Set prompt_lookup_num_tokens" },
  "an attention window": { met: options => options.attention_window !== null, remedy: "Set attention_window" },
};

/** Throws `input-invalid` for an option that was asked for, away from its neutral value, and that nothing would come of. */
export function refuseWithoutEffect(options: GenerationOptions, asked: readonly GenerationOptionName[]): void {
  for (const name of asked) {
    const { needs, neutral } = GENERATION_OPTIONS[name];
    if (needs === undefined || NEEDS[needs].met(options) || JSON.stringify(options[name]) === JSON.stringify(neutral)) continue;
    throw new Problem("input-invalid", `${name} has an effect only with ${needs}.`, { remedy: `${NEEDS[needs].remedy}, or leave ${name} out.` });
  }
}
