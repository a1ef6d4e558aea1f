import type { GenerationOptionName, GenerationOptions } from "../../protocol/generationOptions";
import { Problem } from "../../protocol/problem";
import { isNeutral } from "../decoding/options/generationOptions";

/** The ways of choosing tokens, by what the field calls them. */
export const METHODS = {
  greedy: { name: "greedy", about: "The most probable token, each time." },
  sampling: { name: "sampling", about: "Each token drawn by its probability (ancestral sampling)." },
  beams: { name: "beam search", about: "The most probable texts of several that grow side by side." },
  "beam sample": { name: "beam sampling", about: "Beams whose extensions are drawn." },
  "group beams": { name: "diverse beam search", about: "Groups of beams, each kept from choosing what those before it chose (Vijayakumar et al. 2018)." },
  "constrained beams": { name: "constrained beam search", about: "Beams that must hold required phrases (Hokamp & Liu 2017; Post & Vilar 2018)." },
  "stochastic beams": { name: "stochastic beam search", about: "A sample of texts without replacement, by Gumbel noise on their log-probabilities (Kool et al. 2019)." },
  contrastive: { name: "contrastive search", about: "A probable token whose state is unlike those of the text so far (Su et al. 2022)." },
  speculation: { name: "speculative decoding", about: "A cheap draft of several tokens, verified in one pass; the text is what the model alone would give (Leviathan et al. 2023)." },
  "best of": { name: "best of n", about: "Several samples, ranked by their log-probability per token." },
  "minimum risk": { name: "minimum Bayes risk", about: "Several samples, ranked by their likeness to each other (Eikema & Aziz 2022)." },
} as const;
export type Method = keyof typeof METHODS;

/** What each method goes by, the first that is asked for: so that options of two of them are found. */
const ASKED: readonly { readonly method: Method; readonly by: GenerationOptionName }[] = [
  { method: "stochastic beams", by: "stochastic_beams" },
  { method: "constrained beams", by: "force_words_ids" },
  { method: "group beams", by: "num_beam_groups" },
  { method: "minimum risk", by: "mbr_samples" },
  { method: "best of", by: "best_of" },
  { method: "contrastive", by: "penalty_alpha" },
  { method: "speculation", by: "prompt_lookup_num_tokens" },
];
const WITH_BEAMS: readonly Method[] = ["stochastic beams", "constrained beams", "group beams"];
/** Methods that draw tokens whether `do_sample` says so or not, and those that cannot. */
const DRAWS: readonly Method[] = ["stochastic beams", "minimum risk", "best of"];
const NEVER_DRAWS: readonly Method[] = ["constrained beams", "group beams", "contrastive"];

/** Which method the options ask for. Throws `input-invalid` where they ask for two, or for something that the method cannot do. */
export function methodOf(options: GenerationOptions, draft: boolean): Method {
  const asked = ASKED.filter(({ by }) => !isNeutral(options, by));
  if (draft && !asked.some(({ method }) => method === "speculation")) asked.push({ method: "speculation", by: "num_assistant_tokens" });
  const [first, second] = asked;
  if (first && second) throw invalid(`${METHODS[first.method].name} (${first.by}) and ${METHODS[second.method].name} (${second.by}) are two methods: a text is chosen by one.`, `Leave ${second.by} out.`);
  const method = first?.method ?? (options.num_beams > 1 ? (options.do_sample ? "beam sample" : "beams") : options.do_sample ? "sampling" : "greedy");
  if (first && options.num_beams > 1 && !WITH_BEAMS.includes(method)) throw invalid(`${METHODS[method].name} (${first.by}) follows single texts, not ${options.num_beams} beams (num_beams).`, "Leave num_beams out.");
  if (options.do_sample && NEVER_DRAWS.includes(method)) throw invalid(`${METHODS[method].name} does not draw tokens (do_sample).`, "Leave do_sample out.");
  checkReturned(options, method);
  if (options.num_assistant_tokens !== null && !draft) throw invalid("num_assistant_tokens is for a draft model, and there is none.", "Name a draft model, or set prompt_lookup_num_tokens.");
  if (options.guidance_scale !== 1 && ["contrastive", "speculation"].includes(method)) throw invalid(`${METHODS[method].name} does not go with guidance (guidance_scale).`, "Leave guidance_scale out.");
  if (options.dola_layers !== null && ["contrastive", "speculation"].includes(method)) throw invalid(`${METHODS[method].name} does not go with the contrast of layers (dola_layers).`, "Leave dola_layers out.");
  return method;
}

/** Whether the method draws tokens at random, so that a seed counts. */
export const isDrawn = (method: Method, options: GenerationOptions): boolean => options.do_sample || DRAWS.includes(method);

function checkReturned({ do_sample: draws, num_return_sequences: returned, num_beams: beams, best_of: best, mbr_samples: samples }: GenerationOptions, method: Method): void {
  const most = { greedy: 1, contrastive: 1, speculation: draws ? Infinity : 1, sampling: Infinity, "best of": best, "minimum risk": samples }[method as string] ?? beams;
  if (returned > most) throw invalid(`${METHODS[method].name} has ${most === 1 ? "one text" : `${most} texts`} to return, not ${returned} (num_return_sequences).`, `Ask for at most ${most}.`);
}

const invalid = (message: string, remedy: string): Problem => new Problem("input-invalid", message, { remedy });
