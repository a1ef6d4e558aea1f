import type { Text } from "../languageModel";

/** What the new tokens of a text may be. Pure with regard to the text, so that beams and branches need nothing of their own. */
export interface Constraint {
  /** As the trace shows it: "regular expression [a-z]+". */
  readonly name: string;
  /** [vocab] 1 where a token may come next, else 0; null: all may, behind an end. Tokens that end the text may come exactly where it is whole. All zeros where the text does not fit, or where the vocabulary cannot spell how it must go on. */
  readonly allowed: (text: Text) => Uint8Array | null;
  /** Whether the new tokens are a whole text by themselves. */
  readonly mayEnd: (text: Text) => boolean;
  /** Whether they are whole and no token can follow but an end: what stops a text where no token ends it. */
  readonly finished: (text: Text) => boolean;
}
