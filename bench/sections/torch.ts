import { cpus } from "node:os";
import { TracedRun } from "../../src/runtime/traces/tracedRun";
import type { Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import { gpt2Small } from "../models/shapes";
import { pythonWithTorch, TorchPeer } from "../peers/torchPeer";
import type { Section } from "../report/figure";
import { withModel } from "../runtime/loadedShapes";

const TITLE = "Against PyTorch";
const TOKENS = 512;
/** Logits may differ by this much. */
const CLOSE = 1e-3;

/** Our trace against eager PyTorch that keeps attentions and hidden states (`output_attentions`), where a Python with PyTorch is at hand. */
export async function measureTorch({ options, devices, rounds }: Context): Promise<Section> {
  const skipped = (why: string): Section => ({ name: "torch", title: TITLE, notes: [], figures: [], skipped: why });
  if (options.peers === "none") return skipped("--no-peers was given.");
  if (options.device !== "cpu") return skipped("it is compared on the CPU only.");
  const python = await pythonWithTorch();
  if (python === null) return skipped("PyTorch is not at hand: `python3 -c 'import torch'` fails. Debian's package is python3-torch.");
  const peer = new TorchPeer(python);
  try {
    let section: Section | undefined;
    await withModel(gpt2Small, devices, async ({ model, costs, vocabulary }) => {
      const { config } = model.open.recipe;
      const { file } = [...model.open.checkpoint.tensors.values()][0]!;
      const threads = cpus().length;
      const { version } = await peer.ask({ kind: "load", file, threads, layers: config.layers, heads: config.heads, eps: config.eps });
      const ids = spreadIds(TOKENS, vocabulary);
      const rows = [TOKENS - 1];
      const { logits } = await new TracedRun(model, { ids }).unembed(rows);
      const { logits: theirs = [] } = await peer.ask({ kind: "pass", ids, look: true });
      const apart = theirs.length === logits.length ? logits.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0) : NaN;
      if (!(apart <= CLOSE)) throw new Error(`PyTorch's logits differ from ours by ${apart}: it does not run the same model.`);
      const speed = (milliseconds: number): number => (1000 * TOKENS) / milliseconds;
      const samples = await interleaved(rounds(7), {
        ours: async () => {
          const started = performance.now();
          await new TracedRun(model, { ids }).unembed(rows);
          return speed(performance.now() - started);
        },
        theirs: async () => speed((await peer.ask({ kind: "pass", ids, look: false })).milliseconds ?? NaN),
      });
      const whole = costs.pass(TOKENS, 1);
      section = {
        name: "torch",
        title: TITLE,
        notes: [`PyTorch ${version ?? ""} in eager mode with ${threads} threads, float32, the same file, all patterns and streams kept as tensors. Ours keeps the stream, keys and values, of which every pattern can be recomputed. Logits agree within ${CLOSE}, checked in this run.`],
        figures: [
          {
            of: `${gpt2Small.name}, ${TOKENS} tokens`,
            what: "traced pass with the last token's logits",
            unit: "tokens/s",
            values: summaryOf(samples.ours),
            peer: { name: "PyTorch with attentions and hidden states", values: summaryOf(samples.theirs), ratio: summaryOf(ratios(samples.ours, samples.theirs)) },
            cost: { operations: whole.operations / TOKENS, bytes: whole.bytes / TOKENS },
            goal: 2.4,
          },
        ],
      };
    });
    if (!section) throw new Error("Nothing was measured.");
    return section;
  } finally {
    peer.end();
  }
}
