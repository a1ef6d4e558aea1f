import { postNorm } from "../../model/parts/residual";
import type { Statement } from "../statement";
import { streamPicture, streamSizes } from "../streamSizes";
import { textRun } from "../textRun";

/** Sizes behind the blocks that are at most so many times one another count as one size. */
const ONE_SIZE = 1.5;

/** Xiong et al. 2020, section 3: each norm behind a sum gives the stream the size of its gain. */
export const boundedStream: Statement = {
  applies: ({ recipe, encoder }) => {
    const { residual } = encoder ?? recipe;
    return residual === postNorm ? null : `This model's norms stand ${residual.about}: nothing brings the stream back to size.`;
  },
  run: async given => {
    const run = await textRun(given);
    const sizes = streamSizes(run);
    const behind = sizes.slice(1);
    const apart = Math.max(...behind) / Math.min(...behind);
    return {
      holds: apart <= ONE_SIZE,
      figure: apart,
      unit: "× between the least and the greatest block's",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens the residual stream's root mean square is ${behind.map(size => size.toPrecision(3)).join(", ")} behind the blocks, and ${(sizes[0] as number).toPrecision(3)} in front of the first.`,
      settings: { tokens: run.ids.length },
      pictures: [streamPicture(sizes)],
    };
  },
};
