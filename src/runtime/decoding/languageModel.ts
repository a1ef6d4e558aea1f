import type { Scores } from "./scores";

/** Token ids from the start: the prompt, and what came after it. */
export type Text = readonly number[];

/** What a model says about the token that comes next. */
export interface Next {
  /** [vocab] */
  readonly logits: Scores;
  /** Scores of other sources for the same place, by name, for adapters that compare: "unconditional", "amateur", "layer 3". */
  readonly beside?: Readonly<Record<string, Scores>>;
}

/**
 * A language model as decoding sees it: texts in, scores of the next token out. It may be asked for any texts in any order; one that
 * shares a beginning with earlier texts costs only its new tokens, which is the model's affair.
 */
export interface LanguageModel {
  /** Tokens of the vocabulary. */
  readonly vocabulary: number;
  /** What comes after each of these texts, worked out together. Throws `Cancelled` when the signal is aborted. */
  readonly next: (texts: readonly Text[], signal: AbortSignal) => Promise<readonly Next[]>;
}

/** A model that tells what comes after every token of a text at once: what speculation verifies drafts with. */
export interface VerifyingModel extends LanguageModel {
  /** What comes after `text[0…i]` for each i from `from` to the last: `text.length − from` answers. */
  readonly along: (text: Text, from: number, signal: AbortSignal) => Promise<readonly Next[]>;
}

/** A model whose last hidden states can be seen: what contrastive search compares. */
export interface VisibleModel extends LanguageModel {
  /** The finished stream [d_model] at each token of each text from number `from` on. */
  readonly states: (texts: readonly Text[], from: number, signal: AbortSignal) => Promise<readonly (readonly Float32Array[])[]>;
}

/** A model that tells what each layer would say: what DoLa contrasts and the logit lens shows. */
export interface LayeredModel extends LanguageModel {
  readonly layers: number;
  /** After the last token of each text, what these streams would say, normed and unembedded as the last one is: [text][stream][vocab]. Stream 0 is the embedding, stream n the one behind n layers. */
  readonly lens: (texts: readonly Text[], streams: readonly number[], signal: AbortSignal) => Promise<readonly (readonly Scores[])[]>;
}
