import { Cancelled, Problem } from "../../../protocol/problem";
import { stages, statesAfter } from "../adapters/adapter";
import type { LanguageModel } from "../languageModel";
import { greatest, greatestValue, softmax, type Scores } from "../scores";
import { drawn, type Draft, type Drafter } from "./speculation";

/**
 * Drafts with a smaller model of the same vocabulary, behind the same adapters, in the same way as the tokens themselves are chosen:
 * drawn, or the most probable. Throws `input-invalid` when the vocabularies differ.
 */
export function draftModel(small: LanguageModel, vocabulary: number): Drafter {
  if (small.vocabulary !== vocabulary) {
    throw new Problem("input-invalid", `The draft model has ${small.vocabulary.toLocaleString("en")} tokens, the model ${vocabulary.toLocaleString("en")}.`, {
      remedy: "Choose a draft model with the model's vocabulary.",
    });
  }
  return {
    name: "draft model",
    propose: async (place, count) => {
      const { promptLength, adapters, endIds, random, signal } = place;
      let { text, states } = place;
      const drafts: Draft[] = [];
      while (drafts.length < count && !endIds.has(drafts.at(-1)?.token ?? -1)) {
        Cancelled.check(signal);
        const [next] = await small.next([text], signal);
        if (!next) throw new Error("The draft model said nothing about the text.");
        const all = stages(next.logits, { text, promptLength, ...(next.beside && { beside: next.beside }) }, adapters, states);
        const scores = all.at(-1) as Scores;
        // The model itself says so, if the text ever comes here.
        if (greatestValue(scores) === -Infinity) break;
        const probabilities = softmax(scores);
        const token = random ? drawn(probabilities, random()) : greatest(scores);
        drafts.push({ token, probabilities });
        states = statesAfter(token, all, adapters, states);
        text = [...text, token];
      }
      return drafts;
    },
  };
}
