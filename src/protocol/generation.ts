import type { DeviceName } from "./models";
import type { Token } from "./tokens";
import type { WeightsName } from "./weights";

/** A token apart from any text. */
export type BareToken = Pick<Token, "id" | "piece" | "text" | "special">;

/** Options under GenerationConfig's names, and the project's own; the table of them is `GENERATION_OPTIONS`. */
export type GenerationOptionValues = Readonly<Record<string, unknown>>;

/** What one generation begins with. */
export interface GenerationRequest {
  readonly folder: string;
  /**
   * A text (for an encoder–decoder: the source), or the ids of one; `continues` are tokens already generated behind it, which the
   * run takes as given: a branch.
   */
  readonly prompt: { readonly text: string } | { readonly ids: readonly number[] };
  readonly continues?: readonly number[];
  readonly options: GenerationOptionValues;
  /** Tokens at the start of a causal model's text that see each other (0: none); where absent as the model was trained, of a prefix language model all of the prompt. */
  readonly prefix?: number;
  /** A second model for methods that take one: the draft of speculation, the amateur of contrastive decoding. */
  readonly helper?: { readonly folder: string; readonly as: "draft" | "amateur" };
  /** Candidates that each step tells of. */
  readonly watched: number;
  /** Of the model and of the second one; exact where absent. */
  readonly weights?: WeightsName;
}

/** How a generation is run: the first item. */
export interface GenerationStarted {
  readonly kind: "started";
  /** What later requests about it name. */
  readonly generation: string;
  readonly model: string;
  readonly folder: string;
  readonly device: DeviceName;
  readonly weights: WeightsName;
  /** Tokens of the prompt; of an encoder–decoder, of the source. */
  readonly prompt: readonly Token[];
  /** Tokens at the beginning of a long prompt that were left out, so that new ones find room in the context. */
  readonly cut: number;
  /** Tokens given behind the prompt: a decoder's start token, a branch's beginning. */
  readonly given: readonly BareToken[];
  readonly method: { readonly name: string; readonly about: string };
  /** In the order in which they run. */
  readonly adapters: readonly { readonly name: string; readonly about: string }[];
  /** All options that differ from their neutral values, and the seed: they replay the run. */
  readonly options: GenerationOptionValues;
  /** Tokens at the start of the prompt that see each other. */
  readonly prefix: number;
  /** What the model's cache keeps: everything, or a window behind sinks. */
  readonly cache: CachePolicy;
  /** Bytes of keys and values that one token holds. */
  readonly bytesPerToken: number;
  readonly encoderDecoder: boolean;
}

/** Which tokens' keys and values stay (Xiao et al. 2024): the first `sinks` and the last ones, `window` in all; null: all of them. */
export interface CachePolicy {
  readonly window: number | null;
  readonly sinks: number;
}

/** A candidate for a step, through all its stages. */
export interface WatchedToken {
  readonly token: BareToken;
  /** Probability before the first adapter and after each one: [stages + 1]. */
  readonly probabilities: readonly number[];
  /** The logit or score before the first adapter and after each one; null where it is ruled out. */
  readonly scores: readonly (number | null)[];
  /** Number of the stage that ruled it out; null while it may still be chosen. */
  readonly ruledOutBy: number | null;
}

/** What one adapter did to a step, measured from outside. */
export interface StepStage {
  readonly name: string;
  readonly about: string;
  /** Tokens that may still be chosen behind it. */
  readonly kept: number;
  /** Probability that the tokens ruled out here had just before. */
  readonly removed: number;
  /** Of the probabilities behind it: their sum (1 up to rounding), and their entropy in bits. */
  readonly sum: number;
  readonly entropy: number;
}

/** Why a token was chosen. */
export interface StepExplained {
  readonly stages: readonly StepStage[];
  /** Most probable first, before any adapter; the chosen token is among them. */
  readonly watched: readonly WatchedToken[];
  /** Of the chosen token before any adapter and behind the last: rank from 1, probability, surprisal in bits. */
  readonly raw: { readonly rank: number; readonly probability: number; readonly surprisal: number; readonly entropy: number; readonly sum: number };
  readonly final: { readonly rank: number; readonly probability: number; readonly surprisal: number; readonly entropy: number };
  /** Probability before any adapter of all tokens that were ruled out. */
  readonly forbidden: number;
}

