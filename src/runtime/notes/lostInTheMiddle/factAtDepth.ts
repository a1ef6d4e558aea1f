import type { PictureAxis } from "../../../protocol/positions";
import { numberOf, type Given, type Statement } from "../statement";
import { cannotBeAsked } from "./asking";
import { askedByDepth } from "./askedByDepth";
import type { DepthQuestions } from "./depthSweep";
import { FactContext } from "./factContext";

/** Liu et al. 2023, section 2: what answers a question stands at several depths of a context that says other things. */
export const factAtDepth: Statement = {
  applies: cannotBeAsked,
  run: async given => {
    const context = await FactContext.of(given);
    const outcome = await askedByDepth(given, factQuestions(given, context, numberOf(given, "tokens")));
    return { ...outcome, settings: { ...outcome.settings, ...context.asked } };
  },
};

/** Asks for a fact at evenly spaced depths of a context of `tokens` tokens. */
export function factQuestions(given: Given, context: FactContext, tokens: number, { name = "", beyond = false } = {}): DepthQuestions {
  const depths = numberOf(given, "depths");
  const axis: PictureAxis = { name: "depth", unit: "%", at: Float32Array.from({ length: depths }, (_, depth) => (100 * depth) / (depths - 1)) };
  return {
    name,
    axis,
    beyond,
    at: (depth, repetition) => Promise.resolve(context.at(depth / (depths - 1), repetition, tokens)),
    closedBook: () => context.closedBook(),
    oracle: () => context.oracle(),
  };
}
