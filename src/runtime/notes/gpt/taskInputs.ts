import type { ListingPicture } from "../../../protocol/notes/note";
import { matrixOfLayer } from "../../traces/patterns";
import { wordsOf, type Given, type Statement } from "../statement";
import { finishedRun } from "../textRun";
import { wrappingTokens, type Role, type WrappingToken } from "./specialTokens";

/** Radford et al. 2018, section 3.3 and figure 1. */
export const taskInputs: Statement = {
  applies: ({ recipe, encoder }) => {
    if (encoder) return "GPT's inputs are for a decoder that stands alone: this model has an encoder.";
    return recipe.head.task === "masked language model" || recipe.mask.visible(0).to > 1 ? `A token at the end reads the whole input only where all see the past alone: this model's mask is ${recipe.mask.about}.` : null;
  },
  run: async given => {
    const wrapping = wrappingTokens(given.loaded.tokenizer());
    const missing = (Object.keys(wrapping) as Role[]).filter(role => wrapping[role].id === null);
    const inputs = await inputsOf(given, wrapping);
    const readings: (Reading | null)[] = [];
    for (const { parts } of inputs) {
      readings.push(await readingOf(given, parts));
      given.progress(readings.length / inputs.length);
    }
    const { dModel } = given.loaded.model.open.recipe.config;
    const [one, other] = inputs.flatMap(({ task }, at) => (task === "similarity" ? [readings[at]?.final] : []));
    const orders = one && other ? ` The two orders of a similarity give extract vectors with a cosine of ${cosine(one, other).toFixed(3)}: why both are read, and added.` : "";
    const pieces = (Object.keys(wrapping) as Role[]).map(role => `${role} ${wrapping[role].piece}`).join(", ");
    return {
      holds: missing.length === 0,
      figure: missing.length,
      unit: "tokens to be added",
      says: `${missing.length === 0 ? `The vocabulary has a token for each: ${pieces}.` : `Tuning would add ${missing.map(role => wrapping[role].piece).join(" and ")} (${missing.join(", ")}), ${(missing.length * dModel).toLocaleString("en")} parameters of embeddings; of the rest there is ${pieces}.`}${orders}`,
      settings: { tasks: new Set(inputs.map(({ task }) => task)).size },
      pictures: [listing(inputs, readings)],
    };
  },
};

/** A stretch of an input: a wrapping token, or words. */
interface Part {
  readonly role: Role | "text";
  readonly text: string;
  /** Null: a token that there is none of yet. */
  readonly ids: readonly number[] | null;
}

interface TaskInput {
  readonly task: "classification" | "entailment" | "similarity" | "multiple choice";
  readonly parts: readonly Part[];
}

/** The text under each task: alone, with a hypothesis, with a text it is compared to, with each of some answers. */
async function inputsOf({ loaded, text, settings }: Given, wrapping: Readonly<Record<Role, WrappingToken>>): Promise<TaskInput[]> {
  const tokenizer = loaded.tokenizer();
  const second = wordsOf({ settings }, "second");
  const answers = wordsOf({ settings }, "answers").split(",").map(answer => answer.trim()).filter(answer => answer !== "");
  // Room for the second text and what wraps both.
  const encode = async (words: string, most: number): Promise<Part> => ({ role: "text", text: words, ids: (await tokenizer.encodePlain(words)).slice(0, most).map(({ id }) => id) });
  const quarter = Math.floor((loaded.card.context - 3) / 4);
  const first = await encode(text, 3 * quarter);
  const other = await encode(second, quarter);
  const wrap = (role: Role): Part => ({ role, text: wrapping[role].piece, ids: wrapping[role].id === null ? null : [wrapping[role].id] });
  const both = (one: Part, two: Part): Part[] => [wrap("start"), one, wrap("delimiter"), two, wrap("extract")];
  return [
    { task: "classification", parts: [wrap("start"), first, wrap("extract")] },
    { task: "entailment", parts: both(first, other) },
    { task: "similarity", parts: both(first, other) },
    { task: "similarity", parts: both(other, first) },
    ...(await Promise.all(answers.map(async answer => ({ task: "multiple choice" as const, parts: both(first, await encode(answer, quarter)) })))),
  ];
}

/** What the extract token, which comes last, makes of its input. */
interface Reading {
  /** Its finished vector. */
  readonly final: Float32Array;
  /** Mean over the last block's heads of its attention to the words, not to what wraps them. */
  readonly onText: number;
}

async function readingOf(given: Given, parts: readonly Part[]): Promise<Reading | null> {
  const ids = parts.flatMap(({ ids: own }) => own ?? []);
  if (parts.some(({ ids: own }) => own === null)) return null;
  const run = await finishedRun(given, { ids });
  const { final } = await run.unembed([]);
  const { layers, heads, dModel } = run.recipe.config;
  const pattern = await matrixOfLayer({ run, kind: "self" }, layers - 1, given.signal);
  const isText = parts.flatMap(({ role, ids: own }) => (own ?? []).map(() => role === "text"));
  let onText = 0;
  for (let head = 0; head < heads; head++) {
    const row = pattern.subarray(((head + 1) * ids.length - 1) * ids.length, (head + 1) * ids.length ** 2);
    row.forEach((weight, key) => (onText += isText[key] === true ? weight / heads : 0));
  }
  return { final: final.subarray((ids.length - 1) * dModel), onText };
}

function cosine(one: Float32Array, other: Float32Array): number {
  let [product, a, b] = [0, 0, 0];
  one.forEach((value, at) => {
    product += value * (other[at] as number);
    a += value ** 2;
    b += (other[at] as number) ** 2;
  });
  return product / Math.sqrt(a * b);
}

function listing(inputs: readonly TaskInput[], readings: readonly (Reading | null)[]): ListingPicture {
  const short = (words: string): string => (words.length > 120 ? `${words.slice(0, 80).trimEnd()} … ${words.slice(-30).trimStart()}` : words);
  return {
    kind: "listing",
    id: "task-inputs",
    title: "Tasks as sequences of tokens",
    about: "How each task's input is put together; a linear layer on the extract token's vector would give the answer. “New” are tokens that tuning would have to add; whether the others were ever trained, a vocabulary does not tell.",
    columns: [{ name: "task", unit: "" }, { name: "input", unit: "" }, { name: "tokens", unit: "" }, { name: "new", unit: "" }, { name: "extract token's attention to the words", unit: "share" }],
    rows: inputs.map(({ task, parts }, at) => [
      task,
      parts.map(({ text }) => short(text.trim())).join(" "),
      parts.reduce((sum, { ids }) => sum + (ids?.length ?? 1), 0),
      parts.filter(({ ids }) => ids === null).map(({ text }) => text).join(", "),
      readings[at]?.onText ?? NaN,
    ]),
  };
}
