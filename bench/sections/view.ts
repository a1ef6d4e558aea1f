import { TILE, type Tile } from "../../src/protocol/attention";
import { openModel } from "../../src/runtime/model/openModel";
import type { RuntimeInstance } from "../../src/views/runtimeInstance";
import type { Context } from "../context";
import { both, Costs, times } from "../floors/cost";
import { interleaved, timed } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import { textOf } from "../models/ids";
import { randomModel } from "../models/randomModel";
import type { Shape } from "../models/shapes";
import type { Figure, Section } from "../report/figure";
import { endRuntime, forkedRuntime } from "../runtime/forkedRuntime";

/** What the attention page asks for, asked as the extension asks: of the forked runtime, over its channel. */
export async function measureView(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  for (const shape of context.shapes) figures.push(...(await figuresOf(shape, context)));
  return {
    name: "view",
    title: "What the attention page asks for, warm",
    notes: [
      "Over the channel to the forked runtime: tokenizer, pass, reduction and transport included, painting not.",
      "The page asks for all glances first and for the picture right after; both orders are shown. A layer can be looked at while later ones still run. No head is asked for twice while its picture is kept.",
    ],
    figures,
  };
}

async function figuresOf(shape: Shape, { options, rounds, lengths, script }: Context): Promise<Figure[]> {
  const folder = await randomModel(shape);
  const open = await openModel(folder);
  const { layers, heads } = open.recipe.config;
  const costs = new Costs(open);
  const runtime = await forkedRuntime(script, options.device);
  const figures: Figure[] = [];
  try {
    for (const tokens of lengths(shape.name, [512, 2000])) {
      const ask = new PageAsks(runtime, folder, tokens, layers, heads);
      const of = `${shape.name}, ${tokens.toLocaleString("en")} tokens`;
      const kept = await ask.run();
      await runtime.client.glances({ run: kept });
      const first: number[] = [];
      for (let layer = 0; figures.length === 0 && layer < layers; layer++) first.push(await timed(() => ask.picture(kept, layer, 0)));
      const together: number[] = [];
      const samples = await interleaved(rounds(tokens > 512 ? 4 : 9), {
        picture: async () => {
          const started = performance.now();
          const run = await ask.run();
          await ask.picture(run, 0, 0);
          const seen = performance.now() - started;
          await ask.release(run);
          return seen;
        },
        lastLayer: async () => {
          const started = performance.now();
          const run = await ask.run();
          await ask.picture(run, layers - 1, 0);
          const seen = performance.now() - started;
          await ask.release(run);
          return seen;
        },
        pictureAmongGlances: async () => {
          const started = performance.now();
          const run = await ask.run();
          const glances = runtime.client.glances({ run });
          await ask.picture(run, 0, 0);
          const seen = performance.now() - started;
          await glances;
          together.push(performance.now() - started);
          await ask.release(run);
          return seen;
        },
        head: () => ask.nextPicture(kept, "raw"),
        weighted: () => ask.nextPicture(kept, "value-weighted"),
        reads: () => ask.line(kept, "reads"),
        readBy: () => ask.line(kept, "read-by"),
        glances: async () => void (await runtime.client.glances({ run: kept })),
      });
      await ask.release(kept);
      const head = costs.pattern(tokens, 1);
      const pass = costs.pass(tokens, 0);
      const layer = { operations: pass.operations / layers, bytes: pass.bytes / layers };
      const soon = tokens === 512 ? { goal: 300 } : {};
      figures.push(
        { of, what: "selection → first picture, of the first layer", unit: "ms", values: summaryOf(samples.picture), cost: both(layer, head), ...soon },
        { of, what: "… with all glances asked for before it", unit: "ms", values: summaryOf(samples.pictureAmongGlances), cost: both(layer, head), ...soon },
        { of, what: "selection → first picture, of the last layer", unit: "ms", values: summaryOf(samples.lastLayer), cost: both(pass, head) },
        { of, what: "selection → picture and glances of every layer", unit: "ms", values: summaryOf(together.slice(1)), cost: both(pass, times(layers, costs.pattern(tokens, heads))) },
        { of, what: "another head's picture", unit: "ms", values: summaryOf(samples.head), cost: head, goal: 50 },
        { of, what: "another head's picture, value-weighted", unit: "ms", values: summaryOf(samples.weighted), cost: head, goal: 50 },
        ...(first.length > 0 ? [{ of, what: "a head of a layer never looked at before", unit: "ms" as const, values: summaryOf(first), cost: head, goal: 50 }] : []),
        { of, what: "what a token reads (a row)", unit: "ms", values: summaryOf(samples.reads), cost: costs.row(tokens), goal: 50 },
        { of, what: "what a token is read by (a column)", unit: "ms", values: summaryOf(samples.readBy), cost: head, goal: 50 },
        { of, what: `all ${layers} glances`, unit: "ms", values: summaryOf(samples.glances), cost: times(layers, costs.pattern(tokens, heads)) },
      );
    }
  } finally {
    await endRuntime(runtime);
  }
  return figures;
}

/** The page's requests about one text. */
class PageAsks {
  #next = 1;

  constructor(
    private readonly runtime: RuntimeInstance,
    private readonly folder: string,
    private readonly tokens: number,
    private readonly layers: number,
    private readonly heads: number,
  ) {}

  async run(): Promise<string> {
    const { run, panes } = await this.runtime.client.trace({ folder: this.folder, text: textOf(this.tokens) });
    if ((panes[0]?.queries.length ?? 0) !== this.tokens) throw new Error(`The text has ${(panes[0]?.queries.length ?? 0)} tokens instead of ${this.tokens}.`);
    return run;
  }

  /** A head's whole picture in one tile: what is painted first. */
  async picture(run: string, layer: number, head: number, weighting: "raw" | "value-weighted" = "raw"): Promise<void> {
    const level = Math.max(0, Math.ceil(Math.log2(this.tokens / TILE)));
    const tile: Tile = await this.runtime.client.tile({ run, layer, head, weighting, level, row: 0, column: 0 });
    if (tile.rows !== Math.ceil(this.tokens / 2 ** level)) throw new Error(`The tile has ${tile.rows} rows.`);
  }

  /** Goes through all heads in turn, so that none is asked for again before its picture was dropped. */
  async nextPicture(run: string, weighting: "raw" | "value-weighted"): Promise<void> {
    const at = this.#next++ % (this.layers * this.heads);
    await this.picture(run, Math.floor(at / this.heads), at % this.heads, weighting);
  }

  async line(run: string, direction: "reads" | "read-by"): Promise<void> {
    const at = this.#next++ % (this.layers * this.heads);
    const token = Math.floor(this.tokens / 2);
    await this.runtime.client.line({ run, layer: Math.floor(at / this.heads), head: at % this.heads, weighting: "raw", token, direction });
  }

  async release(run: string): Promise<void> {
    await this.runtime.client.release({ run });
  }
}
