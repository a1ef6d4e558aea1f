import { TracedRun } from "../../src/runtime/traces/tracedRun";
import type { Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { longestGap } from "../measure/longestGap";
import { summaryOf } from "../measure/summary";
import { spreadIds, textOf } from "../models/ids";
import { randomModel } from "../models/randomModel";
import { gpt2Small } from "../models/shapes";
import type { Section } from "../report/figure";
import { endRuntime, forkedRuntime } from "../runtime/forkedRuntime";
import { withModel } from "../runtime/loadedShapes";

const TOKENS = 512;
const IDLE_MS = 1000;

/** The longest time for which the parent (in VS Code: the extension host, with everybody's extensions) stands still. */
export async function measureBlocking({ options, devices, rounds, script }: Context): Promise<Section> {
  const folder = await randomModel(gpt2Small);
  const runtime = await forkedRuntime(script, options.device);
  try {
    let samples: Record<"idle" | "forked" | "inside", number[]> | undefined;
    await withModel(gpt2Small, devices, async ({ model, vocabulary }) => {
      const ids = spreadIds(TOKENS, vocabulary);
      samples = await interleaved(rounds(5), {
        idle: () => longestGap(() => new Promise(resolve => setTimeout(resolve, IDLE_MS))),
        forked: () => longestGap(async () => {
          const { run } = await runtime.client.trace({ folder, text: textOf(TOKENS) });
          await runtime.client.glances({ run });
          await runtime.client.release({ run });
        }),
        inside: () => longestGap(() => new TracedRun(model, { ids }).finished),
      });
    });
    const { idle, forked, inside } = samples!;
    const of = `${gpt2Small.name}, ${TOKENS.toLocaleString("en")} tokens`;
    return {
      name: "blocking",
      title: "The extension host's longest standstill",
      notes: ["The longest time between two turns of the parent's event loop, per round. The runtime takes all cores while it runs, so this depends on the system's scheduler too."],
      figures: [
        { of, what: "nothing to do, for comparison", unit: "ms", values: summaryOf(idle) },
        { of, what: "trace and all glances in the forked runtime", unit: "ms", values: summaryOf(forked), goal: 50 },
        { of, what: "the same trace inside the process, for comparison", unit: "ms", values: summaryOf(inside) },
      ],
    };
  } finally {
    await endRuntime(runtime);
  }
}
