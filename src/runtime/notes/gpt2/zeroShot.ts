import type { ListingPicture, NoteLook } from "../../../protocol/notes/note";
import { mostProbable, softmax } from "../../experiments/nextTokens";
import { logProbabilities } from "../continued";
import { splitPrompt } from "../splitPrompt";
import type { Given, Statement } from "../statement";
import { finishedRun } from "../textRun";
import { ZERO_SHOT_PROMPTS, type ZeroShotPrompt } from "./zeroShotPrompts";

/** A result that coin tosses reach more often than so counts as guessed. */
const GUESSED = 0.05;
/** Next tokens of the chosen text that are told. */
const TOLD = 5;

/** Radford et al. 2019, section 3: a task named in the text itself, without any tuning. */
export const zeroShot: Statement = {
  applies: ({ recipe: { head } }) => (head.task === "causal language model" ? null : `Tasks are put as text to a causal language model; this one is for ${head.task}.`),
  run: async given => {
    const found: Answered[] = [];
    for (const [number, prompt] of ZERO_SHOT_PROMPTS.entries()) {
      const [right, wrong, without] = await given.point(`prompt ${number}`, () => answered(given, prompt));
      found.push({ prompt, right: right as number, wrong: wrong as number, without: without as number });
      given.progress(found.length / (ZERO_SHOT_PROMPTS.length + 1));
      given.show([listing(found)]);
    }
    const known = found.filter(isKnown);
    const gain = found.reduce((sum, { right, without }) => sum + right - without, 0) / found.length;
    const byTask = [...new Set(found.map(({ prompt }) => prompt.task))].map(task => {
      const of = found.filter(({ prompt }) => prompt.task === task);
      return `${task} ${of.filter(isKnown).length} of ${of.length}`;
    });
    return {
      holds: byChance(known.length, found.length) < GUESSED,
      figure: known.length / found.length,
      unit: "of the prompts",
      says: `Behind the task's words the right answer is likelier than without them, and than a wrong one of its kind, in ${known.length} of ${found.length} prompts (${byTask.join(", ")}); its log-probability rises by ${gain.toFixed(2)} nats in the mean. Tossing coins would do as well in ${(100 * byChance(known.length, found.length)).toFixed(0)} % of all tries.`,
      settings: { prompts: found.length },
      pictures: [listing(found), await ofText(given)],
      looks: found.map(({ prompt }, row) => lookAt(prompt, row)),
    };
  },
};

/** Log-probabilities, nats, of a prompt's answers. */
interface Answered {
  readonly prompt: ZeroShotPrompt;
  readonly right: number;
  readonly wrong: number;
  /** Of the right answer where nothing names the task. */
  readonly without: number;
}

const isKnown = ({ right, wrong, without }: Answered): boolean => right > without && right > wrong;

/** How likely it is that of so many tosses of a coin as many or more succeed. */
export function byChance(successes: number, tosses: number): number {
  let [sum, ways] = [0, 1];
  for (let count = 0; count <= tosses; count++) {
    if (count >= successes) sum += ways;
    ways *= (tosses - count) / (count + 1);
  }
  return sum / 2 ** tosses;
}

async function answered(given: Given, { context, cue, right, wrong }: ZeroShotPrompt): Promise<number[]> {
  const told: number[] = [];
  for (const [prompt, answer] of [[context + cue, right], [context + cue, wrong], [context, right]] as const) {
    const ids = await splitPrompt(given.loaded.tokenizer(), prompt, answer);
    told.push((await logProbabilities(given, ids.prompt, ids.answer)).reduce((sum, value) => sum + value, 0));
  }
  return told;
}

/** What is likeliest behind the chosen text, with a summary's cue and without. */
async function ofText(given: Given): Promise<ListingPicture> {
  const { loaded, text } = given;
  const tokenizer = loaded.tokenizer();
  const next = async (prompt: string): Promise<readonly string[]> => {
    // Of a long text the end is what is gone on from.
    const ids = (await splitPrompt(tokenizer, prompt, "")).prompt.slice(-loaded.card.context);
    const { logits } = await (await finishedRun(given, { ids })).unembed([ids.length - 1]);
    const probabilities = softmax(logits);
    return mostProbable(probabilities, TOLD).map(id => `${tokenizer.token(id).text} (${(100 * (probabilities[id] as number)).toFixed(1)} %)`);
  };
  const [plain, cued] = [await next(text.trimEnd()), await next(`${text.trimEnd()}\nTL;DR:`)];
  return {
    kind: "listing",
    id: "text-with-cue",
    title: "Behind the text",
    about: "The likeliest next tokens as the text ends, and where “TL;DR:” asks for a summary.",
    columns: [{ name: "rank", unit: "" }, { name: "as it ends", unit: "" }, { name: "behind “TL;DR:”", unit: "" }],
    rows: plain.map((one, rank) => [rank + 1, one, cued[rank] ?? ""]),
  };
}

/** A prompt with its right answer, behind its row of the listing. */
function lookAt({ task, context, cue, right }: ZeroShotPrompt, row: number): NoteLook {
  const prompt = context + cue;
  return { picture: "zero-shot-prompts", line: row, at: 1, title: `${task}: ${right.trim()}`, text: prompt + right, range: { start: prompt.length, end: prompt.length + right.length } };
}

function listing(found: readonly Answered[]): ListingPicture {
  const nats = (name: string): ListingPicture["columns"][number] => ({ name, unit: "nats" });
  return {
    kind: "listing",
    id: "zero-shot-prompts",
    title: "Tasks as text",
    about: "Log-probabilities of the right answer behind the task's words, of a wrong one there, and of the right one without these words.",
    columns: [{ name: "task", unit: "" }, { name: "prompt", unit: "" }, { name: "right", unit: "" }, nats("with the words"), nats("without"), { name: "wrong", unit: "" }, nats("with the words")],
    rows: found.map(({ prompt, right, wrong, without }) => [prompt.task, prompt.context + prompt.cue, prompt.right, right, without, prompt.wrong, wrong]),
  };
}
