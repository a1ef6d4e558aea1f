import type { CurvesPicture } from "../../../protocol/positions";
import { preNorm, parallel } from "../../model/parts/residual";
import type { Statement } from "../statement";
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
    const { layers, dModel } = run.recipe.config;
    const sizes = run.stream.map(stream => meanSize(stream, dModel));
    const growth = (sizes[layers] as number) / (sizes[0] as number);
    return {
      holds: growth >= GROWS,
      figure: growth,
      unit: "× from the first block to behind the last",
      says: `Over ${run.ids.length.toLocaleString("en")} tokens the residual stream's root mean square goes from ${(sizes[0] as number).toPrecision(3)} to ${(sizes[layers] as number).toPrecision(3)} through ${layers} blocks.`,
      settings: { tokens: run.ids.length },
      pictures: [picture(sizes)],
    };
  },
};

/** Mean over tokens of the root mean square over channels of stream [token d_model]. */
function meanSize(stream: Float32Array, dModel: number): number {
  let sum = 0;
  for (let start = 0; start < stream.length; start += dModel) {
    let squares = 0;
    for (let channel = start; channel < start + dModel; channel++) squares += (stream[channel] as number) ** 2;
    sum += Math.sqrt(squares / dModel);
  }
  return (sum * dModel) / stream.length;
}

function picture(sizes: readonly number[]): CurvesPicture {
  return {
    kind: "curves",
    id: "stream-by-layer",
    title: "Size of the residual stream",
    about: "Root mean square over channels, mean over tokens, in front of each block and behind the last.",
    x: { name: "blocks behind it", unit: "", at: Float32Array.from(sizes.keys()) },
    value: { name: "root mean square", unit: "" },
    lines: [{ name: "residual stream", values: Float32Array.from(sizes) }],
    logarithmic: false,
    steps: false,
  };
}
