import type { GenerationSource } from "../../src/protocol/generationPage";
import { count } from "../draw/format";
import type { Column } from "./column";
import type { GenerationState } from "./state";

/** What a prefix is, in words. */
export const ABOUT_PREFIX = "So many tokens at the start of the text see each other, as in a prefix language model; all others see the past.";
/** What it is of a model that was trained so. */
export const ABOUT_TRAINED_PREFIX = `${ABOUT_PREFIX} This model was trained so: left empty, all of the text is its prefix; 0 takes it away.`;

/** Why the form's model can have no prefix; null where it can. */
export const noPrefixIn = ({ form, source }: Pick<GenerationState, "form" | "source">): string | null => modelOf(source, form.folder)?.noPrefix ?? null;

/** Whether the form's model was trained with all of the text as its prefix. */
export const isPrefixLm = ({ form, source }: Pick<GenerationState, "form" | "source">): boolean => modelOf(source, form.folder)?.prefixLm ?? false;

/** Tokens of the prompt, by a run of the form's model over the panel's text; null until there is one. */
export function promptLength({ form, columns }: Pick<GenerationState, "form" | "columns">): number | null {
  return columns.find(({ started, request }) => started !== null && request.folder === form.folder)?.started?.prompt.length ?? null;
}

/** Why the form's prefix cannot be; null where it can. */
export function prefixRefusal(state: Pick<GenerationState, "form" | "source" | "columns">): string | null {
  const { prefix, options } = state.form;
  const trained = prefix === null && isPrefixLm(state);
  if (!prefix && !trained) return null;
  const none = noPrefixIn(state);
  if (none !== null) return none;
  const length = promptLength(state);
  if (length !== null && prefix !== null && prefix > length) return `The text has ${length} tokens: a prefix of ${prefix} does not fit.`;
  if (typeof options["attention_window"] !== "number") return null;
  return `A cache with a window cannot serve a prefix whose tokens see each other.${trained ? " Choose “Causal” for this prefix LM." : ""}`;
}

/** What a run's prefix was, for the list of its facts: of a prefix LM also that it had none. */
export function prefixFact({ source }: Pick<GenerationState, "source">, { request, started }: Pick<Column, "request" | "started">): string[] {
  const length = request.prefix ?? started?.prefix ?? 0;
  if (length > 0) return [`prefix of ${count(length)} tokens${request.prefix === undefined ? ", as trained" : ""}`];
  return request.prefix === 0 && modelOf(source, request.folder)?.prefixLm ? ["no prefix"] : [];
}

const modelOf = (source: GenerationSource | null, folder: string) => source?.models.find(model => model.folder === folder);
