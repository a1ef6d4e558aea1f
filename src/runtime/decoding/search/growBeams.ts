import { Cancelled } from "../../../protocol/problem";
import type { Decoded, Decoding } from "../decoding";
import type { BeamStep } from "../events";
import type { LanguageModel, Text } from "../languageModel";
import { everythingRuledOut } from "./beam";
import type { BeamGroup, GroupStep } from "./beamGroup";

/** A text that a beam search ended with. */
export interface BeamDecoded extends Decoded {
  /** Sum of log-probabilities / (number of new tokens)^length penalty. */
  readonly score: number;
  /** For each new token, the number of the beam it extended, within its group. */
  readonly beamIndices: readonly number[];
}

/**
 * Grows all groups' beams, each group after those before it, until all are done; the `returned` best of their ended texts, best first,
 * of equals the one that ended last. The model is asked once a step. `before` is told each group before it grows.
 */
export async function growBeams(model: LanguageModel, prompt: Text, decoding: Decoding, groups: readonly BeamGroup[], returned: number, before?: (group: number) => void): Promise<BeamDecoded[]> {
  const { maxNewTokens, observe, signal } = decoding;
  if (maxNewTokens === 0) return [{ tokens: [], score: 0, beamIndices: [], ended: "length" }];
  for (let step = 0; groups.some(group => !group.done); step++) {
    Cancelled.check(signal);
    const counts = groups.map(({ open }) => open.length);
    const next = await model.next(groups.flatMap(({ open }) => open.map(({ text }) => text)), signal);
    const starts = startsOf(counts);
    const steps = groups.map((group, g) => {
      before?.(g);
      const start = starts[g] as number;
      return group.done ? null : group.grow(next.slice(start, start + (counts[g] as number)));
    });
    observe?.(eventOf(step, steps, starts, startsOf(groups.map(({ open }) => open.length))));
  }
  // Stable, and the later of equals first, as upstream takes them from the end of a rising list.
  const ended = groups.flatMap(({ hypotheses }) => hypotheses.all).reverse().sort((one, other) => other.final - one.final).slice(0, returned);
  if (ended.length === 0) throw everythingRuledOut();
  return ended.map(({ text, final, ended: reason, parents }, path): BeamDecoded => {
    const tokens = reason === "end token" ? withFirstEnd(text, decoding) : text;
    observe?.({ kind: "ended", path, text: tokens, reason });
    return { tokens: tokens.slice(prompt.length), score: final, beamIndices: parents, ended: reason };
  });
}

/** Whichever of several end tokens ended a text, upstream's beam search writes the first of them. */
const withFirstEnd = (text: Text, { endIds }: Decoding): Text => [...text.slice(0, -1), [...endIds][0] as number];

/** Number of the first beam of each group when all are counted through. */
function startsOf(counts: readonly number[]): number[] {
  let start = 0;
  return counts.map(count => (start += count) - count);
}

function eventOf(step: number, steps: readonly (GroupStep | null)[], starts: readonly number[], startsAfter: readonly number[]): BeamStep {
  const several = steps.length > 1;
  return {
    kind: "beams",
    step,
    beams: steps.flatMap((one, group) => (one?.rows ?? []).map(({ beam, stages }) => ({ text: beam.text, score: beam.score, ...(several && { group }), scores: stages }))),
    candidates: steps
      .flatMap((one, group) =>
        (one?.candidates ?? []).map(candidate => ({
          ...candidate,
          parent: candidate.parent + (starts[group] as number),
          ...(candidate.beam !== undefined && { beam: candidate.beam + (startsAfter[group] as number) }),
        })),
      )
      .sort((one, other) => other.score - one.score),
  };
}
