import type { ListingPicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { nextTokenLosses } from "../../experiments/nextTokens";
import { logProbabilities } from "../continued";
import { splitPrompt } from "../splitPrompt";
import { numberOf, wordsOf, type Given, type Statement } from "../statement";
import { finishedRun } from "../textRun";

/** Radford et al. 2018, equation 5: L = L_task + λ · L_LM. */
export const jointObjective: Statement = {
  applies: ({ recipe: { head } }) => (head.task === "causal language model" || head.task === "language model and multiple choice" ? null : `This model has no loss over next tokens (${head.task}).`),
  run: async given => {
    const lambda = numberOf(given, "lambda");
    const labels = wordsOf(given, "labels").split(",").map(label => label.trim()).filter(label => label !== "");
    const right = labels.indexOf(wordsOf(given, "label").trim());
    if (labels.length < 2 || new Set(labels).size < labels.length) throw new Problem("input-invalid", "labels must be two or more different words, with commas between.", { remedy: "Correct the labels." });
    if (right < 0) throw new Problem("input-invalid", `label must be one of ${labels.join(", ")}.`, { remedy: "Choose one of the labels." });
    const { sequence, scores } = await scored(given, `${given.text.trimEnd()} ${wordsOf(given, "cue").trim()}`.trimEnd(), labels);
    if (sequence.length < 2) throw new Problem("input-invalid", "One token predicts none behind it.", { remedy: "Select more text, or give a cue." });
    const total = Math.log(scores.reduce((sum, score) => sum + Math.exp(score), 0));
    const losses = await nextTokenLosses(await finishedRun(given, { ids: sequence, onStep: given.progress }));
    const language = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    const [task, untrained] = [total - (scores[right] as number), Math.log(labels.length)];
    return {
      holds: task < untrained,
      figure: task,
      unit: "nats, the task's loss by the model's own words",
      says: `The sequence of ${sequence.length.toLocaleString("en")} tokens costs ${language.toFixed(3)} nats a token, and the label “${labels[right] ?? ""}” ${task.toFixed(3)} nats among ${labels.length} by the model's own words for them, against ${untrained.toFixed(3)} = ln ${labels.length} by a head that knows nothing. With λ = ${lambda} they join to ${(task + lambda * language).toFixed(3)}, and to ${(untrained + lambda * language).toFixed(3)} where tuning begins with a new head.`,
      settings: { tokens: sequence.length },
      pictures: [byLabel(labels, scores.map(score => score - total), right), byLambda(task, untrained, language)],
    };
  },
};

/** Log-probability of each label behind the prompt, and the prompt's tokens: the last is what the task's answer is read at. */
async function scored(given: Given, prompt: string, labels: readonly string[]): Promise<{ readonly sequence: readonly number[]; readonly scores: readonly number[] }> {
  const tokenizer = given.loaded.tokenizer();
  let sequence: readonly number[] = [];
  const scores: number[] = [];
  for (const label of labels) {
    const ids = await splitPrompt(tokenizer, prompt, ` ${label}`);
    // Of a long text its end is kept: the answer comes behind it.
    sequence = ids.prompt.slice(-Math.max(2, given.loaded.card.context - ids.answer.length));
    scores.push((await logProbabilities(given, sequence, ids.answer)).reduce((sum, value) => sum + value, 0));
  }
  return { sequence, scores };
}

function byLabel(labels: readonly string[], logs: readonly number[], right: number): ListingPicture {
  return {
    kind: "listing",
    id: "labels",
    title: "The task's loss",
    about: "Each label among the labels, by the model's own words for them. What an untrained head gives every label is ln of their number.",
    columns: [{ name: "label", unit: "" }, { name: "probability", unit: "" }, { name: "loss if it is right", unit: "nats" }, { name: "right", unit: "" }],
    rows: labels.map((label, at) => [label, Math.exp(logs[at] as number), -(logs[at] as number), at === right ? "yes" : ""]),
  };
}

function byLambda(task: number, untrained: number, language: number): CurvesPicture {
  const at = Float32Array.from({ length: 21 }, (_, step) => step / 20);
  return {
    kind: "curves",
    id: "joint-by-lambda",
    title: "Both losses joined",
    about: "The task's loss and λ times the language model's.",
    x: { name: "λ", unit: "", at },
    value: { name: "loss", unit: "nats" },
    lines: [
      { name: "by the model's words", values: at.map(lambda => task + lambda * language) },
      { name: "by a new head", values: at.map(lambda => untrained + lambda * language) },
    ],
    logarithmic: false,
    steps: false,
  };
}
