import type { NoteLook, NotePicture } from "../../../protocol/notes/note";
import { numberOf, type Statement } from "../statement";
import { fillsNoSpans } from "../spans/spanModel";
import { answersInWords, ERRORS, gapInWords } from "./askedByDepth";
import { depthLooks, depthPictures } from "./depthPictures";
import { middleGap, sweptDepths, type DepthAnswers, type DepthQuestions } from "./depthSweep";
import { factQuestions } from "./factAtDepth";
import { FactContext } from "./factContext";

/** Liu et al. 2023, section 4.1: encoder–decoders, asked in contexts shorter and longer than what they were trained on. */
export const trainedLength: Statement = {
  applies: fillsNoSpans,
  run: async given => {
    const context = await FactContext.of(given);
    const trained = given.loaded.card.context;
    const lengths = { within: Math.round(numberOf(given, "within") * trained), beyond: Math.round(numberOf(given, "beyond") * trained) };
    const sweeps = [factQuestions(given, context, lengths.within, { name: "within the trained length" }), factQuestions(given, context, lengths.beyond, { name: "beyond the trained length", beyond: true })] as const;
    const [pictures, looks]: [NotePicture[], NoteLook[]] = [[], []];
    const sweep = async (questions: DepthQuestions, span: readonly [number, number]): Promise<DepthAnswers> => {
      const answers = await sweptDepths(given, questions, found => given.show([...pictures, ...depthPictures(questions, found)]), span);
      const own = depthPictures(questions, answers);
      pictures.push(...own);
      looks.push(...(await depthLooks(questions, own)));
      return answers;
    };
    // A longer context takes longer, about in proportion.
    const turn = lengths.within / (lengths.within + lengths.beyond);
    const [within, beyond] = [await sweep(sweeps[0], [0, turn]), await sweep(sweeps[1], [turn, 1])];
    const [inside, outside] = [middleGap(within), middleGap(beyond)];
    const difference = outside.gap - inside.gap;
    return {
      holds: difference > ERRORS * Math.hypot(inside.error, outside.error),
      figure: difference,
      unit: "nats per token by which the middle loses more beyond the trained length",
      says: `In contexts of ${lengths.within} tokens (trained on ${trained}): ${answersInWords(within)}; ${gapInWords(inside)}. In contexts of ${lengths.beyond} tokens: ${answersInWords(beyond)}; ${gapInWords(outside)}.`,
      settings: { "trained length": trained, "tokens within": lengths.within, "tokens beyond": lengths.beyond, ...context.asked },
      pictures,
      looks,
    };
  },
};
