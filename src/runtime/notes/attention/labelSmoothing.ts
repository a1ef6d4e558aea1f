import type { ListingPicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { crossEntropy, smoothedCrossEntropy } from "../../commands/loss";
import type { TracedRun } from "../../traces/tracedRun";
import { bothStacks } from "../bothStacks";
import { rankCorrelation } from "../rankCorrelation";
import { mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";
import { finishedRun, textRun } from "../textRun";

/** Logits that are held at once. */
const MOST_LOGITS = 1 << 22;
/** A row for each: more say no more. */
const MOST_TOKENS = 512;
/** Tokens whose ranks can be compared. */
const LEAST_TOKENS = 3;

/** Vaswani et al. 2017, section 5.4: "this hurts perplexity, as the model learns to be more unsure". */
export const labelSmoothing: Statement = {
  applies: ({ recipe: { head } }) => (head.labels === undefined && head.task !== "masked language model" ? null : `This model predicts no next token (${head.task}).`),
  run: async given => {
    const epsilon = numberOf(given, "epsilon");
    const { run, texts, what } = await predicted(given);
    if (texts.length < LEAST_TOKENS) throw new Problem("input-invalid", `Ranks of fewer than ${LEAST_TOKENS} predicted tokens say nothing; there ${texts.length === 1 ? "is one" : `are ${texts.length}`}.`, { remedy: "Select more text." });
    const losses = await lossesOf(run, epsilon);
    const added = losses.map(({ plain, smoothed }) => smoothed - plain);
    const goesWith = rankCorrelation(added, losses.map(({ greatest }) => greatest));
    const vocabulary = run.recipe.config.vocabulary;
    return {
      holds: goesWith > 0,
      figure: goesWith,
      unit: "rank correlation",
      says: `Over ${losses.length.toLocaleString("en")} tokens ${what} the loss is ${mean(losses.map(({ plain }) => plain)).toFixed(3)} nats, and ${mean(losses.map(({ smoothed }) => smoothed)).toFixed(3)} with ε = ${epsilon}; no prediction could get below ${floorOf(epsilon, vocabulary).toFixed(3)} there. Smoothing adds ${Math.max(...added).toFixed(2)} nats at most, and its addition goes with the model's certainty (rank correlation ${goesWith.toFixed(2)}).`,
      settings: { tokens: run.ids.length },
      pictures: [curves(losses), listing(losses, texts)],
    };
  },
};

interface TokenLoss {
  readonly plain: number;
  readonly smoothed: number;
  /** Probability of the likeliest token. */
  readonly greatest: number;
}

/** The pass whose tokens are predicted: over the text, or over what the model writes for it. */
async function predicted(given: Given): Promise<{ readonly run: TracedRun; readonly texts: readonly string[]; readonly what: string }> {
  if (!given.loaded.model.open.encoder) {
    const run = await textRun(given, MOST_TOKENS);
    return { run, texts: run.tokens.slice(1).map(token => token.text), what: "of the text" };
  }
  const { target, memory } = await bothStacks(given, MOST_TOKENS);
  const run = await finishedRun(given, { ids: target.map(token => token.id), memory });
  return { run, texts: target.slice(1).map(token => token.text), what: "that the model itself writes for the text" };
}

async function lossesOf(run: TracedRun, epsilon: number): Promise<TokenLoss[]> {
  const { vocabulary } = run.recipe.config;
  const labels = run.ids.slice(1);
  const step = Math.max(1, Math.floor(MOST_LOGITS / vocabulary));
  const losses: TokenLoss[] = [];
  while (losses.length < labels.length) {
    const rows = Array.from({ length: Math.min(step, labels.length - losses.length) }, (_, index) => losses.length + index);
    const { logits } = await run.unembed(rows);
    rows.forEach((row, index) => {
      const own = logits.subarray(index * vocabulary, (index + 1) * vocabulary);
      const likeliest = own.indexOf(own.reduce((most, logit) => Math.max(most, logit), -Infinity));
      const label = labels[row] as number;
      losses.push({ plain: crossEntropy(own, label), smoothed: smoothedCrossEntropy(own, label, epsilon), greatest: Math.exp(-crossEntropy(own, likeliest)) });
    });
  }
  return losses;
}

/** The smoothed target's own entropy, nats: the least that any prediction can lose. */
function floorOf(epsilon: number, vocabulary: number): number {
  const [label, other] = [1 - epsilon + epsilon / vocabulary, epsilon / vocabulary];
  return -label * Math.log(label) - (vocabulary - 1) * other * Math.log(other);
}

function curves(losses: readonly TokenLoss[]): CurvesPicture {
  return {
    kind: "curves",
    id: "loss-plain-and-smoothed",
    title: "Loss of each token",
    about: "As it is, and with a share of the target spread over the vocabulary.",
    x: { name: "token", unit: "", at: Float32Array.from(losses.keys()) },
    value: { name: "loss", unit: "nats" },
    lines: [
      { name: "plain", values: Float32Array.from(losses, ({ plain }) => plain) },
      { name: "smoothed", values: Float32Array.from(losses, ({ smoothed }) => smoothed) },
    ],
    logarithmic: false,
    steps: false,
  };
}

function listing(losses: readonly TokenLoss[], texts: readonly string[]): ListingPicture {
  return {
    kind: "listing",
    id: "loss-by-token",
    title: "Token by token",
    about: "What smoothing adds to each token's loss, and how certain the model was of its likeliest one.",
    columns: [{ name: "token", unit: "" }, { name: "plain", unit: "nats" }, { name: "smoothed", unit: "nats" }, { name: "added", unit: "nats" }, { name: "certainty", unit: "" }],
    rows: losses.map(({ plain, smoothed, greatest }, at) => [texts[at] ?? "", plain, smoothed, smoothed - plain, greatest]),
  };
}
