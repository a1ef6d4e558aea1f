import type { ListingPicture } from "../../protocol/notes/note";
import { Cancelled } from "../../protocol/problem";
import { maskFeed } from "../model/parts/masks";
import type { TracedRun } from "../traces/tracedRun";
import { relativeDifference } from "./relativeDifference";
import type { Given, Outcome } from "./statement";
import { streamSizes } from "./streamSizes";
import { textRun } from "./textRun";

/** A block's whole text in one step. */
const MOST_TOKENS = 128;
/** What a norm's ε may leave of the stream's size, relative. */
const SAME = 0.01;

/** Whether each block's attention reads a normed stream: a stream twice as large, in front of the block, then makes no difference to what attention writes. */
export async function normedInputs(given: Given): Promise<Outcome> {
  const run = await textRun(given, MOST_TOKENS);
  const { config, residual, norm } = run.recipe;
  const moved: number[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    Cancelled.check(given.signal);
    moved.push(relativeDifference(await attentionOut(run, layer, 1), await attentionOut(run, layer, 2)));
    given.progress((layer + 1) / config.layers);
  }
  const most = Math.max(...moved);
  return {
    holds: most <= SAME,
    figure: most,
    unit: "of the greatest value, moved by a stream twice as large",
    says: `A stream twice as large in front of a block moves what its attention writes by ${most.toExponential(1)} of the greatest value at most, over ${config.layers} blocks and ${run.ids.length.toLocaleString("en")} tokens. The norms (${norm.about}) stand ${residual.about}.`,
    settings: { tokens: run.ids.length },
    pictures: [listing(streamSizes(run), moved, `${norm.about} ${residual.about}`)],
  };
}

/** What a block's attention writes where the stream in front of the block is multiplied by `factor`: [token d_model]. */
async function attentionOut(run: TracedRun, layer: number, factor: number): Promise<Float32Array> {
  const { config, scope } = run.recipe;
  const tap = `${scope === "" ? "" : `${scope}.`}blocks.${layer}.attn.out`;
  const all = { from: 0, to: run.ids.length };
  const stream = (run.stream[layer] as Float32Array).map(value => factor * value);
  const outputs = await run.model.run({ stack: run.stack, kind: "blocks", layers: { from: layer, to: layer + 1 }, taps: [tap] }, [tap], {
    stream: { data: stream, shape: [run.ids.length, config.dModel] },
    mask: maskFeed(run.mask, all, all),
    ...run.placing(all, all),
    ...run.cache.feedsOf(layer, 0),
  });
  return outputs[tap] as Float32Array;
}

function listing(sizes: readonly number[], moved: readonly number[], norms: string): ListingPicture {
  return {
    kind: "listing",
    id: "where-norms-stand",
    title: "Where the norms stand",
    about: "Each block's stream, and how far its being twice as large moves what attention writes: not at all behind a norm.",
    columns: [{ name: "block", unit: "" }, { name: "norms", unit: "" }, { name: "stream in front", unit: "root mean square" }, { name: "attention moved by", unit: "of the greatest value" }],
    rows: moved.map((value, layer) => [layer, norms, sizes[layer] as number, value]),
  };
}
