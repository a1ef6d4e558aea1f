import type { Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import { BeamGroup } from "./beamGroup";
import { checkBeamOptions, type BeamOptions } from "./beamOptions";
import { growBeams, type BeamDecoded } from "./growBeams";

/**
 * Beam search as Hugging Face's `generate` does it: adapters work on log-probabilities, twice as many extensions as beams are weighed
 * (more where several tokens end a text), ended texts are ranked by sum / length^penalty. The `returned` best texts, best first.
 */
export async function beamSearch(model: LanguageModel, prompt: Text, decoding: Decoding, options: BeamOptions): Promise<BeamDecoded[]> {
  checkBeamOptions(options);
  const group = new BeamGroup(options.beams, prompt, options, decoding, decoding.adapters, {});
  return growBeams(model, prompt, decoding, [group], options.returned);
}
