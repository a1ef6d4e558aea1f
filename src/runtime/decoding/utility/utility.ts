/** How good a text is when another one is what was meant; greater is better. */
export interface Utility {
  /** As the trace shows it: "chrF". */
  readonly name: string;
  /** A hypothesis against a reference. */
  readonly of: (hypothesis: string, reference: string) => number;
}
