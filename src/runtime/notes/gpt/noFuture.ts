import { Problem } from "../../../protocol/problem";
import type { Statement } from "../statement";
import { finishedRun, tokensOf } from "../textRun";

/** Difference, relative to the greatest value, that float32 may leave. */
const SAME = 1e-5;

/** Radford et al. 2018: a decoder-only model under a causal mask. */
export const noFuture: Statement = {
  applies: ({ recipe, encoder }) => {
    if (encoder) return "An encoder–decoder is none: its encoder sees the whole text.";
    return recipe.head.task === "masked language model" || recipe.mask.visible(0).to > 1 ? `This model is not decoder-only: its mask is ${recipe.mask.about}.` : null;
  },
  run: async given => {
    const ids = (await tokensOf(given)).map(token => token.id);
    if (ids.length < 2) throw new Problem("text-empty", "One token has none before it.", { remedy: "Select more text." });
    const { vocabulary, dModel } = given.loaded.model.open.recipe.config;
    const last = ids.at(-1) as number;
    const changed = [...ids.slice(0, -1), (last + 1) % vocabulary];
    const [one, other] = [await finalOf(ids), await finalOf(changed)];
    const before = (ids.length - 1) * dModel;
    let [most, size, moved] = [0, 0, 0];
    one.forEach((value, index) => {
      const apart = Math.abs(value - (other[index] as number));
      size = Math.max(size, Math.abs(value));
      if (index < before) most = Math.max(most, apart);
      else moved = Math.max(moved, apart);
    });
    return {
      holds: most <= SAME * size && moved > SAME * size,
      figure: most / size,
      unit: "of the greatest value",
      says: `With another last token the vectors of the ${(ids.length - 1).toLocaleString("en")} tokens before it differ by ${(most / size).toExponential(1)} of the greatest value, its own by ${(moved / size).toFixed(2)}.`,
      settings: { tokens: ids.length },
      pictures: [],
    };

    async function finalOf(tokens: readonly number[]): Promise<Float32Array> {
      return (await (await finishedRun(given, { ids: tokens, onStep: given.progress })).unembed([tokens.length - 1])).final;
    }
  },
};
