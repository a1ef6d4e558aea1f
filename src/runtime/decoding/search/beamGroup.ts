import { statesAfter, type Adapter } from "../adapters/adapter";
import type { Decoding } from "../decoding";
import type { BeamCandidate, EndReason } from "../events";
import type { Next, Text } from "../languageModel";
import { logSoftmax } from "../scores";
import { firstBeam, rowOf, type Beam, type Row } from "./beam";
import { BeamHypotheses } from "./beamHypotheses";
import type { BeamOptions } from "./beamOptions";
import { bestExtensions, type Extension } from "./extensions";

/** In what the kinds of beam search differ from the plain one. */
export interface BeamPolicy {
  /** The extensions to weigh, best first: the best ones, or drawn ones. */
  readonly pick?: (rows: readonly Row[], count: number) => Extension[];
  /** Whether a text may end: asked without its end token. */
  readonly mayEnd?: (text: Text) => boolean;
  /** What is kept instead of the best that go on, `kept`; of the same objects where it is the same extensions. */
  readonly keep?: (kept: readonly Extension[], rows: readonly Row[]) => readonly Extension[];
  /** Which of the beams still open when the length ends count as ended, in the order in which they are entered. */
  readonly close?: (open: readonly Beam[]) => readonly Beam[];
}

/** What became of an extension. */
type Outcome = Pick<BeamCandidate, "fate" | "beam" | "final">;

/** What a step did in one group; numbers of beams are those within the group. */
export interface GroupStep {
  readonly rows: readonly Row[];
  readonly candidates: readonly BeamCandidate[];
}

/** Beams that compete with one another and the ended texts they led to: all of a plain beam search, or one group of a diverse one. */
export class BeamGroup {
  readonly hypotheses: BeamHypotheses;
  done = false;
  private beams: readonly Beam[];

  constructor(
    private readonly size: number,
    private readonly prompt: Text,
    options: BeamOptions,
    private readonly decoding: Decoding,
    private readonly adapters: readonly Adapter[],
    private readonly policy: BeamPolicy,
  ) {
    this.beams = [firstBeam(prompt, adapters)];
    this.hypotheses = new BeamHypotheses(size, options.lengthPenalty, options.earlyStopping, decoding.maxNewTokens);
  }

  /** Beams that go on; none once the group is done. */
  get open(): readonly Beam[] {
    return this.done ? [] : this.beams;
  }

  /** Tokens that the last step put at the ends of the beams it kept. */
  get lastTokens(): readonly number[] {
    return this.beams.map(({ text }) => text.at(-1) as number);
  }

  /** Grows each open beam by a token, and ends what ends; `next` is what the model says about each. */
  grow(next: readonly Next[]): GroupStep {
    const { size, policy, hypotheses } = this;
    const rows = this.beams.map((beam, i) => rowOf(beam, next[i] as Next, logSoftmax, this.prompt.length, this.adapters));
    const candidates = (policy.pick ?? bestExtensions)(rows, Math.max(2, 1 + this.decoding.endIds.size) * size);
    const outcomes = new Map<Extension, Outcome>(candidates.map(candidate => [candidate, { fate: "pruned" }]));
    const going: Extension[] = [];
    for (const [rank, candidate] of candidates.entries()) {
      const ended = this.endOf(candidate, rows);
      // An end that is not among the best is not worth a place: others of the same beams are better.
      if (ended) outcomes.set(candidate, rank < size ? this.end(candidate, rows, ended) : { fate: "dropped" });
      else if (going.push(candidate) === size) break;
    }
    const kept = policy.keep?.(going, rows) ?? going;
    this.beams = kept.map(extension => this.grown(extension, rows));
    for (const candidate of candidates) if (kept.some(one => one !== candidate && one.parent === candidate.parent && one.token === candidate.token)) outcomes.delete(candidate);
    kept.forEach((extension, beam) => outcomes.set(extension, { fate: "kept", beam }));

    const length = (rows[0] as Row).beam.parents.length + 1;
    if (kept.length === 0 || hypotheses.isDone((candidates[0] as Extension).score, length)) this.finish(kept, outcomes, { fate: "pruned" });
    else if (length >= this.decoding.maxNewTokens) this.close(kept, outcomes);
    return { rows, candidates: [...outcomes].map(([extension, outcome]) => told(extension, rows, outcome)).sort((one, other) => other.score - one.score) };
  }

  private endOf({ parent, token }: Extension, rows: readonly Row[]): EndReason | null {
    if (this.decoding.endIds.has(token)) return "end token";
    return this.decoding.stop?.([...(rows[parent] as Row).beam.text, token]) ? "stop" : null;
  }

  private end(extension: Extension, rows: readonly Row[], ended: EndReason): Outcome {
    const { text, parents } = this.grown(extension, rows);
    if (this.policy.mayEnd?.(ended === "end token" ? text.slice(0, -1) : text) === false) return { fate: "dropped" };
    return this.enter({ text, parents, score: extension.score }, ended);
  }

  private enter({ text, parents, score }: Pick<Beam, "text" | "parents" | "score">, ended: EndReason): Outcome {
    const final = this.hypotheses.finalOf(score, parents.length);
    return { fate: this.hypotheses.add({ text, parents, final, ended }) ? "finished" : "dropped", final };
  }

  /** The length has ended: beams that are open enter as they are. */
  private close(kept: readonly Extension[], outcomes: Map<Extension, Outcome>): void {
    const entered = new Map((this.policy.close?.(this.beams) ?? this.beams).map(beam => [beam, this.enter(beam, "length")]));
    this.finish(kept, outcomes, { fate: "dropped" });
    kept.forEach((extension, i) => outcomes.set(extension, entered.get(this.beams[i] as Beam) ?? { fate: "dropped" }));
  }

  private finish(kept: readonly Extension[], outcomes: Map<Extension, Outcome>, outcome: Outcome): void {
    this.done = true;
    for (const extension of kept) outcomes.set(extension, outcome);
  }

  private grown({ parent, token, score }: Extension, rows: readonly Row[]): Beam {
    const { beam, stages } = rows[parent] as Row;
    return { text: [...beam.text, token], score, states: statesAfter(token, stages, this.adapters, beam.states), parents: [...beam.parents, parent] };
  }
}

function told({ parent, token, score }: Extension, rows: readonly Row[], outcome: Outcome): BeamCandidate {
  return { parent, token, score, logProbability: (rows[parent] as Row).scores[token] as number, ...outcome };
}
