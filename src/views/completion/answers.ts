import { createHash } from "node:crypto";
import type { CompletionRequest, CompletionResult, Suggestion } from "../../protocol/completion";

/** Answers that are remembered at most, and characters of their prefixes. */
const MOST_ANSWERS = 100;
const MOST_CHARACTERS = 2_000_000;

/** Everything of a request but what is before the cursor and how many suggestions are wanted: answers under one frame can stand for each other. */
export function frameOf({ prefix: _, alternatives: __, ...frame }: CompletionRequest): string {
  return createHash("sha1").update(JSON.stringify(frame)).digest("base64");
}

/** What was typed behind `before` to come to `now`; null where it is another text. */
export const typedSince = (before: string, now: string): string | null => (now.length >= before.length && now.startsWith(before) ? now.slice(before.length) : null);

/** The suggestions that go on as was typed, each without what was typed of it. */
export const along = (suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] =>
  suggestions.flatMap(suggestion => (suggestion.text.length > typed.length && suggestion.text.startsWith(typed) ? [{ ...suggestion, text: suggestion.text.slice(typed.length) }] : []));

/** What the model said at a place. */
export interface Answer {
  /** As it was asked. */
  readonly request: CompletionRequest;
  readonly result: CompletionResult;
}

/** An answer as it is at a place behind the one where it was asked for. */
export interface AnswerAlong extends Answer {
  readonly typed: string;
  /** Without what was typed of them. */
  readonly suggestions: readonly Suggestion[];
}

/** The last answers, by all that they depend on: found at their place, and behind it as long as what is typed is what they say. */
export class Answers {
  /** The one used last is the last. */
  readonly #kept: (Answer & { readonly frame: string })[] = [];
  #characters = 0;

  get size(): number {
    return this.#kept.length;
  }

  keep(frame: string, request: CompletionRequest, result: CompletionResult): void {
    this.#kept.push({ frame, request, result });
    this.#characters += request.prefix.length;
    while (this.#kept.length > MOST_ANSWERS || this.#characters > MOST_CHARACTERS) this.#characters -= this.#kept.shift()?.request.prefix.length ?? Infinity;
  }

  /** The newest answer that says something at the request's place, or that there is nothing to say there. */
  find(frame: string, { prefix, alternatives }: CompletionRequest): AnswerAlong | null {
    for (let at = this.#kept.length - 1; at >= 0; at--) {
      const kept = this.#kept[at];
      if (kept?.frame !== frame || kept.request.alternatives < alternatives) continue;
      const typed = typedSince(kept.request.prefix, prefix);
      if (typed === null) continue;
      const suggestions = along(kept.result.suggestions, typed);
      if (typed !== "" && suggestions.length === 0) continue;
      this.#kept.push(...this.#kept.splice(at, 1));
      return { request: kept.request, result: kept.result, typed, suggestions };
    }
    return null;
  }

  clear(): void {
    this.#kept.length = 0;
    this.#characters = 0;
  }
}
