import type { Text } from "../languageModel";
import type { EndReason } from "../events";

/** When a beam search is over: as soon as enough texts ended (true), when the best open beam would not do if it ended now (false), or when no open beam can ever do ("never"). */
export type EarlyStopping = boolean | "never";

/** A text that a beam search has ended with. */
export interface Hypothesis {
  readonly text: Text;
  /** Sum of log-probabilities / (number of new tokens)^length penalty. */
  readonly final: number;
  readonly ended: EndReason;
  readonly parents: readonly number[];
}

/** The best `size` ended texts of a beam search. */
export class BeamHypotheses {
  private readonly list: Hypothesis[] = [];

  constructor(
    private readonly size: number,
    private readonly lengthPenalty: number,
    private readonly earlyStopping: EarlyStopping,
    private readonly maxNewTokens: number,
  ) {}

  /** In the order in which they came. */
  get all(): readonly Hypothesis[] {
    return this.list;
  }

  /** What a sum of log-probabilities comes to at a length. */
  finalOf(sum: number, newTokens: number): number {
    return sum / newTokens ** this.lengthPenalty;
  }

  /** Takes a text in if it is among the best; says whether it did. The worst goes, the first of equals. */
  add(hypothesis: Hypothesis): boolean {
    if (this.list.length >= this.size) {
      const worst = this.worst();
      if (!(hypothesis.final > worst.final)) return false;
      this.list.splice(this.list.indexOf(worst), 1);
    }
    this.list.push(hypothesis);
    return true;
  }

  /** Whether nothing better is to be expected, when the best extension of this step has the sum `best` with `newTokens` tokens. */
  isDone(best: number, newTokens: number): boolean {
    if (this.list.length < this.size) return false;
    if (this.earlyStopping === true) return true;
    const length = this.earlyStopping === "never" && this.lengthPenalty > 0 ? this.maxNewTokens : newTokens;
    return this.worst().final >= this.finalOf(best, length);
  }

  private worst(): Hypothesis {
    return this.list.reduce((worst, one) => (one.final < worst.final ? one : worst));
  }
}
