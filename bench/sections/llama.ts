import { cpus } from "node:os";
import path from "node:path";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import type { LoadedModel } from "../../src/runtime/model/loadedModel";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import type { GgufType } from "../peers/gguf";
import { ggufModel } from "../peers/ggufModel";
import { installLlama, NODE_LLAMA } from "../peers/installLlama";
import type { LlamaAnswer, LlamaAsk } from "../peers/llamaProcess";
import type { Figure, Section } from "../report/figure";
import { AskedProcess } from "../runtime/askProcess";
import { quantised, withEach, type Measured } from "../runtime/loadedShapes";
import { decoder, STEPS } from "./decode";

const TITLE = "Against llama.cpp";
const PREFILL = 512;
const LENGTHS = [8, 512];
/** float32 logits may differ by this much: sums run in another order through twelve layers. */
const CLOSE = 1e-2;
/** Both precisions' names, how many bits ours takes, and what the ratios should reach. */
const PRECISIONS = [
  { type: "F32", words: "float32", bits: null, goals: { decode: 1.15, prefill: 1 } },
  { type: "Q8_0", words: "8 bit", bits: 8, goals: { decode: 1.2, prefill: 1 } },
  { type: "Q4_0", words: "4 bit", bits: 4, goals: { decode: 1.2, prefill: 1 } },
] as const satisfies readonly { type: GgufType; words: string; bits: 8 | 4 | null; goals: object }[];
type Precision = (typeof PRECISIONS)[number];

/** The same weights and the same work in llama.cpp at equal precision, with as many threads: decode and prefill. */
export async function measureLlama(context: Context): Promise<Section> {
  const skipped = (why: string): Section => ({ name: "llama", title: TITLE, notes: [], figures: [], skipped: why });
  const { peers, device } = context.options;
  if (peers === "none") return skipped("--no-peers was given.");
  if (device !== "cpu") return skipped("it is compared on the CPU only.");
  let library: string;
  try {
    library = await installLlama(peers === "install");
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error));
  }
  const figures: Figure[] = [];
  const threads = cpus().length;
  await withEach(context, async measured => {
    for (const precision of PRECISIONS) {
      const peer = new AskedProcess<LlamaAsk, LlamaAnswer>(path.join(__dirname, "../peers/llamaProcess.ts"), []);
      try {
        const file = await ggufModel(measured.model.open, precision.type);
        await peer.ask({ kind: "load", library, file, threads, context: 1024, cache: precision.bits === null ? "F32" : "F16" });
        if (precision.bits === null) await checkSame(measured, peer);
        const compared = async (model: LoadedModel): Promise<void> => void figures.push(...(await figuresOf(measured, model, peer, precision, context)));
        await (precision.bits === null ? compared(measured.model) : quantised(measured, precision.bits, compared));
      } finally {
        peer.end();
      }
    }
  });
  const notes = [
    `llama.cpp as node-llama-cpp ${NODE_LLAMA} ships it, in a process of its own with ${threads} threads, as many as ours; its own calls, without sampling. The same weights as GGUF: float32, Q8_0, Q4_0 (blocks of 32, every matrix the same); its cache in float32, or as usual in half precision beside quantised weights. float32 logits agree within ${CLOSE}, checked in this run.`,
    `Decode: mean of ${STEPS} tokens behind one that is not timed; ours with the logits copied to the caller. The floor counts our own weights and our float32 cache, read once; ratios of tokens per second, so higher is better. On a machine that others use, llama.cpp's threads, which wait awake for each other, lose more than ours: compare on a quiet one.`,
  ];
  return { name: "llama", title: TITLE, notes, figures };
}

async function figuresOf({ name, costs, vocabulary }: Measured, model: LoadedModel, peer: AskedProcess<LlamaAsk, LlamaAnswer>, { type, words, bits, goals }: Precision, { rounds }: Context): Promise<Figure[]> {
  const figures: Figure[] = [];
  const figure = (what: string, speeds: Record<"ours" | "theirs", number[]>): Pick<Figure, "of" | "what" | "unit" | "values" | "peer"> => ({
    of: name,
    what: `${what}, ${words}`,
    unit: "tokens/s",
    values: summaryOf(speeds.ours),
    peer: { name: `llama.cpp ${type}`, values: summaryOf(speeds.theirs), ratio: summaryOf(ratios(speeds.ours, speeds.theirs)) },
  });
  for (const length of LENGTHS) {
    const ours = decoder({ model, vocabulary }, length);
    const ask: LlamaAsk = { kind: "decode", context: spreadIds(length, vocabulary), ids: spreadIds(STEPS + 1, vocabulary) };
    const speeds = await interleaved(rounds(11), { ours: async () => 1000 / (await ours()), theirs: async () => 1000 / (await peer.ask(ask)).milliseconds });
    figures.push({ ...figure(`decode behind ${length} tokens`, speeds), cost: costs.token(length, bits), goal: goals.decode });
  }
  const ids = spreadIds(PREFILL, vocabulary);
  const speeds = await interleaved(rounds(7), {
    ours: async () => {
      const started = performance.now();
      await new BranchingModel(model).next([ids], never);
      return (1000 * PREFILL) / (performance.now() - started);
    },
    theirs: async () => (1000 * PREFILL) / (await peer.ask({ kind: "prefill", ids, look: false })).milliseconds,
  });
  const whole = costs.pass(PREFILL, 1);
  // Integer products are faster than those that the rates know: no floor is known for quantised ones.
  figures.push({ ...figure(`prefill of ${PREFILL} tokens`, speeds), ...(bits === null && { cost: { operations: whole.operations / PREFILL, bytes: whole.bytes / PREFILL } }), goal: goals.prefill });
  return figures;
}

/** Throws when the peer's logits are not ours: it would be another model that is timed. */
async function checkSame({ model, vocabulary }: Measured, peer: AskedProcess<LlamaAsk, LlamaAnswer>): Promise<void> {
  const ids = spreadIds(PREFILL, vocabulary);
  const [next] = await new BranchingModel(model).next([ids], never);
  const { logits } = await peer.ask({ kind: "prefill", ids, look: true });
  if (!next || logits?.length !== next.logits.length) throw new Error(`llama.cpp gave ${logits?.length ?? 0} logits.`);
  const apart = next.logits.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i]!)), 0);
  if (!(apart <= CLOSE)) throw new Error(`llama.cpp's logits differ from ours by ${apart}: it does not run the same model.`);
}
