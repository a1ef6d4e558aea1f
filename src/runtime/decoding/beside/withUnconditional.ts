import type { LanguageModel, Text } from "../languageModel";

export interface Unconditional {
  /** Tokens of the prompt, which the other text has not. */
  readonly promptLength: number;
  /** What stands in the prompt's place: a negative prompt. The prompt's last token where absent. */
  readonly negative?: Text;
  /** Who reads it, where that is not the model itself: one whose prefix is the other prompt's. */
  readonly by?: LanguageModel;
}

/** Adds, as "unconditional", the scores of the same new tokens behind another prompt: what classifier-free guidance turns away from (Sanchez et al. 2023). */
export function withUnconditional(model: LanguageModel, { promptLength, negative, by }: Unconditional): LanguageModel {
  return {
    vocabulary: model.vocabulary,
    next: async (texts, signal) => {
      const others = texts.map(text => [...(negative ?? text.slice(promptLength - 1, promptLength)), ...text.slice(promptLength)]);
      const answers = by ? [...(await model.next(texts, signal)), ...(await by.next(others, signal))] : await model.next([...texts, ...others], signal);
      return answers.slice(0, texts.length).map((next, i) => {
        const other = answers[texts.length + i];
        if (!other) throw new Error("The model said nothing about the text without its prompt.");
        return { ...next, beside: { ...next.beside, unconditional: other.logits } };
      });
    },
  };
}
