import { Cancelled } from "../../../protocol/problem";
import { initialStates, statesAfter, type AdapterStates } from "../adapters/adapter";
import type { Decoded, Decoding } from "../decoding";
import type { BeamCandidate, EndReason } from "../events";
import type { LanguageModel, Next, Text } from "../languageModel";
import type { Random } from "../random";
import { everythingRuledOut, rowOf, type Row } from "./beam";
import { checkCount } from "./beamOptions";
import { endOf } from "./followPath";
import { gumbel } from "./gumbel";
import { perturbedChildren, type PerturbedChild } from "./perturbedChildren";

export interface StochasticBeamOptions {
  /** How many texts are drawn. */
  readonly beams: number;
  readonly uniform: Random["uniform"];
}

/** A text of a sample without replacement. */
export interface StochasticBeamDecoded extends Decoded {
  /** Its log-probability plus Gumbel noise: what the sample was taken by. */
  readonly score: number;
  readonly logProbability: number;
}

/** A text in the sample so far; an ended one keeps its place as long as fewer than `beams` others are above it. */
interface Drawn {
  readonly text: Text;
  readonly states: AdapterStates;
  readonly logProbability: number;
  readonly perturbed: number;
  readonly ended: EndReason | null;
}

/** A beam's children, with the next one in hand. */
interface Line {
  readonly row: Row;
  /** Number of the beam. */
  readonly parent: number;
  readonly from: Drawn;
  readonly children: Generator<PerturbedChild, undefined>;
  head: PerturbedChild | undefined;
}

/**
 * Stochastic beam search (Kool et al. 2019): `beams` different texts, drawn without replacement as if one after another by their
 * probabilities, in the order of the draw. The probabilities are those behind the adapters, which work on logits, as in sampling.
 */
export async function stochasticBeamSearch(model: LanguageModel, prompt: Text, decoding: Decoding, { beams, uniform }: StochasticBeamOptions): Promise<StochasticBeamDecoded[]> {
  checkCount(beams, "Beams (num_beams)");
  const { adapters, maxNewTokens, observe, signal } = decoding;
  const root: Drawn = { text: prompt, states: initialStates(adapters), logProbability: 0, perturbed: gumbel(0, uniform), ended: maxNewTokens === 0 ? "length" : null };
  let drawn: readonly Drawn[] = [root];
  for (let step = 0; drawn.some(isOpen); step++) {
    Cancelled.check(signal);
    const open = drawn.filter(isOpen);
    const next = await model.next(open.map(({ text }) => text), signal);
    const lines = open.map((from, parent): Line => {
      const row = rowOf({ ...from, score: from.perturbed, parents: [] }, next[parent] as Next, logits => logits, prompt.length, adapters);
      const children = perturbedChildren(row.scores, from, uniform);
      return { row, parent, from, children, head: children.next().value };
    });
    const candidates: BeamCandidate[] = [];
    drawn = best(lines, drawn.filter(one => !isOpen(one)), beams, (line, child, before) => {
      const one = grown(line, child, prompt.length, decoding);
      const beam = before.filter(isOpen).length;
      candidates.push({ ...told(line, child), ...(one.ended ? { fate: "finished", final: one.perturbed } : { fate: "kept", beam }) });
      return one;
    });
    for (const line of lines) if (line.head) candidates.push({ ...told(line, line.head), fate: "pruned" });
    observe?.({ kind: "beams", step, beams: lines.map(({ row: { beam, stages } }) => ({ text: beam.text, score: beam.score, scores: stages })), candidates });
  }
  if (drawn.length === 0) throw everythingRuledOut();
  return drawn.map(({ text, logProbability, perturbed, ended }, path) => {
    observe?.({ kind: "ended", path, text, reason: ended as EndReason });
    return { tokens: text.slice(prompt.length), score: perturbed, logProbability, ended: ended as EndReason };
  });
}

const isOpen = ({ ended }: Drawn): boolean => ended === null;

/** The `count` greatest of what has ended and of the beams' children, which are taken off their lines. */
function best(lines: readonly Line[], ended: readonly Drawn[], count: number, grow: (line: Line, child: PerturbedChild, before: readonly Drawn[]) => Drawn): Drawn[] {
  const waiting = [...ended];
  const taken: Drawn[] = [];
  while (taken.length < count) {
    const line = lines.reduce((most, one) => (perturbedOf(one.head) > perturbedOf(most.head) ? one : most));
    if (waiting.length === 0 && !line.head) break;
    if (perturbedOf(waiting[0]) >= perturbedOf(line.head)) taken.push(waiting.shift() as Drawn);
    else {
      taken.push(grow(line, line.head as PerturbedChild, taken));
      line.head = line.children.next().value;
    }
  }
  return taken;
}

const perturbedOf = (one: { readonly perturbed: number } | undefined): number => one?.perturbed ?? -Infinity;

function grown({ row, from }: Line, child: PerturbedChild, promptLength: number, decoding: Decoding): Drawn {
  const text = [...from.text, child.token];
  return {
    text,
    states: statesAfter(child.token, row.stages, decoding.adapters, from.states),
    logProbability: from.logProbability + child.logProbability,
    perturbed: child.perturbed,
    ended: endOf(text, promptLength, decoding),
  };
}

function told({ parent }: Line, { token, logProbability, perturbed }: PerturbedChild): Pick<BeamCandidate, "parent" | "token" | "logProbability" | "score"> {
  return { parent, token, logProbability, score: perturbed };
}
