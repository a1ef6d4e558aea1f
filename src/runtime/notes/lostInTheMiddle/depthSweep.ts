import type { PictureAxis } from "../../../protocol/positions";
import { numberOf, type Given } from "../statement";
import { deviation, mean } from "../spread";
import { answerTo, type Answer, type Question } from "./asking";

/** Questions whose answer stands at several depths of a context that is drawn anew in each repetition. */
export interface DepthQuestions {
  /** Which sweep it is, where a statement has several; "" else. */
  readonly name: string;
  readonly axis: PictureAxis;
  /** Whether a question may be longer than the model's context. */
  readonly beyond?: boolean;
  readonly at: (depth: number, repetition: number) => Promise<Question>;
  /** Without any context. */
  readonly closedBook: (repetition: number) => Question;
  /** With nothing but what the answer is read from. */
  readonly oracle: (repetition: number) => Question;
}

/** What a sweep found: [repetition][depth], and the baselines by repetition. */
export interface DepthAnswers {
  readonly at: readonly (readonly Answer[])[];
  readonly closedBook: readonly Answer[];
  readonly oracle: readonly Answer[];
}

/** How much better answers are that stand at either end than those in the middle. */
export interface MiddleGap {
  /** Mean over the first and the last depth less the mean over the middle one (or the two that are), nats per token; mean over repetitions. */
  readonly gap: number;
  /** Its standard error over repetitions, each of which has the same context at all depths. */
  readonly error: number;
}

/** Asks at every depth, repetition by repetition, and shows what there is behind each. */
export async function sweptDepths(given: Given, questions: DepthQuestions, show: (answers: DepthAnswers) => void, [start, end]: readonly [number, number] = [0, 1]): Promise<DepthAnswers> {
  const repetitions = numberOf(given, "repetitions");
  const depths = questions.axis.at.length;
  const answers = { at: [] as Answer[][], closedBook: [] as Answer[], oracle: [] as Answer[] };
  const ask = async (what: string, question: () => Promise<Question> | Question): Promise<Answer> => {
    const [logProbability = NaN, exact = 0] = await given.point(questions.name === "" ? what : `${questions.name}, ${what}`, async () => {
      const answer = await answerTo(given, await question(), { within: questions.beyond !== true });
      return [answer.logProbability, answer.exact ? 1 : 0];
    });
    return { logProbability, exact: exact === 1 };
  };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    answers.closedBook.push(await ask(`closed book, repetition ${repetition}`, () => questions.closedBook(repetition)));
    answers.oracle.push(await ask(`oracle, repetition ${repetition}`, () => questions.oracle(repetition)));
    const row: Answer[] = [];
    for (let depth = 0; depth < depths; depth++) {
      row.push(await ask(`depth ${depth}, repetition ${repetition}`, () => questions.at(depth, repetition)));
      given.progress(start + ((end - start) * (repetition * depths + depth + 1)) / (repetitions * depths));
    }
    answers.at.push(row);
    show(answers);
  }
  return answers;
}

/** The gap between the ends and the middle, by repetitions. */
export function middleGap({ at }: Pick<DepthAnswers, "at">): MiddleGap {
  const gaps = at.map(row => {
    const value = (depth: number): number => (row[depth] as Answer).logProbability;
    const last = row.length - 1;
    return (value(0) + value(last)) / 2 - (value(Math.floor(last / 2)) + value(Math.ceil(last / 2))) / 2;
  });
  return { gap: mean(gaps), error: deviation(gaps) / Math.sqrt(gaps.length) };
}
