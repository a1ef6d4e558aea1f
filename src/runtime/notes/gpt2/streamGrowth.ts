import { preNorm, parallel } from "../../model/parts/residual";
import type { Statement } from "../statement";
import { streamPicture, streamSizes } from "../streamSizes";
import { textRun } from "../textRun";

/** Growth from the first block to behind the last one that counts as growing. */
const GROWS = 1.5;

/** Xiong et al. 2020, section 3: what each sublayer writes is added to a stream that nothing brings back to size. */
export const streamGrowth: Statement = {
  applies: ({ recipe, encoder }) => {
    const { residual } = encoder ?? recipe;
    return residual === preNorm || residual === parallel ? null : `This model's norms stand ${residual.about}: they bring the stream back to size.`;
  },
  run: async given => {
    const run = await textRun(given);
    const { layers } = run.recipe.config;
    const sizes = streamSizes(run);
    const growth = (sizes[layers] as number) / (sizes[0] as number);
    return {
      holds: growth >= GROWS,
      figure: growth,
      unit: "× from the first block to behind the last",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens the residual stream's root mean square goes from ${(sizes[0] as number).toPrecision(3)} to ${(sizes[layers] as number).toPrecision(3)} through ${layers} blocks.`,
      settings: { tokens: run.ids.length },
      pictures: [streamPicture(sizes)],
    };
  },
};
