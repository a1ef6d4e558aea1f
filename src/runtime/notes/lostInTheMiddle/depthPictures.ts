import type { NoteLook, NotePicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import { deviation, mean } from "../spread";
import type { Answer } from "./asking";
import type { DepthAnswers, DepthQuestions } from "./depthSweep";

/** What was found by depth: log-probabilities with one standard deviation, and the share of exact answers, each with both baselines. */
export function depthPictures({ name, axis }: Pick<DepthQuestions, "name" | "axis">, answers: DepthAnswers): readonly NotePicture[] {
  const about = `Mean of ${answers.at.length} repetitions; closed book: without any context; oracle: with nothing else in it.`;
  const picture = (what: string, title: string, measure: CurvesPicture["value"], of: (answer: Answer) => number, spread: boolean): CurvesPicture => {
    const columns = Array.from(axis.at, (_, depth) => answers.at.map(row => of(row[depth] as Answer)));
    const level = (values: readonly Answer[]): Float32Array => new Float32Array(axis.at.length).fill(mean(values.map(of)));
    return {
      kind: "curves",
      id: name === "" ? what : `${what}-${name.replaceAll(" ", "-")}`,
      title: name === "" ? title : `${title}, ${name}`,
      about,
      x: axis,
      value: measure,
      lines: [
        { name: "in the context", values: Float32Array.from(columns, mean), ...(spread && { spread: Float32Array.from(columns, deviation) }) },
        { name: "closed book", values: level(answers.closedBook) },
        { name: "oracle", values: level(answers.oracle) },
      ],
      logarithmic: false,
      steps: false,
    };
  };
  return [
    picture("log-probability-by-depth", "Log-probability of the answer", { name: "log-probability per token", unit: "nats" }, answer => answer.logProbability, true),
    picture("accuracy-by-depth", "Answers that are exactly right", { name: "accuracy", unit: "" }, answer => (answer.exact ? 1 : 0), false),
  ];
}

/** The first repetition's text behind every point of these pictures. */
export async function depthLooks(questions: DepthQuestions, pictures: readonly NotePicture[]): Promise<readonly NoteLook[]> {
  const asked = await Promise.all(Array.from(questions.axis.at, (_, depth) => questions.at(depth, 0)));
  return pictures.flatMap(({ id }) =>
    asked.map(({ prompt, about }, at): NoteLook => ({ picture: id, line: 0, at, title: `${questions.axis.name}: ${(questions.axis.at[at] as number).toLocaleString("en")}${questions.axis.unit === "" ? "" : ` ${questions.axis.unit}`}`, text: prompt, range: about })),
  );
}
