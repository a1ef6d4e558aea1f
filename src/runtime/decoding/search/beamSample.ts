import type { Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import type { Random } from "../random";
import { greatestValue } from "../scores";
import type { Row } from "./beam";
import { BeamGroup } from "./beamGroup";
import { checkBeamOptions, type BeamOptions } from "./beamOptions";
import type { Extension } from "./extensions";
import { growBeams, type BeamDecoded } from "./growBeams";
import { exponentials, WithoutReplacement } from "./withoutReplacement";

export interface BeamSampleOptions extends BeamOptions {
  readonly uniform: Random["uniform"];
}

/**
 * Beam search whose extensions are drawn instead of the best ones, as Hugging Face's `generate` does with both beams and sampling:
 * without replacement from the softmax of all beams' scores together, then weighed by their scores.
 */
export async function beamSample(model: LanguageModel, prompt: Text, decoding: Decoding, options: BeamSampleOptions): Promise<BeamDecoded[]> {
  checkBeamOptions(options);
  const pick = (rows: readonly Row[], count: number): Extension[] => drawnExtensions(rows, count, options.uniform);
  const group = new BeamGroup(options.beams, prompt, options, decoding, decoding.adapters, { pick });
  return growBeams(model, prompt, decoding, [group], options.returned);
}

/** `count` extensions drawn without replacement from softmax(beam's score + token's score) over all rows, best first; fewer where fewer are possible. */
export function drawnExtensions(rows: readonly Row[], count: number, uniform: Random["uniform"]): Extension[] {
  const most = Math.max(...rows.map(({ beam, scores }) => beam.score + greatestValue(scores)));
  if (most === -Infinity) return [];
  const draws = rows.map(({ beam, scores }) => new WithoutReplacement(exponentials(scores, beam.score - most)));
  const drawn: Extension[] = [];
  while (drawn.length < count) {
    const parent = new WithoutReplacement(Float64Array.from(draws, ({ left }) => left)).draw(uniform);
    if (parent < 0) break;
    const token = (draws[parent] as WithoutReplacement).draw(uniform);
    const { beam, scores } = rows[parent] as Row;
    drawn.push({ parent, token, score: Math.fround(beam.score + (scores[token] as number)) });
  }
  return drawn.sort((one, other) => other.score - one.score);
}
