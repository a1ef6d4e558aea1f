import type { Text } from "../languageModel";
import type { Scores } from "../scores";
import type { Adapter } from "./adapter";
import { refuseUnless, refuseUnlessTokens } from "./refuseUnless";

/** A sequence of tokens with what is added to the score of its last one where the others have just been. */
export type BiasedSequence = readonly [tokens: readonly number[], bias: number];

/** Adds a bias to the token that would complete a sequence; of a single token, always. */
export function sequenceBias(sequences: readonly BiasedSequence[]): Adapter {
  refuseUnless(sequences.length > 0 && sequences.every(([, bias]) => Number.isFinite(bias)), "sequence_bias", sequences, "sequences of token ids, each with a number");
  for (const [tokens] of sequences) refuseUnlessTokens("sequence_bias", tokens);
  return {
    name: sequences.length === 1 ? "bias on a sequence" : `bias on ${sequences.length} sequences`,
    about: "Adds a bias to the score of a token that would complete a sequence.",
    apply: (scores, { text }) => biased(scores, text, sequences),
  };
}

/**
 * Scores with the biases of all sequences that their last token would complete. As upstream does, a sequence of several tokens waits
 * until the text is as long as it is, and of equal sequences the last one counts.
 */
export function biased(scores: Scores, text: Text, sequences: readonly BiasedSequence[]): Scores {
  const next = scores.slice();
  for (const [tokens, bias] of new Map(sequences.map(sequence => [sequence[0].join(), sequence])).values()) {
    const last = tokens.at(-1) as number;
    if (tokens.length === 1 || (tokens.length <= text.length && endsWith(text, tokens, tokens.length - 1))) next[last] = (next[last] as number) + bias;
  }
  return next;
}

/** Whether the text's last `count` tokens are the first `count` of these. */
function endsWith(text: Text, tokens: readonly number[], count: number): boolean {
  for (let i = 0; i < count; i++) if (text[text.length - count + i] !== tokens[i]) return false;
  return true;
}