/** One token more on a path. Steps of a path come in order. */
export interface GenerationStep {
  readonly kind: "step";
  /** 0 for a single text, one number a sample otherwise. */
  readonly path: number;
  /** From 0: the first new token. */
  readonly step: number;
  readonly token: BareToken;
  /** What the step added to the text, and in place of an unfinished character nothing: "" until it is whole. */
  readonly text: string;
  readonly explained: StepExplained;
  readonly milliseconds: number;
  /** Contrastive search's candidates. */
  readonly weighed: readonly { readonly token: BareToken; readonly probability: number; readonly similarity: number; readonly score: number }[] | null;
}

/** A draft was verified: `accepted` of its tokens stay, and come as steps. */
export interface GenerationDraft {
  readonly kind: "draft";
  readonly path: number;
  /** Number of the step that the first draft token would be. */
  readonly step: number;
  readonly draft: readonly { readonly token: BareToken; readonly drafted: number; readonly model: number }[];
  readonly accepted: number;
}

/** All beams grew by one token. A beam is known by `step` and its number in that step. */
export interface GenerationBeams {
  readonly kind: "beams";
  readonly step: number;
  /** Beams before the step, by number. */
  readonly beams: readonly { readonly score: number; readonly group: number | null; readonly explained: StepExplained | null }[];
  /** Best first. */
  readonly candidates: readonly GenerationBeamCandidate[];
  readonly milliseconds: number;
}

export interface GenerationBeamCandidate {
  readonly parent: number;
  readonly token: BareToken;
  /** What it adds to the text of its parent. */
  readonly text: string;
  readonly logProbability: number;
  readonly score: number;
  readonly fate: "kept" | "finished" | "dropped" | "pruned";
  /** Number among the next step's beams, when kept. */
  readonly beam: number | null;
  /** Its score as a finished text, when finished or dropped. */
  readonly final: number | null;
}

/** Whole texts were compared (best of n, minimum Bayes risk); the greatest score wins. */
export interface GenerationCompared {
  readonly kind: "compared";
  readonly texts: readonly string[];
  readonly scores: readonly number[];
  /** [hypothesis][reference] */
  readonly utility: readonly (readonly number[])[] | null;
}

export type GenerationItem = GenerationStarted | GenerationStep | GenerationDraft | GenerationBeams | GenerationCompared;

/** A text that a generation ended with. */
export interface GeneratedText {
  /** Which path, where steps told of it; null for beams. */
  readonly path: number | null;
  readonly tokens: readonly BareToken[];
  readonly text: string;
  /** What it was ranked by, where the method ranks. */
  readonly score: number | null;
  readonly ended: "end token" | "length" | "stop" | "cancelled";
}

/** How a generation ended. */
export interface GenerationFinished {
  /** Best first. */
  readonly texts: readonly GeneratedText[];
  readonly milliseconds: number;
  /** Tokens whose keys and values were computed, and tokens that were found in the cache. */
  readonly computed: number;
  readonly reused: number;
}

/** A place in a generation: the new tokens up to it; the place's own token is the last. */
export interface GenerationPlace {
  readonly generation: string;
  /** New tokens, those given behind the prompt left out; not empty. */
  readonly tokens: readonly number[];
}

/** What each layer would say where the place's token was chosen (nostalgebraist 2020): its stream through the last norm and the head. */
export interface LogitLens {
  /** Before the first layer ("embedding") and after each. */
  readonly layers: readonly {
    /** Most probable first. */
    readonly best: readonly { readonly token: BareToken; readonly probability: number }[];
    /** Rank of the chosen token, from 1, and its probability. */
    readonly rank: number;
    readonly probability: number;
    /** Kullback–Leibler divergence of the last layer's distribution from this one's, bits: 0 in the last. */
    readonly divergence: number;
    /** Entropy in bits. */
    readonly entropy: number;
  }[];
}

/** What the step that chose a token read. */
export interface StepAttention {
  readonly layers: number;
  readonly heads: number;
  /** Tokens read: prompt and text up to the place. [layer head key], of the row that chose the token. */
  readonly keys: number;
  readonly weights: Float32Array;
  /** Which of the keys were in the cache: 1, or 0 for those evicted. */
  readonly held: Uint8Array;
  /** Cross-attention to the source's tokens, where there is one: [layer head source]. */
  readonly cross: { readonly keys: number; readonly weights: Float32Array } | null;
}
