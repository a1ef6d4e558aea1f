import type { Text } from "./languageModel";
import type { Scores } from "./scores";

/** Why a text ended. */
export type EndReason = "end token" | "length" | "stop";

/**
 * A text grew by one token. `scores` are the stages: before the first adapter and after each one. Texts are told apart by
 * `path`, from 0: one for greedy decoding, one a sample for several.
 */
export interface Chosen {
  readonly kind: "chosen";
  readonly path: number;
  /** Before the token. */
  readonly text: Text;
  readonly token: number;
  readonly scores: readonly Scores[];
}

/** A token that could extend a beam. */
export interface BeamCandidate {
  /** Number of the beam it extends, in the step before. */
  readonly parent: number;
  readonly token: number;
  /** Of the token alone, after the adapters. */
  readonly logProbability: number;
  /** What beams are ranked by while they grow: the sum of log-probabilities, less what a method takes off. */
  readonly score: number;
  /** kept: it is beam number `beam` from now on. finished: it ended, and stays with `final` as its score. dropped: it ended and was not good enough. pruned: others were better. */
  readonly fate: "kept" | "finished" | "dropped" | "pruned";
  readonly beam?: number;
  readonly final?: number;
}

/** All beams of one prompt grew by one token. */
export interface BeamStep {
  readonly kind: "beams";
  /** Number of the step, from 0. */
  readonly step: number;
  /** The texts before the step, by beam number; `scores` their stages as for {@link Chosen}. */
  readonly beams: readonly { readonly text: Text; readonly score: number; readonly group?: number; readonly scores: readonly Scores[] }[];
  /** Best first, at least all that were kept or finished. */
  readonly candidates: readonly BeamCandidate[];
}

/** Contrastive search weighed its candidates (Su et al. 2022). */
export interface Weighed {
  readonly kind: "weighed";
  readonly text: Text;
  /** `similarity`: the greatest cosine to an earlier token's state; `score` = (1 − α) probability − α similarity. */
  readonly candidates: readonly { readonly token: number; readonly probability: number; readonly similarity: number; readonly score: number }[];
}

/** Speculation verified a draft (Leviathan et al. 2023; Chen et al. 2023). */
export interface Drafted {
  readonly kind: "drafted";
  readonly path: number;
  readonly text: Text;
  /** The draft's tokens with the probability that draft and model give each; the first `accepted` stay. */
  readonly draft: readonly { readonly token: number; readonly drafted: number; readonly model: number }[];
  readonly accepted: number;
}

/** A decision among whole texts: best of n, or minimum Bayes risk. */
export interface Compared {
  readonly kind: "compared";
  readonly texts: readonly Text[];
  /** [text]; the greatest is chosen. */
  readonly scores: readonly number[];
  /** [hypothesis][reference], for minimum Bayes risk. */
  readonly utility?: readonly (readonly number[])[];
}

/** A text ended. */
export interface Ended {
  readonly kind: "ended";
  readonly path: number;
  readonly text: Text;
  readonly reason: EndReason;
}

export type DecodingEvent = Chosen | BeamStep | Weighed | Drafted | Compared | Ended;
