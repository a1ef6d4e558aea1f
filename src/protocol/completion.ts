import type { GenerationFinished, GenerationItem } from "./generation";
import type { DeviceName } from "./models";
import type { TextRange } from "./tokens";
import type { WeightsName } from "./weights";

/** A place in a document at which a text is to be completed, and how. */
export interface CompletionRequest {
  readonly folder: string;
  /** The document's text before and behind the cursor; long documents are cut by whoever asks, and then by tokens. */
  readonly prefix: string;
  readonly suffix: string;
  /** VS Code's language identifier. */
  readonly language: string;
  /** What the document is called, relative to its project, and what that is called, for models that were told so of files; absent where it has no name. */
  readonly file?: { readonly name: string; readonly project: string | null };
  /** Other texts that may help, the one that helps most first; the last ones are cut first. */
  readonly neighbours: readonly { readonly name: string; readonly text: string }[];
  /** Whether the suggestion ends with its line, or with the block that it begins. */
  readonly lines: "single" | "multiple";
  /** Tokens of the prompt at most, neighbours and suffix included. */
  readonly contextTokens: number;
  /** New tokens at most. */
  readonly newTokens: number;
  /** How many suggestions, the best first: beams where there are several. */
  readonly alternatives: number;
  /** A suggestion whose tokens' mean probability is below this is not made; 0: all are. */
  readonly confidence: number;
  /** Exact where absent. */
  readonly weights?: WeightsName;
  /** Asked before anybody wants it: taken back where most of its prompt would have to be computed for it. */
  readonly ahead?: boolean;
}

/** What a suggestion has come to so far. */
export interface CompletionProgress {
  readonly text: string;
  /** What is worth showing of it: whole words, "" while there are none. Where suggestions may be held back for lack of confidence, nothing is told before it is whole. */
  readonly words: string;
}

/** One way to go on from the cursor. */
export interface Suggestion {
  /** What `explainCompletion` names. */
  readonly id: string;
  /** To be inserted at the cursor. */
  readonly text: string;
  /** Mean natural log-probability of its tokens by the model. */
  readonly score: number;
  /** The first token of which the model was not sure, and what else it would have been; null where it was sure of all. */
  readonly uncertain: { readonly token: string; readonly probability: number; readonly runnerUp: string; readonly runnerUpProbability: number } | null;
  /** Lines of the text around the cursor, counted back from the cursor's (0), that the model read most, with their share of attention: those behind it are negative. */
  readonly read: readonly { readonly line: number; readonly share: number }[];
}

/** What came of a request. */
export interface CompletionResult {
  readonly suggestions: readonly Suggestion[];
  /** Why there is none: nothing came that is worth showing, or the model was not confident. */
  readonly nothing: "empty" | "confidence" | "repetition" | null;
  /** How the prompt was made: fill in the middle by the model's own tokens, a sentinel, or the prefix alone. */
  readonly layout: "middle" | "sentinel" | "prefix";
  /** Tokens of the prompt; how many of them had to be computed, the others being in the cache. */
  readonly promptTokens: number;
  readonly computed: number;
  readonly newTokens: number;
  /** Until the first token, and in all. */
  readonly firstMilliseconds: number;
  readonly milliseconds: number;
  readonly device: DeviceName;
  readonly weights: WeightsName;
}

/** A piece of a text that a prompt holds. */
export interface PromptPart {
  /** The text before the cursor, the one behind it, or another file; or a name that is told of one. */
  readonly of: "before" | "behind" | "neighbour" | "name";
  /** Where it begins in that text. */
  readonly from: number;
  /** Where it stands in the prompt. */
  readonly range: TextRange;
}

/** Everything about one suggestion, as a generation's page shows it. */
export interface CompletionExplained {
  /** The prompt's text. */
  readonly prompt: string;
  /** What it is made of, in the order of the prompt: the text before the cursor may stand in two pieces, and its end in none, for the model to write again. */
  readonly parts: readonly PromptPart[];
  readonly items: readonly GenerationItem[];
  readonly finished: GenerationFinished;
}
