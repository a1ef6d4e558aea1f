import { serialize } from "node:v8";
import { TILE, type LayerGlance } from "../../src/protocol/attention";
import { matrixOfLayer } from "../../src/runtime/traces/patterns";
import { TracedRun } from "../../src/runtime/traces/tracedRun";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds, textOf } from "../models/ids";
import { randomModel } from "../models/randomModel";
import { gpt2Small } from "../models/shapes";
import type { Figure, Section } from "../report/figure";
import { endRuntime, forkedRuntime } from "../runtime/forkedRuntime";
import { withModel } from "../runtime/loadedShapes";

/** What travels to a view: every head as JSON, as BertViz puts it into its page, against glances and one head's tile. */
export async function measurePayload({ options, devices, rounds, script }: Context): Promise<Section> {
  const figures: Figure[] = [];
  const folder = await randomModel(gpt2Small);
  const runtime = await forkedRuntime(script, options.device);
  try {
    await withModel(gpt2Small, devices, async ({ model, vocabulary }) => {
      const { layers, heads } = model.open.recipe.config;
      for (const tokens of [128, 256]) {
        const run = new TracedRun(model, { ids: spreadIds(tokens, vocabulary) });
        const patterns: Float32Array[] = [];
        for (let layer = 0; layer < layers; layer++) patterns.push(await matrixOfLayer({ run: run, kind: "self" }, layer, never));
        const { run: kept } = await runtime.client.trace({ folder, text: textOf(tokens) });
        const bytes = { json: 0, ours: 0 };
        let next = 1;
        const { json, ours } = await interleaved(rounds(5), {
          json: async () => {
            bytes.json = Buffer.byteLength(JSON.stringify({ attn: patterns.map(pattern => nested(pattern, heads, tokens)) }));
            return Promise.resolve();
          },
          ours: async () => {
            const glances: LayerGlance[] = [];
            await runtime.client.glances({ run: kept }, { onItem: glance => glances.push(glance) });
            const level = Math.max(0, Math.ceil(Math.log2(tokens / TILE)));
            const tile = await runtime.client.tile({ run: kept, layer: 0, head: next++ % heads, weighting: "raw", level, row: 0, column: 0 });
            bytes.ours = [...glances, tile].reduce((sum, message) => sum + serialize(message).byteLength, 0);
          },
        });
        await runtime.client.release({ run: kept });
        const of = `${gpt2Small.name}, ${tokens} tokens`;
        const fixed = (value: number) => summaryOf([value]);
        figures.push(
          { of, what: "all heads as JSON, made from numbers at hand", unit: "ms", values: summaryOf(json) },
          { of, what: "all glances and a head's picture: computed, sent, received", unit: "ms", values: summaryOf(ours) },
          { of, what: "ours to theirs, time", unit: "×", values: summaryOf(ratios(ours, json)) },
          { of, what: "all heads as JSON", unit: "MB", values: fixed(bytes.json / 1e6), floor: { value: (4 * layers * heads * tokens ** 2) / 1e6, why: "as float32" } },
          { of, what: "all glances and a head's picture, as sent", unit: "MB", values: fixed(bytes.ours / 1e6) },
        );
      }
    });
  } finally {
    await endRuntime(runtime);
  }
  return {
    name: "payload",
    title: "What is sent to a view",
    notes: ["BertViz's method: nested lists of every head as JSON text in the page (its time here leaves out computing, writing and parsing). Ours includes recomputing the patterns from the residual stream."],
    figures,
  };
}

/** [head, query, key] as nested arrays. */
function nested(pattern: Float32Array, heads: number, tokens: number): number[][][] {
  const row = (head: number, query: number): number[] => Array.from(pattern.subarray((head * tokens + query) * tokens, (head * tokens + query + 1) * tokens));
  return Array.from({ length: heads }, (_, head) => Array.from({ length: tokens }, (_, query) => row(head, query)));
}
