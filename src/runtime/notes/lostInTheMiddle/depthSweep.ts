import type { NoteLook, NotePicture, NoteSettings } from "../../../protocol/notes/note";
import type { CurvesPicture, PictureAxis } from "../../../protocol/positions";
import { numberOf, type Given } from "../statement";
import { deviationOf, errorOf, meanOf } from "../spread";
import { answerTo, type Answer, type Question } from "./asking";

/** Questions whose answer stands at several depths of a context that is drawn anew in each repetition. */
export interface DepthQuestions {
  /** In front of the keys of its points and the ids of its pictures, where a statement has several sweeps; "" else. */
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

/** Standard errors by which a difference has to be above none. */
export const ERRORS = 2;

/** Asks at every depth, repetition by repetition, and shows what there is behind each. */
export async function sweptDepths(given: Given, questions: DepthQuestions, show: (answers: DepthAnswers) => void, [start, end] = [0, 1]): Promise<DepthAnswers> {
  const repetitions = numberOf(given, "repetitions");
  const depths = questions.axis.at.length;
  const answers = { at: [] as Answer[][], closedBook: [] as Answer[], oracle: [] as Answer[] };
  const ask = async (what: string, question: () => Promise<Question> | Question): Promise<Answer> => {
    const [logProbability = NaN, exact = 0] = await given.point(`${questions.name}${what}`, async () => {
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
  return { gap: meanOf(gaps), error: errorOf(gaps) };
}

/** What was found by depth: log-probabilities with one standard deviation, and the share of exact answers, each with both baselines. */
export function depthPictures({ name, axis }: Pick<DepthQuestions, "name" | "axis">, answers: DepthAnswers): readonly NotePicture[] {
  const about = `Mean of ${answers.at.length} repetitions; closed book: without any context; oracle: with nothing else in it.`;
  const id = name.replaceAll(/[^a-z0-9]+/g, "-");
  const picture = (what: string, title: string, measure: CurvesPicture["value"], of: (answer: Answer) => number, spread: boolean): CurvesPicture => {
    const columns = Array.from(axis.at, (_, depth) => answers.at.map(row => of(row[depth] as Answer)));
    const level = (values: readonly Answer[]): Float32Array => new Float32Array(axis.at.length).fill(meanOf(values.map(of)));
    return {
      kind: "curves",
      id: `${id}${what}`,
      title,
      about,
      x: axis,
      value: measure,
      lines: [
        { name: "in the context", values: Float32Array.from(columns, meanOf), ...(spread && { spread: Float32Array.from(columns, deviationOf) }) },
        { name: "closed book", values: level(answers.closedBook) },
        { name: "oracle", values: level(answers.oracle) },
      ],
      logarithmic: false,
      steps: false,
    };
  };
  return [
    picture("log-probability-by-depth", `${titled(name)}Log-probability of the answer`, { name: "log-probability per token", unit: "nats" }, answer => answer.logProbability, true),
    picture("accuracy-by-depth", `${titled(name)}Answers that are exactly right`, { name: "accuracy", unit: "" }, answer => (answer.exact ? 1 : 0), false),
  ];
}

const titled = (name: string): string => (name === "" ? "" : `${name.slice(0, 1).toUpperCase()}${name.slice(1).replace(/[,:\s]+$/, "")}: `);

/** The first repetition's text behind every point of these pictures. */
export async function depthLooks(questions: DepthQuestions, pictures: readonly NotePicture[]): Promise<readonly NoteLook[]> {
  const asked = await Promise.all(Array.from(questions.axis.at, (_, depth) => questions.at(depth, 0)));
  return pictures.flatMap(({ id }) =>
    asked.map(({ prompt, about }, at): NoteLook => ({ picture: id, line: 0, at, title: `${questions.axis.name}: ${(questions.axis.at[at] as number).toLocaleString("en")}${questions.axis.unit === "" ? "" : ` ${questions.axis.unit}`}`, text: prompt, range: about })),
  );
}

/** What answers are like, in words. */
export function answersInWords({ at, closedBook, oracle }: DepthAnswers): string {
  const share = (answers: readonly Answer[]): string => `${Math.round(100 * meanOf(answers.map(({ exact }) => (exact ? 1 : 0))))} %`;
  const log = (answers: readonly Answer[]): string => meanOf(answers.map(({ logProbability }) => logProbability)).toFixed(2);
  const all = at.flat();
  return `Answers have a log-probability of ${log(all)} nats per token in the context, ${log(closedBook)} without it and ${log(oracle)} with nothing else in it; exactly right are ${share(all)}, ${share(closedBook)} and ${share(oracle)}`;
}

/** The gap, in words. */
export const gapInWords = ({ gap, error }: MiddleGap): string => `those at the ends are ${Math.abs(gap).toFixed(3)} nats per token ${gap < 0 ? "worse" : "better"} than those in the middle (standard error ${error.toFixed(3)})`;

/** Settings that every sweep over depths tells. */
export const depthSettings = (axis: PictureAxis): NoteSettings => ({ places: Array.from(axis.at, value => Number(value.toFixed(2))).join(", ") });
