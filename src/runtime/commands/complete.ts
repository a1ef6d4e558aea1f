import type { CompletionRequest, CompletionResult } from "../../protocol/completion";
import type { DeviceName } from "../../protocol/models";
import { complete, type CompletionServices } from "../completion/complete";
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

/** What is held in memory behind a keystroke. */
export interface Held {
  /** Suggestions that can be explained, and caches of keys and values with their bytes. */
  readonly suggestions: number;
  readonly caches: number;
  readonly cache_bytes: number;
  readonly heap_bytes: number;
  readonly resident_bytes: number;
}

/** What came of a text at the cursor, and of each character that was typed there. */
export interface CompletedWhileTyping {
  readonly result: CompletionResult;
  readonly keystrokes: readonly Keystroke[];
  /** At first, half way, and at the end: what grows with each keystroke would be seen. */
  readonly held: readonly Held[];
}

/** Completes a text, and again behind each character of `keystrokes` typed at the cursor, as an editor would ask. */
export async function completeWhileTyping(loaded: Loaded, device: DeviceName, request: CompletionRequest, keystrokes: string): Promise<CompletedWhileTyping> {
  const services = { loaded, caches: new TextCaches(), completions: new Completions(), device };
  const { signal } = new AbortController();
  const all: Keystroke[] = [];
  const held: Held[] = [];
  const typedText = ["", ...keystrokes];
  const looked = new Set([0, Math.floor((typedText.length - 1) / 2), typedText.length - 1]);
  let [prefix, first] = [request.prefix, null as CompletionResult | null];
  for (const [index, typed] of typedText.entries()) {
    prefix += typed;
    const result = await complete({ ...request, prefix }, services, signal, () => undefined);
    first ??= result;
    all.push(keystrokeOf(typed, result));
    if (looked.has(index)) held.push(heldBy(services));
  }
  return { result: first as CompletionResult, keystrokes: all, held };
}

function heldBy({ caches, completions }: Pick<CompletionServices, "caches" | "completions">): Held {
  const { heapUsed, rss } = process.memoryUsage();
  return { suggestions: completions.size, caches: caches.size, cache_bytes: caches.bytes, heap_bytes: heapUsed, resident_bytes: rss };
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
