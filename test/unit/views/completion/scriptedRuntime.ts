import type { CompletionProgress, CompletionRequest, CompletionResult, Suggestion } from "../../../../src/protocol/completion";
import { Cancelled } from "../../../../src/protocol/problem";
import type { Asked } from "../../../../src/protocol/rpc";

export const REQUEST: CompletionRequest = { folder: "/m", prefix: "let x", suffix: ";\n", language: "typescript", neighbours: [], lines: "single", contextTokens: 500, newTokens: 16, alternatives: 1, confidence: 0 };

export const suggestion = (text: string, id = text): Suggestion => ({ id, text, score: -0.5, uncertain: null, read: [] });

export const result = (...texts: readonly string[]): CompletionResult => ({
  suggestions: texts.map(text => suggestion(text)),
  nothing: texts.length === 0 ? "empty" : null,
  layout: "middle",
  promptTokens: 100,
  computed: 2,
  newTokens: 4,
  firstMilliseconds: 20,
  milliseconds: 50,
  device: "cpu", weights: "exact",
});

/** A request that the runtime was asked, to be answered by the test. */
export interface Heard {
  readonly request: CompletionRequest;
  readonly signal: AbortSignal;
  readonly tell: (text: string, words?: string) => void;
  readonly answer: (...texts: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

/** A runtime whose answers the test gives. */
export class ScriptedRuntime {
  readonly heard: Heard[] = [];

  readonly complete = (request: CompletionRequest, { signal = new AbortController().signal, onItem }: Asked<CompletionProgress> = {}): Promise<CompletionResult> =>
    new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Cancelled()), { once: true });
      this.heard.push({ request, signal, tell: (text, words = "") => onItem?.({ text, words }), answer: (...texts) => resolve(result(...texts)), fail: reject });
    });

  /** The one that was asked last. */
  get last(): Heard {
    const last = this.heard.at(-1);
    if (last === undefined) throw new Error("Nothing was asked.");
    return last;
  }
}
