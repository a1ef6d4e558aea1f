import path from "node:path";
import { MEMORY_ENVIRONMENT } from "../../src/views/runtimeInstance";
import { openModel } from "../../src/runtime/model/openModel";
import type { Context } from "../context";
import { Costs } from "../floors/cost";
import { memoryOf } from "../measure/privateMemory";
import { summaryOf } from "../measure/summary";
import { randomModel } from "../models/randomModel";
import { llamaLong } from "../models/shapes";
import type { Figure, Section } from "../report/figure";
import { AskedProcess } from "../runtime/askProcess";
import type { LongAnswer, LongAsk } from "./longProcess";

const MB = 1e6;
const FLOAT = 4;
/** What is looked at of a text of so many tokens; a layer costs the same however many there are. */
const SLICED = { tokens: 8192, layers: 2 };
/** What has to find room: `counted` layers, of which a few are run, since each takes a minute. */
const LONGEST = { tokens: 32_768, layers: 3, counted: 12 };
const PICTURES = 6;
const CANCEL_AFTER = 200;
const SAMPLE_MS = 100;

/** Long texts: a head's picture, a layer's summary, how soon one is taken back, and what memory a run takes on top of the weights. */
export async function measureLong({ options, rounds, script }: Context): Promise<Section> {
  const figures: Figure[] = [];
  const folder = await randomModel(llamaLong(SLICED.layers));
  const { config } = (await openModel(folder)).recipe;
  const costs = new Costs(await openModel(folder));
  const { tokens } = SLICED;
  const of = `a Llama as wide as GPT-2 small, ${tokens.toLocaleString("en")} tokens`;
  await watched(async ask => {
    await ask({ kind: "trace", folder, device: options.device, script, tokens });
    const times = async (count: number, next: (i: number) => LongAsk): Promise<number[]> => {
      const samples: number[] = [];
      // The first makes the slice's graph.
      for (let i = -1; i < rounds(count); i++) {
        const milliseconds = await ask(next(i + 1));
        if (i >= 0) samples.push(milliseconds);
      }
      return samples;
    };
    const pictures = await times(PICTURES, i => ({ kind: "picture", layer: 1, head: i % config.heads }));
    const rows = await times(PICTURES, i => ({ kind: "row", layer: 1, head: i % config.heads }));
    const summaries = await times(2, () => ({ kind: "summary", layer: 1 }));
    const cancelled = await times(PICTURES, () => ({ kind: "summary", layer: 0, cancelAfter: CANCEL_AFTER }));
    figures.push(
      { of, what: "one head's picture", unit: "ms", values: summaryOf(pictures), cost: costs.pattern(tokens, 1), goal: 500 },
      { of, what: "what the last token reads (a row)", unit: "ms", values: summaryOf(rows), cost: costs.row(tokens) },
      { of, what: "all heads of a layer, summed up", unit: "ms", values: summaryOf(summaries), cost: costs.pattern(tokens, config.heads) },
      { of, what: "a summary taken back → nothing runs any more", unit: "ms", values: summaryOf(cancelled), goal: 500 },
    );
  });
  if (!options.quick) figures.push(...(await longest(options.device, script)));
  return {
    name: "long",
    title: "Long texts",
    notes: [
      `Rotary positions, ${config.heads} heads of ${config.dHead}, in a process of its own. Pictures, rows and summaries are recomputed from the residual stream band by band; their floors count the products of pairs that the mask lets through, not the softmax.`,
      ...(options.quick ? [`A quick run leaves out the text of ${LONGEST.tokens.toLocaleString("en")} tokens, which takes minutes.`] : []),
    ],
    figures,
  };
}

async function longest(device: Context["options"]["device"], script: string): Promise<Figure[]> {
  const { tokens, layers, counted } = LONGEST;
  const folder = await randomModel(llamaLong(layers));
  const { dModel, kvHeads, dHead } = (await openModel(folder)).recipe.config;
  const of = `${layers} layers as wide, ${tokens.toLocaleString("en")} tokens`;
  /** The stream behind one layer. */
  const layer = (FLOAT * tokens * dModel) / MB;
  const times = { trace: NaN, picture: NaN };
  const peak = await watched(async ask => {
    // As with all layers, whose streams leave room for the keys and values of one.
    times.trace = await ask({ kind: "trace", folder, device, script, tokens, keptCache: 2 * FLOAT * tokens * kvHeads * dHead });
    await ask({ kind: "picture", layer: 0, head: 0 });
    times.picture = await ask({ kind: "picture", layer: 0, head: 1 });
  });
  return [
    { of, what: "the pass that keeps the residual stream", unit: "ms", values: summaryOf([times.trace]), cost: new Costs(await openModel(folder)).pass(tokens, 0) },
    { of, what: "one head's picture", unit: "ms", values: summaryOf([times.picture]), cost: new Costs(await openModel(folder)).pattern(tokens, 1) },
    ...(peak === null
      ? []
      : ([
          { of, what: "own memory at most, the weights being mapped", unit: "MB", values: summaryOf([peak]), floor: { value: layer * (layers + 1), why: "the residual stream" } },
          { of, what: `the same with ${counted} layers, the stream of each further one counted`, unit: "MB", values: summaryOf([peak + layer * (counted - layers)]), floor: { value: layer * (counted + 1), why: "the residual stream" }, goal: 2000 },
        ] as const)),
  ];
}

/** Does `work` with a process for long texts; gives the most of own memory that it had, in megabytes, or null where the system does not tell. */
async function watched(work: (ask: (ask: LongAsk) => Promise<LongAnswer>) => Promise<void>): Promise<number | null> {
  const child = new AskedProcess<LongAsk, LongAnswer>(path.join(__dirname, "longProcess.ts"), [], MEMORY_ENVIRONMENT);
  let most: number | null = null;
  const timer = setInterval(() => void memoryOf(child.pid).then(memory => memory && (most = Math.max(most ?? 0, memory.own / MB))), SAMPLE_MS);
  try {
    await work(ask => child.ask(ask));
    return most;
  } finally {
    clearInterval(timer);
    child.end();
  }
}
