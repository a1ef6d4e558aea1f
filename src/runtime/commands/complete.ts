import type { CompletionRequest, CompletionResult } from "../../protocol/completion";
import type { DeviceName } from "../../protocol/models";
import { complete } from "../completion/complete";
import { Completions } from "../completion/completions";
import { TextCaches } from "../generation/textCaches";
import type { Loaded } from "../models";

/** What one request cost. */
export interface Keystroke {
  /** What was typed since the one before; "" for the first. */
  readonly typed: string;
  /** The best suggestion; null for none, and `nothing` says why. */
  readonly text: string | null;
  readonly nothing: CompletionResult["nothing"];
  readonly prompt_tokens: number;
  /** Tokens of the prompt that were computed, and those that were in the cache. */
  readonly computed: number;
  readonly reused: number;
  readonly new_tokens: number;
  /** Until the first token, and in all. */
  readonly first_milliseconds: number;
  readonly milliseconds: number;
}

/** Completes a text, and again behind each character of `keystrokes` typed at the cursor, as an editor would ask. */
export async function completeWhileTyping(loaded: Loaded, device: DeviceName, request: CompletionRequest, keystrokes: string): Promise<{ readonly result: CompletionResult; readonly keystrokes: readonly Keystroke[] }> {
  const services = { loaded, caches: new TextCaches(), completions: new Completions(), device };
  const { signal } = new AbortController();
  const all: Keystroke[] = [];
  let [prefix, first] = [request.prefix, null as CompletionResult | null];
  for (const typed of ["", ...keystrokes]) {
    prefix += typed;
    const result = await complete({ ...request, prefix }, services, signal, () => undefined);
    first ??= result;
    all.push(keystrokeOf(typed, result));
  }
  return { result: first as CompletionResult, keystrokes: all };
}

function keystrokeOf(typed: string, { suggestions, nothing, promptTokens, computed, newTokens, firstMilliseconds, milliseconds }: CompletionResult): Keystroke {
  return {
    typed,
    text: suggestions[0]?.text ?? null,
    nothing,
    prompt_tokens: promptTokens,
    computed,
    reused: promptTokens - computed,
    new_tokens: newTokens,
    first_milliseconds: firstMilliseconds,
    milliseconds,
  };
}
