import type { LanguageModel, Next, Text } from "../decoding/languageModel";
import type { BranchingModel, Inside } from "../generation/branchingModel";

/** A model that notes what it read for the first token that writes: in the pass that is made for that token anyway, so that it costs no time of its own. */
export class ReadingModel implements LanguageModel {
  /** What was read where the last of the wanted texts went on, and that text. */
  read: { readonly inside: Inside; readonly text: Text } | null = null;

  /** `wanted`: whether what is read behind a text is to be noted. */
  constructor(
    private readonly branching: BranchingModel,
    private readonly wanted: (text: Text) => boolean,
  ) {}

  get vocabulary(): number {
    return this.branching.vocabulary;
  }

  async next(texts: readonly Text[], signal: AbortSignal): Promise<readonly Next[]> {
    const [text] = texts;
    if (texts.length !== 1 || !text || !this.wanted(text)) return this.branching.next(texts, signal);
    const { inside, logits } = await this.branching.nextAndInside(text, signal);
    this.read = { inside, text };
    return [{ logits }];
  }
}
