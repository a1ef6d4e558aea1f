import type { ListingPicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { greatest } from "../../decoding/scores";
import { followPath } from "../../decoding/search/followPath";
import { BranchingModel } from "../../generation/branchingModel";
import { causal, prefix, type Mask } from "../../model/parts/masks";
import { deviation, mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";
import { finishedRun, tokensOf } from "../textRun";
import { tokenScores } from "../tokenScores";

/** Standard errors by which the gap has to be cheaper. */
const ERRORS = 2;
/** Tokens of each filling that are shown, at most. */
const SHOWN = 32;

/** A gap under one mask: losses of its tokens, in nats, and what the model says there. */
interface Filled {
  readonly name: string;
  readonly losses: readonly number[];
  readonly said: string;
}

/** Tay et al. 2022, sections 3.1.2 and 4: the sequential denoiser's gap, by a prefix LM and by a causal one. */
export const sameGap: Statement = {
  applies: ({ recipe, encoder }) => {
    if (encoder) return "An encoder reads the beginning in both directions, and has no causal mask: its denoisers are a statement of their own.";
    if (recipe.head.task !== "causal language model") return `This is a model for ${recipe.head.task}: its tokens all see each other.`;
    return recipe.mask.opens ? null : `A beginning that sees itself goes with a causal mask; this model's is ${recipe.mask.about}.`;
  },
  run: async given => {
    const ids = (await tokensOf(given)).map(({ id }) => id);
    const from = ids.length - Math.round(ids.length * numberOf(given, "share"));
    if (from < 2 || ids.length - from < 2) throw new Problem("text-empty", "A text of so few tokens has no beginning and no gap behind it.", { remedy: "Select more text." });
    const masks: readonly (readonly [string, Mask])[] = [["prefix LM", prefix(from)], ["causal LM", causal]];
    const found: Filled[] = [];
    for (const [name, mask] of masks) {
      found.push(await filled(given, name, mask, ids, from));
      given.progress(found.length / masks.length);
      given.show(pictures(found, from));
    }
    const [open, closed] = found as [Filled, Filled];
    const gains = closed.losses.map((loss, index) => loss - (open.losses[index] as number));
    const [gain, error] = [mean(gains), deviation(gains) / Math.sqrt(gains.length)];
    return {
      holds: gain > ERRORS * error,
      figure: gain,
      unit: "nats per token by which the gap is cheaper as a prefix LM",
      says: `The last ${gains.length} of ${ids.length} tokens cost ${mean(open.losses).toFixed(3)} nats each where the ${from} before them see each other, and ${mean(closed.losses).toFixed(3)} under the causal mask: ${Math.abs(gain).toFixed(3)} ${gain < 0 ? "more" : "less"} (standard error ${error.toFixed(3)}).`,
      settings: { tokens: ids.length, prefix: from },
      pictures: pictures(found, from),
    };
  },
};

async function filled(given: Given, name: string, mask: Mask, ids: readonly number[], from: number): Promise<Filled> {
  const { model, tokenizer } = given.loaded;
  const run = await finishedRun(given, { ids: ids.slice(0, -1), mask });
  const scores = await tokenScores(run, ids.slice(from).map((id, index) => [from + index - 1, id] as const));
  const end = model.open.recipe.config.read.optionalId("eos_token_id");
  const { tokens } = await followPath(
    new BranchingModel(model, { mask }),
    ids.slice(0, from),
    { adapters: [], maxNewTokens: Math.min(SHOWN, ids.length - from), endIds: new Set(end === null ? [] : [end]), signal: given.signal },
    greatest,
  );
  return { name, losses: scores.map(({ loss }) => loss), said: await tokenizer().decode(tokens, { skipSpecial: true }) };
}

function pictures(found: readonly Filled[], from: number): readonly [ListingPicture, CurvesPicture] {
  const [first] = found as [Filled];
  return [
    {
      kind: "listing",
      id: "the-same-gap",
      title: "The same gap under each mask",
      about: "The loss of what stood there, and the likeliest tokens in its place.",
      columns: [
        { name: "read by", unit: "" },
        { name: "loss", unit: "nats per token" },
        { name: "filled in", unit: "" },
      ],
      rows: found.map(({ name, losses, said }) => [name, mean(losses), said]),
    },
    {
      kind: "curves",
      id: "loss-along-the-gap",
      title: "Loss so far along the gap",
      about: "Mean over the gap's tokens up to each.",
      x: { name: "position", unit: "tokens", at: Float32Array.from(first.losses, (_, index) => from + index) },
      value: { name: "loss", unit: "nats per token" },
      lines: found.map(({ name, losses }) => ({ name, values: Float32Array.from(losses, (_, index) => mean(losses.slice(0, index + 1))) })),
      logarithmic: false,
      steps: false,
    },
  ];
}
