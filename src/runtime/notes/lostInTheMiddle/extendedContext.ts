import type { NoteLook, NotePicture } from "../../../protocol/notes/note";
import type { OpenModel } from "../../model/openModel";
import { rotary } from "../../model/positions/rotary";
import { linear, unscaled } from "../../model/positions/rotaryScaling";
import { deviation, mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";
import { answersInWords, ERRORS } from "./askedByDepth";
import { cannotBeAsked } from "./asking";
import { depthLooks, depthPictures } from "./depthPictures";
import { sweptDepths, type DepthAnswers } from "./depthSweep";
import { factQuestions } from "./factAtDepth";
import { FactContext } from "./factContext";

/** Liu et al. 2023, section 3: what fits both a model and its extended sibling is found no better by the latter; here extended by interpolated positions (Chen et al. 2023). */
export const extendedContext: Statement = {
  applies: open => cannotBeAsked(open) ?? cannotBeExtended(open),
  run: async given => {
    const { model } = given.loaded;
    const { recipe } = model.open;
    const { scheme } = recipe.position;
    if (scheme.kind !== "rotary") throw new Error("only rotary positions are interpolated here");
    const factor = numberOf(given, "factor");
    const context = await FactContext.of(given);
    const extended = model.sibling("main", { ...recipe, position: rotary(scheme.theta, scheme.dims, linear(factor)) });
    const [pictures, looks]: [NotePicture[], NoteLook[]] = [[], []];
    const sweep = async (on: Given, name: string, span: readonly [number, number]): Promise<DepthAnswers> => {
      const questions = factQuestions(on, context, numberOf(given, "tokens"), { name });
      const answers = await sweptDepths(on, questions, found => given.show([...pictures, ...depthPictures(questions, found)]), span);
      const own = depthPictures(questions, answers);
      pictures.push(...own);
      looks.push(...(await depthLooks(questions, own)));
      return answers;
    };
    try {
      const before = await sweep(given, "as it is", [0, 0.5]);
      const after = await sweep({ ...given, loaded: { ...given.loaded, model: extended } }, `extended ${factor} ×`, [0.5, 1]);
      const gains = after.at.map((row, repetition) => mean(row.map(({ logProbability }, depth) => logProbability - (before.at[repetition]?.[depth]?.logProbability ?? NaN))));
      const [gain, error] = [mean(gains), deviation(gains) / Math.sqrt(gains.length)];
      return {
        holds: gain <= ERRORS * error,
        figure: gain,
        unit: "nats per token that extending the context gains",
        says: `As it is: ${answersInWords(before)}. With positions divided by ${factor}: ${answersInWords(after)}. Extending gains ${gain.toFixed(3)} ± ${error.toFixed(3)} nats per token (one standard error).`,
        settings: { ...context.asked },
        pictures,
        looks,
      };
    } finally {
      await extended.dispose();
    }
  },
};

function cannotBeExtended({ recipe: { position } }: Pick<OpenModel, "recipe">): string | null {
  if (position.scheme.kind !== "rotary") return `This model's positions are not rotary, and cannot be interpolated (${position.about}).`;
  return position.scheme.scaling === unscaled ? null : `This model's context was extended already (${position.about}).`;
}
