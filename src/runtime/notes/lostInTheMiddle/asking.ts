import { Problem } from "../../../protocol/problem";
import type { OpenModel } from "../../model/openModel";
import { endOf, fillsNoSpans, sentinelsOf, targetScores } from "../spans/spanModel";
import type { Given } from "../statement";
import { finishedRun } from "../textRun";
import { mean } from "../spread";
import { tokenScores } from "../tokenScores";

/** A text that ends where something is asked for, and what would be right there. */
export interface Question {
  readonly prompt: string;
  readonly answer: string;
  /** What the answer is to be read from: UTF-16 offsets in the prompt. */
  readonly about: { readonly start: number; readonly end: number };
}

/** How a model answers. */
export interface Answer {
  /** Mean over the answer's tokens, each given those before it; nats. */
  readonly logProbability: number;
  /** Whether each of them is the likeliest token at its place: greedy decoding gives this answer. */
  readonly exact: boolean;
}

/** Why a model cannot be asked: it neither continues a text nor fills spans; null where it can. */
export function cannotBeAsked(open: OpenModel): string | null {
  if (open.encoder) return fillsNoSpans(open);
  const { task } = open.recipe.head;
  return task === "causal language model" ? null : `This is a model for ${task}: it does not go on with a text.`;
}

/** How the model answers: by going on behind the prompt or, where it has an encoder, by filling a sentinel at its end. With `within`, a question longer than the model's context is refused as `text-too-long`. */
export async function answerTo(given: Pick<Given, "loaded" | "signal">, question: Question, { within = true } = {}): Promise<Answer> {
  const scores = given.loaded.model.open.encoder ? await filled(given, question, within) : await continued(given, question, within);
  return { logProbability: -mean(scores.map(({ loss }) => loss)), exact: scores.every(({ likeliest }) => likeliest) };
}

async function continued(given: Pick<Given, "loaded" | "signal">, { prompt, answer }: Question, within: boolean) {
  // Read in one go: what the answer's first token is may depend on what stands in front of it.
  const tokens = await given.loaded.tokenizer().encode(prompt + answer);
  const first = tokens.findIndex(({ range }) => range !== null && range.end > prompt.length);
  const last = tokens.findLastIndex(({ range }) => range !== null);
  if (first < 1) throw nothingToSay();
  const ids = tokens.slice(0, last + 1).map(({ id }) => id);
  if (within) checkRoom(given, ids.length);
  const run = await finishedRun(given, { ids: ids.slice(0, -1) });
  return tokenScores(run, ids.slice(first).map((id, index) => [first + index - 1, id] as const));
}

async function filled(given: Pick<Given, "loaded" | "signal">, { prompt, answer }: Question, within: boolean) {
  const tokenizer = given.loaded.tokenizer();
  const [sentinel] = (await sentinelsOf(given, 1)) as [number];
  const end = endOf(given);
  const source = [...(await tokenizer.encodePlain(prompt)).map(({ id }) => id), sentinel, ...(end === null ? [] : [end])];
  const target = [sentinel, ...(await tokenizer.encodePlain(answer)).map(({ id }) => id)];
  if (target.length === 1) throw nothingToSay();
  if (within) checkRoom(given, source.length);
  return (await targetScores(given, source, target)).slice(1);
}

const nothingToSay = (): Problem => new Problem("text-empty", "The answer has no tokens: there is nothing to be found.", { remedy: "Give an answer." });

function checkRoom({ loaded: { card } }: Pick<Given, "loaded">, tokens: number): void {
  if (tokens <= card.context) return;
  throw new Problem("text-too-long", `The question with its context has ${tokens.toLocaleString("en")} tokens, and ${card.name} was made for ${card.context.toLocaleString("en")}.`, { remedy: "Ask with less context." });
}
