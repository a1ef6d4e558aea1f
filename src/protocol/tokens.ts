/** A range of a text in UTF-16 code units, `end` excluded: what VS Code's offsets count. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A token that knows its text. */
export interface Token {
  readonly id: number;
  /** As the vocabulary spells it: `Ġthe`, `▁the`, `##ing`, `<0xF0>`. */
  readonly piece: string;
  /** For a person: ` the`, `the`, `ing`, `⟨F0⟩`; special tokens as the vocabulary spells them. */
  readonly text: string;
  /** Where it came from in the text that was given; null for special tokens. Several tokens may share one character. */
  readonly range: TextRange | null;
  readonly special: boolean;
}
