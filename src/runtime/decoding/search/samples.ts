import type { Decoded, Decoding } from "../decoding";
import type { LanguageModel, Text } from "../languageModel";
import { logSumOfExponentials, type Scores } from "../scores";
import { followPath, type Choice } from "./followPath";

export interface SampleOptions {
  readonly samples: number;
  /** How tokens of a sample are drawn: each by its own number from its own random generator. */
  readonly choice: (sample: number) => Choice;
}

export interface Sample extends Decoded {
  /** Σ log p of its tokens by the model itself, before any adapter. */
  readonly logProbability: number;
}

/** Texts drawn one after another; `path` in events is the sample's number. */
export async function samplesOf(model: LanguageModel, prompt: Text, decoding: Decoding, { samples, choice }: SampleOptions): Promise<Sample[]> {
  const all: Sample[] = [];
  for (let sample = 0; sample < samples; sample++) {
    let logProbability = 0;
    const observe: Decoding["observe"] = event => {
      if (event.kind === "chosen") logProbability += (event.scores[0] as Scores)[event.token] as number - logSumOfExponentials(event.scores[0] as Scores);
      decoding.observe?.(event);
    };
    const decoded = await followPath(model, prompt, { ...decoding, observe }, choice(sample), sample);
    all.push({ ...decoded, logProbability });
  }
  return all;
}

/** The samples with their scores, the greatest first; the earlier of equals. */
export function ranked(samples: readonly Sample[], scores: readonly number[]): Decoded[] {
  return samples.map(({ tokens, ended }, i) => ({ tokens, ended, score: scores[i] as number })).sort((a, b) => b.score - a.score);
}
