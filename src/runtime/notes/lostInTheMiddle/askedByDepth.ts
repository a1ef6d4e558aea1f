import type { Given, Outcome } from "../statement";
import { mean } from "../spread";
import type { Answer } from "./asking";
import { depthLooks, depthPictures } from "./depthPictures";
import { middleGap, sweptDepths, type DepthAnswers, type DepthQuestions, type MiddleGap } from "./depthSweep";

/** Standard errors by which a difference has to be above none. */
export const ERRORS = 2;

/** Asks at every depth; holds where the ends are better than the middle by more than chance explains, and than nothing to read at all. */
export async function askedByDepth(given: Given, questions: DepthQuestions): Promise<Outcome> {
  const answers = await sweptDepths(given, questions, found => given.show(depthPictures(questions, found)));
  const found = middleGap(answers);
  const pictures = depthPictures(questions, answers);
  const ends = answers.at.flatMap(row => [row[0] as Answer, row.at(-1) as Answer]);
  return {
    holds: found.gap > ERRORS * found.error && logOf(ends) > logOf(answers.closedBook),
    figure: found.gap,
    unit: "nats per token between the ends and the middle",
    says: `${answersInWords(answers)}; ${gapInWords(found)}.`,
    settings: { places: Array.from(questions.axis.at, value => Number(value.toFixed(2))).join(", ") },
    pictures,
    looks: await depthLooks(questions, pictures),
  };
}

const logOf = (answers: readonly Answer[]): number => mean(answers.map(({ logProbability }) => logProbability));

/** What answers are like, in words. */
export function answersInWords({ at, closedBook, oracle }: DepthAnswers): string {
  const share = (answers: readonly Answer[]): string => `${Math.round(100 * mean(answers.map(({ exact }) => (exact ? 1 : 0))))} %`;
  const log = (answers: readonly Answer[]): string => logOf(answers).toFixed(2);
  const all = at.flat();
  return `Answers have a log-probability of ${log(all)} nats per token in the context, ${log(closedBook)} without it and ${log(oracle)} with nothing else in it; exactly right are ${share(all)}, ${share(closedBook)} and ${share(oracle)}`;
}

/** The gap, in words. */
export const gapInWords = ({ gap, error }: MiddleGap): string => `those at the ends are ${Math.abs(gap).toFixed(3)} nats per token ${gap < 0 ? "worse" : "better"} than those in the middle (standard error ${error.toFixed(3)})`;
