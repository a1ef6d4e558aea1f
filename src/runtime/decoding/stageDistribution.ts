import { exponentialOfMinus } from "./adapters/exponential";
import { FEW, fewKept } from "./adapters/fewKept";
import { countKept } from "./adapters/passes";
import type { Scores } from "./scores";

/** The scores of one stage of a step, with the distribution that they stand for. */
export interface StageDistribution {
  readonly scores: Scores;
  /** Tokens that are not ruled out: how many, and which, where they are few. */
  readonly kept: number;
  readonly few: Int32Array | null;
  /** A token of the greatest score, and that score; −1 and −∞ where every token is ruled out. */
  readonly lead: number;
  readonly most: number;
  /** Σ exp(score − most). */
  readonly total: number;
  /** Σ exp(score − most) · (most − score), and the sum of the weights as float32 holds them. */
  readonly moment: number;
  readonly rounded: number;
  /** The sum of all probabilities, of weights as float32 holds them. */
  readonly sum: number;
  /** Bits. */
  readonly entropy: number;
}

/** Measures scores, of which `lead` is known to be a token of the greatest one, or −1 where all are ruled out. */
export const firstDistribution = (scores: Scores, lead: number): StageDistribution => ofAll(scores, lead, null);

/** Measures the scores of the next stage, from those before it as far as an adapter left them. */
export function nextDistribution(scores: Scores, before: StageDistribution): StageDistribution {
  const known = fewKept(scores);
  if (known) return ofFew(scores, known);
  return (before.few ? null : ofChanged(scores, before)) ?? ofAll(scores, before.lead, before.few);
}

/** A token's probability; 0 where it is ruled out. */
export const probabilityIn = ({ scores, total, most }: StageDistribution, token: number): number => (scores[token] === -Infinity ? 0 : Math.exp((scores[token] as number) - most) / total);

/** `lead` is most probably a token of the greatest score: most adapters leave it where it was. */
function ofAll(scores: Scores, lead: number, fewBefore: Int32Array | null): StageDistribution {
  let best = lead;
  if (Number.isNaN(scores[best]) || !addUp(scores, scores[best] ?? -Infinity)) {
    best = leadOf(scores);
    addUp(scores, scores[best] ?? -Infinity);
  }
  const [weighed = 0, total = 0, moment = 0, rounded = 0] = added;
  const kept = weighed === scores.length ? weighed : countKept(scores);
  return ofSums({ scores, kept, few: kept > FEW ? null : fewOf(scores, kept, fewBefore), lead: best, most: scores[best] ?? -Infinity, total, moment, rounded });
}

const ofSums = (sums: Omit<StageDistribution, "sum" | "entropy">): StageDistribution => ({
  ...sums,
  sum: sums.total === 0 ? 0 : sums.rounded / sums.total,
  entropy: sums.total === 0 ? 0 : (Math.log(sums.total) + sums.moment / sums.total) / Math.LN2,
});

function fewOf(scores: Scores, kept: number, before: Int32Array | null): Int32Array {
  const still = before?.filter(token => scores[token] !== -Infinity);
  if (still?.length === kept) return still;
  const few = new Int32Array(kept);
  listKept(scores, few);
  return few;
}

function ofFew(scores: Scores, few: Int32Array): StageDistribution {
  let lead = -1;
  let most = -Infinity;
  for (const token of few) {
    if (!((scores[token] as number) > most)) continue;
    lead = token;
    most = scores[token] as number;
  }
  let [total, moment, rounded] = [0, 0, 0];
  for (const token of few) {
    const distance = most - (scores[token] as number);
    const weight = exponentialOfMinus(distance);
    if (weight === 0) continue;
    total += weight;
    moment += weight * distance;
    rounded += Math.fround(weight);
  }
  return ofSums({ scores, kept: few.length, few, lead, most, total, moment, rounded });
}

/** Tokens whose scores an adapter changed, where they are few. */
const differing = new Int32Array(FEW);

/** What differs from the stage before is weighed alone; null where that is much, or the best token, or nearly all of the weight. */
function ofChanged(scores: Scores, before: StageDistribution): StageDistribution | null {
  const count = listDiffering(scores, before.scores);
  if (count > FEW) return null;
  let { kept, total, moment, rounded } = before;
  for (const token of differing.subarray(0, count)) {
    const [old, score] = [before.scores[token] as number, scores[token] as number];
    // Also for NaN: whatever cannot be compared is not reckoned with.
    if (!(old < before.most && score <= before.most)) return null;
    kept += (score === -Infinity ? 0 : 1) - (old === -Infinity ? 0 : 1);
    const [less, more] = [exponentialOfMinus(before.most - old), exponentialOfMinus(before.most - score)];
    total += more - less;
    rounded += Math.fround(more) - Math.fround(less);
    moment += (more > 0 ? more * (before.most - score) : 0) - (less > 0 ? less * (before.most - old) : 0);
  }
  // Of a small difference of great sums few digits would be left.
  return kept > FEW && total > before.total / 16 ? ofSums({ ...before, scores, kept, total, moment, rounded }) : null;
}

// Loops over a whole vocabulary stand alone in their functions (see adapters/passes.ts), and tell several things at once: each further
// loop would cost a percent of a small model's step.

/** Lists the tokens whose scores are others than before, and gives back how many; stops where they are more than few. */
function listDiffering(scores: Scores, before: Scores): number {
  const most = differing.length;
  let count = 0;
  for (let token = 0; token < scores.length; token++) {
    if (scores[token] === before[token]) continue;
    if (count === most) return count + 1;
    differing[count++] = token;
  }
  return count;
}

/** What {@link addUp} found: how many scores have a weight, Σ weight, Σ weight · (most − score), and the sum of all weights as float32 holds them. */
const added = new Float64Array(4);

/** Adds up what scores weigh beside `most`; false where one of them is greater. */
function addUp(scores: Scores, most: number): boolean {
  let weighed = 0;
  let total = 0;
  let moment = 0;
  let rounded = 0;
  for (let token = 0; token < scores.length; token++) {
    const distance = most - (scores[token] as number);
    // Weightless, and nothing times infinity is no number.
    if (!(distance < 104)) continue;
    if (distance < 0) return false;
    const weight = exponentialOfMinus(distance);
    weighed++;
    total += weight;
    rounded += Math.fround(weight);
    moment += weight * distance;
  }
  added[0] = weighed;
  added[1] = total;
  added[2] = moment;
  added[3] = rounded;
  return true;
}

/** The token of the greatest score; −1 where all are ruled out. */
function leadOf(scores: Scores): number {
  let lead = -1;
  let most = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    if (!((scores[token] as number) > most)) continue;
    most = scores[token] as number;
    lead = token;
  }
  return lead;
}

/** Writes the tokens that are not ruled out: for few of them. */
function listKept(scores: Scores, tokens: Int32Array): void {
  let count = 0;
  for (let token = 0; token < scores.length; token++) if (scores[token] !== -Infinity) tokens[count++] = token;
}
