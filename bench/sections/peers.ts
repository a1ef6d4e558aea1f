import path from "node:path";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import type { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { never, type Context } from "../context";
import { interleaved } from "../measure/interleaved";
import { memoryOf } from "../measure/privateMemory";
import { ratios, summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import { randomModel } from "../models/randomModel";
import { gpt2Small } from "../models/shapes";
import { packageVersion } from "../packageVersion";
import { installTransformers, TRANSFORMERS } from "../peers/installTransformers";
import { transformersFolder, transformersRoot } from "../peers/transformersFolder";
import type { AttentionStyle } from "../peers/transformersGraph";
import type { TransformersAnswer, TransformersAsk } from "../peers/transformersProcess";
import type { Figure, Section } from "../report/figure";
import { AskedProcess } from "../runtime/askProcess";
import { withModel } from "../runtime/loadedShapes";
import { inRoot } from "../../scripts/paths.mjs";
import { decoder } from "./decode";

const TITLE = "Against @huggingface/transformers";
const PREFILL = 512;
const STEPS = 10;
/** Logits may differ by this much: a peer that computes something else is not timed. */
const CLOSE = 1e-3;

type Peer = AskedProcess<TransformersAsk, TransformersAnswer>;

/** The same weights and the same work in transformers.js: prefill and decode. It cannot trace. */
export async function measurePeers(context: Context): Promise<Section> {
  const skipped = (why: string): Section => ({ name: "peers", title: TITLE, notes: [], figures: [], skipped: why });
  if (context.options.peers === "none") return skipped("--no-peers was given.");
  if (context.options.device !== "cpu") return skipped("it is compared on the CPU only.");
  let installed;
  try {
    installed = await installTransformers(context.options.peers === "install");
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error));
  }
  const open = await openModel(await randomModel(gpt2Small));
  const peers = new Map<AttentionStyle, Peer>();
  try {
    const figures: Figure[] = [];
    for (const style of ["decomposed", "fused"] as const) {
      const peer: Peer = new AskedProcess(path.join(__dirname, "../peers/transformersProcess.ts"), []);
      peers.set(style, peer);
      const model = await transformersFolder(open, style);
      const { milliseconds } = await peer.ask({ kind: "load", library: installed.folder, root: transformersRoot(), model });
      const memory = await memoryOf(peer.pid);
      figures.push({ of: "Loading", what: `transformers.js, ${style} attention`, unit: "ms", values: summaryOf([milliseconds]) });
      if (memory) figures.push({ of: "Loading", what: "… own memory of its process after that", unit: "MB", values: summaryOf([memory.own / 1e6]) });
    }
    await withModel(gpt2Small, context.devices, async measured => {
      const { model, vocabulary, costs } = measured;
      for (const peer of peers.values()) await checkSame(model, peer, vocabulary);
      const ids = spreadIds(PREFILL, vocabulary);
      const compare = async (of: string, rounds: number, ours: () => Promise<number | void>, ask: TransformersAsk, cost: Figure["cost"]): Promise<void> => {
        const theirs = (style: AttentionStyle) => async () => (await peers.get(style)!.ask(ask)).milliseconds;
        const samples = await interleaved(context.rounds(rounds), { ours, decomposed: theirs("decomposed"), fused: theirs("fused") });
        const best = summaryOf(samples.fused).median < summaryOf(samples.decomposed).median ? "fused" : "decomposed";
        const peer = { name: `transformers.js, ${best} attention`, values: summaryOf(samples[best]), ratio: summaryOf(ratios(samples.ours, samples[best])) };
        figures.push({ of, what: "time", unit: "ms", values: summaryOf(samples.ours), peer, ...(cost && { cost }), goal: 1 });
      };
      const prefill = async (): Promise<void> => void (await new BranchingModel(model).next([ids], never));
      await compare(`Prefill of ${PREFILL} tokens`, 9, prefill, { kind: "prefill", ids }, costs.pass(PREFILL, 1));
      for (const length of [16, 512]) {
        const ask: TransformersAsk = { kind: "decode", context: spreadIds(length, vocabulary), ids: spreadIds(STEPS, vocabulary) };
        await compare(`A token behind ${length} others`, 7, decoder(measured, length), ask, costs.token(length));
      }
    });
    const own = await packageVersion(inRoot("node_modules/onnxruntime-node"));
    const same = installed.onnxRuntime === own ? `the same ONNX Runtime (${own})` : `ONNX Runtime ${installed.onnxRuntime}, ours is ${own}`;
    const notes = [
      `transformers.js ${TRANSFORMERS} in a process of its own, on ${same}, float32, with the same weights as an ONNX graph in its own layout, in two styles; logits agree within ${CLOSE}, checked in this run.`,
      "It repacks the weights into its own memory, Model Lens leaves them in the file. It has no way to trace; only plain passes are compared.",
    ];
    return { name: "peers", title: TITLE, notes, figures };
  } finally {
    for (const peer of peers.values()) peer.end();
  }
}

/** Throws when the peer's logits are not ours, for a prefill and for steps behind it. */
async function checkSame(model: LoadedModel, peer: Peer, vocabulary: number): Promise<void> {
  const context = spreadIds(PREFILL, vocabulary);
  const next = spreadIds(3, vocabulary);
  const branching = new BranchingModel(model);
  const said = async (text: readonly number[]): Promise<Float32Array> => (await branching.next([text], never))[0]?.logits ?? new Float32Array(0);
  checkClose(await said(context), (await peer.ask({ kind: "prefill", ids: context })).logits, "prefill");
  const { logits } = await peer.ask({ kind: "decode", context, ids: next });
  for (const i of next.keys()) checkClose(await said([...context, ...next.slice(0, i + 1)]), logits?.subarray(i * vocabulary, (i + 1) * vocabulary) ?? null, `token ${i + 1} behind it`);
}

function checkClose(ours: Float32Array, theirs: Float32Array | null, where: string): void {
  if (theirs?.length !== ours.length) throw new Error(`The peer gave ${theirs?.length ?? 0} logits instead of ${ours.length} (${where}).`);
  const apart = ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
  if (!(apart <= CLOSE)) throw new Error(`The peer's logits differ from ours by ${apart} (${where}): it does not do the same work.`);
}
