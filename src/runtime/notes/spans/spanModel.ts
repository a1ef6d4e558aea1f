import { Problem } from "../../../protocol/problem";
import { suppressTokens } from "../../decoding/adapters/suppressTokens";
import { greatest } from "../../decoding/scores";
import { followPath } from "../../decoding/search/followPath";
import { BranchingModel } from "../../generation/branchingModel";
import type { OpenModel } from "../../model/openModel";
import { encodeSource } from "../../traces/encoderRun";
import type { Given } from "../statement";
import { finishedRun } from "../textRun";
import { tokenScores, type TokenScore } from "../tokenScores";

type Asker = Pick<Given, "loaded" | "signal">;

/** Why a model was not made to fill in spans; null where it was. */
export function fillsNoSpans({ encoder, family }: OpenModel): string | null {
  if (!encoder) return "This model has no encoder that would read a text with sentinels in it.";
  return family.modelType.endsWith("t5") ? null : `This model writes whole texts (${family.name}): it has no sentinels for spans.`;
}

/** The ids of the first `count` sentinels. Throws `input-invalid` where the vocabulary has fewer. */
export async function sentinelsOf({ loaded }: Pick<Given, "loaded">, count: number): Promise<readonly number[]> {
  const pieces = Array.from({ length: count }, (_, index) => `<extra_id_${index}>`);
  const known = new Map((await loaded.tokenizer().encodePlain(pieces.join(""))).map(({ piece, id }) => [piece, id]));
  return pieces.map((piece, index) => {
    const id = known.get(piece);
    if (id !== undefined) return id;
    throw new Problem("input-invalid", `${count} spans need as many sentinels, and the vocabulary has ${index}.`, { remedy: "Take out less, or longer spans, or choose a shorter text." });
  });
}

/** What ends a text of this model; null: nothing does. */
export const endOf = ({ loaded }: Pick<Given, "loaded">): number | null => loaded.model.open.recipe.config.read.optionalId("eos_token_id");

const startOf = ({ loaded }: Pick<Given, "loaded">): number => loaded.model.open.recipe.config.read.id("decoder_start_token_id");

/** How an encoder–decoder that reads `source` scores each token of `target`, given those before it. */
export async function targetScores(given: Asker, source: readonly number[], target: readonly number[]): Promise<readonly TokenScore[]> {
  const { memory } = await encodeSource(given.loaded.model, { ids: source, signal: given.signal });
  const run = await finishedRun(given, { ids: [startOf(given), ...target.slice(0, -1)], memory });
  return tokenScores(run, target.map((label, row) => [row, label] as const));
}

/** What an encoder–decoder that reads `source` says, each time its likeliest token, until it ends or after `most` tokens. */
export async function greedyTarget(given: Asker, source: readonly number[], most: number): Promise<readonly number[]> {
  const { model } = given.loaded;
  const { memory } = await encodeSource(model, { ids: source, signal: given.signal });
  const { padId } = model.open.recipe.config;
  const end = endOf(given);
  const adapters = padId === null || padId === end ? [] : [suppressTokens([padId])];
  const { tokens } = await followPath(new BranchingModel(model, { memory }), [startOf(given)], { adapters, maxNewTokens: most, endIds: new Set(end === null ? [] : [end]), signal: given.signal }, greatest);
  return tokens.at(-1) === end ? tokens.slice(0, -1) : tokens;
}
