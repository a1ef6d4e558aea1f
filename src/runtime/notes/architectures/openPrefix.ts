import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { nextTokenLosses, predictsNext } from "../../experiments/nextTokens";
import { prefix } from "../../model/parts/masks";
import { openedMask } from "../../model/parts/openedMask";
import type { Statement } from "../statement";
import { deviation, mean } from "../spread";
import { finishedRun, tokensOf } from "../textRun";

/** Standard errors of the mean difference above which an open prefix counts as costing something. */
const SURE = 2;
/** Of the picture's curve: each point is the mean of so many tokens around it. */
const AROUND = 8;

/** Raffel et al. 2020, section 3.2.1; Liu et al. 2018. */
export const openPrefix: Statement = {
  applies: ({ recipe, encoder }) => {
    if (encoder) return "An encoder–decoder's inputs see each other already.";
    return recipe.head.task === "causal language model" ? null : `This is a model for ${recipe.head.task}: its tokens all see each other already.`;
  },
  run: async given => {
    const tokens = await tokensOf(given);
    const half = Math.floor(tokens.length / 2);
    if (half < 2) throw new Problem("text-empty", "A text of so few tokens has no two halves.", { remedy: "Select more text." });
    const ids = tokens.map(({ id }) => id);
    const causal = await finishedRun(given, { ids, tokens, mask: openedMask(given.loaded.model.open.recipe.mask, 0, half) });
    if (!predictsNext(causal)) throw new Error("only causal language models apply");
    const open = await finishedRun(given, { ids, tokens, mask: prefix(half), onStep: given.progress });
    // The token behind row r is r + 1: those from `half` on are scored.
    const [closedLosses, openLosses] = [(await nextTokenLosses(causal)).subarray(half - 1), (await nextTokenLosses(open)).subarray(half - 1)];
    const differences = Array.from(openLosses, (loss, at) => loss - (closedLosses[at] as number));
    const costs = mean(differences);
    const error = deviation(differences) / Math.sqrt(differences.length);
    return {
      holds: costs <= SURE * error,
      figure: costs,
      unit: "nats a token",
      says: `Behind a prefix of ${half} tokens, ${openLosses.length} tokens cost ${mean(openLosses).toFixed(3)} nats each where it sees itself whole, and ${mean(closedLosses).toFixed(3)} under the causal mask: a difference of ${costs.toFixed(3)} ± ${error.toFixed(3)} (one standard error).`,
      settings: { tokens: ids.length, prefix: half },
      pictures: [picture(half, openLosses, closedLosses)],
    };
  },
};

function picture(half: number, open: Float32Array, causal: Float32Array): CurvesPicture {
  const smooth = (losses: Float32Array): Float32Array =>
    losses.map((_, at) => {
      const around = losses.subarray(Math.max(0, at - AROUND / 2), at + AROUND / 2 + 1);
      return around.reduce((sum, loss) => sum + loss, 0) / around.length;
    });
  return {
    kind: "curves",
    id: "loss-behind-the-prefix",
    title: "Loss behind the prefix",
    about: `By token; each point the mean of the ${AROUND + 1} around it.`,
    x: { name: "token", unit: "", at: Float32Array.from(open, (_, at) => half + at) },
    value: { name: "loss", unit: "nats" },
    lines: [
      { name: "open prefix", values: smooth(open) },
      { name: "causal", values: smooth(causal) },
    ],
    logarithmic: false,
    steps: false,
  };
}
