import type { GenerationSource } from "../../src/protocol/generationPage";
import type { GenerationState } from "./state";

/** What a prefix is, in words. */
export const ABOUT_PREFIX = "So many tokens at the start of the text see each other, as in a prefix language model; all others see the past.";

/** Why the form's model can have no prefix; null where it can. */
export const noPrefixIn = ({ form, source }: Pick<GenerationState, "form" | "source">): string | null => modelOf(source, form.folder)?.noPrefix ?? null;

/** Tokens of the prompt, by a run of the form's model over the panel's text; null until there is one. */
export function promptLength({ form, columns }: Pick<GenerationState, "form" | "columns">): number | null {
  return columns.find(({ started, request }) => started !== null && request.folder === form.folder)?.started?.prompt.length ?? null;
}

/** Why the form's prefix cannot be; null where it can. */
export function prefixRefusal(state: Pick<GenerationState, "form" | "source" | "columns">): string | null {
  const { prefix, options } = state.form;
  if (prefix === 0) return null;
  const none = noPrefixIn(state);
  if (none !== null) return none;
  const length = promptLength(state);
  if (length !== null && prefix > length) return `The text has ${length} tokens: a prefix of ${prefix} does not fit.`;
  return typeof options["attention_window"] === "number" ? "A cache with a window cannot serve a prefix whose tokens see each other." : null;
}

const modelOf = (source: GenerationSource | null, folder: string) => source?.models.find(model => model.folder === folder);
