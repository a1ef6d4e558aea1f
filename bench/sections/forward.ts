import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { TracedRun } from "../../src/runtime/traces/tracedRun";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import type { Figure, Section } from "../report/figure";
import { withEach } from "../runtime/loadedShapes";

/** A plain pass (logits of the last token) against one whose residual stream is kept. */
export async function measureForward(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withEach(context, async ({ name, model, costs, vocabulary }) => {
    for (const tokens of context.lengths(name, [512, 2000])) {
      const ids = spreadIds(tokens, vocabulary);
      const rows = [tokens - 1];
      const { plain, traced, quiet } = await interleaved(context.rounds(tokens > 512 ? 4 : 11), {
        plain: async () => void (await new BranchingModel(model).next([ids], never)),
        traced: async () => void (await new TracedRun(model, { ids }).unembed(rows)),
        quiet: async () => void (await new TracedRun(model, { ids }).finished),
      });
      const of = `${name}, ${tokens.toLocaleString("en")} tokens`;
      figures.push(
        { of, what: "plain pass, logits of the last token", unit: "ms", values: summaryOf(plain), cost: costs.pass(tokens, 1) },
        {
          of, what: "traced pass, residual stream kept", unit: "ms", values: summaryOf(traced), cost: costs.pass(tokens, 1), goal: 1.05,
          peer: { name: "our plain pass", values: summaryOf(plain), ratio: summaryOf(ratios(traced, plain)) },
        },
        { of, what: "traced pass without logits, as a view asks for it", unit: "ms", values: summaryOf(quiet), cost: costs.pass(tokens, 0) },
      );
    }
  });
  return {
    name: "forward",
    title: "Plain and traced passes",
    notes: ["An empty cache each time. Ratios are taken within a round, so that other work on the machine meets both sides; believe them before the milliseconds."],
    figures,
  };
}
