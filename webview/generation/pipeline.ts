import type { BareToken, WatchedToken } from "../../src/protocol/generation";
import type { ShownStep } from "./shownStep";

/** A column of the pipeline: the model's own distribution, or what an adapter made of it. */
export interface PipelineStage {
  readonly name: string;
  readonly about: string;
  /** Tokens that may still be chosen behind it; null for the model, which rules none out. */
  readonly kept: number | null;
  readonly removed: number;
  readonly entropy: number;
  readonly sum: number;
}

/** A candidate behind one stage. */
export interface PipelineCell {
  readonly probability: number;
  readonly score: number;
  /** "cut": ruled out by this stage. "gone": by an earlier one. */
  readonly fate: "in" | "cut" | "gone";
}

/** A row of the pipeline. */
export interface PipelineRow {
  readonly token: BareToken;
  readonly chosen: boolean;
  /** [stage] */
  readonly cells: readonly PipelineCell[];
  /** The stage that ruled it out. */
  readonly ruledOut: PipelineStage | null;
}

/** How a step's candidates fared: rows × stages. */
export interface Pipeline {
  readonly stages: readonly PipelineStage[];
  readonly rows: readonly PipelineRow[];
  /** The greatest probability of all cells: the whole width of a bar. */
  readonly greatest: number;
}

/** The pipeline of a step; null where the run told nothing about it. */
export function pipelineOf({ explained, token }: ShownStep): Pipeline | null {
  if (!explained) return null;
  const { raw, stages: adapters, watched } = explained;
  const model: PipelineStage = { name: "model", about: "The model's own distribution: the softmax of its logits.", kept: null, removed: 0, entropy: raw.entropy, sum: raw.sum };
  const stages = [model, ...adapters];
  const rows = watched.map((candidate): PipelineRow => {
    const out = candidate.ruledOutBy === null ? null : (stages[candidate.ruledOutBy + 1] ?? null);
    return { token: candidate.token, chosen: candidate.token.id === token.id, cells: stages.map((_, stage) => cellOf(candidate, stage)), ruledOut: out };
  });
  const greatest = rows.reduce((most, { cells }) => cells.reduce((more, { probability }) => Math.max(more, probability), most), 0);
  return { stages, rows, greatest: greatest || 1 };
}

function cellOf({ probabilities, scores, ruledOutBy }: WatchedToken, stage: number): PipelineCell {
  const fate = ruledOutBy === null || stage <= ruledOutBy ? "in" : stage === ruledOutBy + 1 ? "cut" : "gone";
  return { probability: fate === "in" ? (probabilities[stage] ?? 0) : 0, score: scores[stage] ?? NaN, fate };
}

/** The pipeline for the clipboard: a row per candidate, then what each stage cut and kept. */
export function pipelineRows({ stages, rows }: Pipeline): (string | number)[][] {
  const about = (name: string, value: (stage: PipelineStage) => string | number) => ["", name, "", ...stages.map(value), "", ""];
  return [
    ["id", "token", "chosen", ...stages.map(({ name }) => `p ${name}`), "ruled out by", "why"],
    ...rows.map(({ token, chosen, cells, ruledOut }) => [token.id, token.text, chosen ? "yes" : "", ...cells.map(({ probability }) => probability), ruledOut?.name ?? "", ruledOut?.about ?? ""]),
    about("tokens kept", ({ kept }) => kept ?? ""),
    about("probability cut", ({ removed }) => removed),
    about("entropy (bits)", ({ entropy }) => entropy),
    about("sum of probabilities", ({ sum }) => sum),
  ];
}
