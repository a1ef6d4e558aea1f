import { Problem } from "../../../protocol/problem";
import type { LanguageModel } from "../languageModel";

export interface AmateurOptions {
  /** How many of the last tokens the amateur sees; all where absent. The paper narrows its view so that it errs more plainly. */
  readonly window?: number;
}

/** Adds, as "amateur", a weaker model's scores for the same place: what contrastive decoding subtracts (Li et al. 2023). Throws `input-invalid` when the vocabularies differ. */
export function withAmateur(expert: LanguageModel, amateur: LanguageModel, { window }: AmateurOptions = {}): LanguageModel {
  if (expert.vocabulary !== amateur.vocabulary) {
    throw new Problem("input-invalid", `The amateur has ${amateur.vocabulary.toLocaleString("en")} tokens, the expert ${expert.vocabulary.toLocaleString("en")}: their scores cannot be compared.`, {
      remedy: "Choose an amateur with the expert's vocabulary.",
    });
  }
  return {
    vocabulary: expert.vocabulary,
    next: async (texts, signal) => {
      const [ours, theirs] = await Promise.all([expert.next(texts, signal), amateur.next(window === undefined ? texts : texts.map(text => text.slice(-window)), signal)]);
      return ours.map((next, i) => {
        const other = theirs[i];
        if (!other) throw new Error("The amateur said nothing about the text.");
        return { ...next, beside: { ...next.beside, amateur: other.logits } };
      });
    },
  };
}
