import type { OpenModel } from "../../model/openModel";
import { Problem } from "../../../protocol/problem";
import type { Given } from "../statement";
import { tokensOf } from "../textRun";

/** Tokens of the text that others are written behind. */
const PROMPT = 24;

/** Why a model does not go on with a text; null where it does. */
export function goesOn({ recipe, encoder }: Pick<OpenModel, "recipe" | "encoder">): string | null {
  if (encoder) return "An encoder–decoder does not go on with the text that it reads: it writes another one.";
  return recipe.head.task === "causal language model" ? null : `This is a model for ${recipe.head.task}: it does not go on with a text.`;
}

/** The ids of the text's beginning, and its words; as many tokens as leave room for `behind` more in the context. */
export async function beginning(given: Pick<Given, "loaded" | "text">, behind: number): Promise<{ readonly ids: readonly number[]; readonly words: string }> {
  const { context } = given.loaded.card;
  if (behind > context - 2) throw new Problem("input-invalid", `The model's context holds ${context} tokens: ${behind} more do not fit behind a beginning.`, { remedy: "Choose fewer tokens." });
  const tokens = await tokensOf(given, Math.min(PROMPT, context - behind));
  return { ids: tokens.map(({ id }) => id), words: tokens.map(({ text, special }) => (special ? "" : text)).join("") };
}

/** Share of the n-grams of some ids that came before in them: 0 … 1. */
export function repeated(ids: readonly number[], n = 4): number {
  const all = gramsOf(ids, n);
  return all.length === 0 ? 0 : 1 - new Set(all).size / all.length;
}

/** Share of the n-grams of several texts that are unlike all others: 0 … 1. */
export function distinct(texts: readonly (readonly number[])[], n = 4): number {
  const all = texts.flatMap(ids => gramsOf(ids, n));
  return all.length === 0 ? 0 : new Set(all).size / all.length;
}

const gramsOf = (ids: readonly number[], n: number): string[] => Array.from({ length: Math.max(0, ids.length - n + 1) }, (_, at) => ids.slice(at, at + n).join(" "));
