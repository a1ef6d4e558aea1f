import { Problem } from "../../../protocol/problem";
import { initialStates, stages, type Adapter, type AdapterStates } from "../adapters/adapter";
import type { Next, Text } from "../languageModel";
import type { Scores } from "../scores";

/** One of the texts that a beam search grows at the same time. */
export interface Beam {
  readonly text: Text;
  /** What beams are ranked by while they grow: the sum of log-probabilities, rounded to float32 as it grows. */
  readonly score: number;
  /** What adapters carry along this beam's text. */
  readonly states: AdapterStates;
  /** For each new token, the number of the beam it extended, within its group. */
  readonly parents: readonly number[];
}

/** The beam that a search begins with. */
export const firstBeam = (prompt: Text, adapters: readonly Adapter[]): Beam => ({ text: prompt, score: 0, states: initialStates(adapters), parents: [] });

/** What the model and the adapters say about a beam's next token. */
export interface Row {
  readonly beam: Beam;
  /** Before the first adapter and after each one. */
  readonly stages: readonly Scores[];
  /** [vocab] behind the last adapter. */
  readonly scores: Scores;
}

/** The row of a beam; `begin` makes of the logits what the first adapter is given. */
export function rowOf(beam: Beam, next: Next, begin: (logits: Scores) => Scores, promptLength: number, adapters: readonly Adapter[]): Row {
  const context = { text: beam.text, promptLength, ...(next.beside && { beside: next.beside }) };
  const all = stages(begin(next.logits), context, adapters, beam.states);
  return { beam, stages: all, scores: all.at(-1) as Scores };
}

/** What is wrong where no token may come and no beam has ended. */
export function everythingRuledOut(): Problem {
  return new Problem("input-invalid", "Every token was ruled out before any beam ended.", { remedy: "Loosen the options or constraints that rule tokens out." });
}
