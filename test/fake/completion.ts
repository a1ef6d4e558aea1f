/** What the fake runtime suggests: the numbers that follow the last one of the text. */
import { existsSync, writeFileSync } from "node:fs";
import type { CompletionExplained, CompletionProgress, CompletionRequest, CompletionResult, Suggestion } from "../../src/protocol/completion";
import type { GenerationItem } from "../../src/protocol/generation";
import { Cancelled, Problem } from "../../src/protocol/problem";
import type { Asking } from "../../src/protocol/rpc";
import type { FakeGenerations } from "./generation";

/** Numbers of a suggestion. */
const NUMBERS = 3;

/**
 * The completions of one fake runtime. A text that says "!hang" waits until it is taken back, "!fail" is a problem, "!die" ends the process, and
 * "!once(FILE)" ends it unless the file is there, and makes the file.
 */
export class FakeCompletions {
  readonly #kept = new Map<string, CompletionRequest>();
  #next = 0;

  constructor(private readonly generations: FakeGenerations) {}

  async complete(request: CompletionRequest, { signal, emit }: Asking<CompletionProgress>): Promise<CompletionResult> {
    const { prefix, alternatives } = request;
    if (prefix.includes("!fail")) throw new Problem("out-of-memory", "The key-value cache does not fit.", { remedy: "Choose another model." });
    const once = /!once\(([^)]*)\)/.exec(prefix)?.[1];
    if (prefix.includes("!die") || (once !== undefined && !existsSync(once))) {
      if (once !== undefined) writeFileSync(once, "");
      process.kill(process.pid, "SIGKILL");
    }
    const [first = "", ...more] = numbersBehind(prefix);
    emit({ text: first, words: first });
    if (prefix.includes("!hang")) await new Promise<void>(resolve => signal.addEventListener("abort", () => resolve(), { once: true }));
    for (const [index] of more.entries()) {
      await new Promise(resolve => setImmediate(resolve));
      if (signal.aborted) throw new Cancelled();
      const text = [first, ...more.slice(0, index + 1)].join("");
      emit({ text, words: text });
    }
    const whole = [first, ...more].join("");
    const suggestions = Array.from({ length: alternatives }, (_, at): Suggestion => this.#suggestion(request, at === 0 ? whole : `${whole} or ${at}`, -0.5 - at));
    return { suggestions, nothing: null, layout: "prefix", promptTokens: prefix.length, computed: 1, newTokens: NUMBERS, firstMilliseconds: 1, milliseconds: 3, device: "cpu", weights: "exact" };
  }

  async explain(id: string): Promise<CompletionExplained> {
    const request = this.#kept.get(id);
    if (request === undefined) throw new Problem("run-gone", `${id} is not kept.`);
    const items: GenerationItem[] = [];
    const finished = await this.generations.generate({ folder: request.folder, prompt: { text: request.prefix }, options: {}, watched: 2 }, { signal: new AbortController().signal, emit: item => void items.push(item) });
    return { prompt: request.prefix, parts: [{ of: "before", from: 0, range: { start: 0, end: request.prefix.length } }], items, finished };
  }

  #suggestion(request: CompletionRequest, text: string, score: number): Suggestion {
    const id = `suggestion-${this.#next++}`;
    this.#kept.set(id, request);
    return { id, text, score, uncertain: { token: " 2", probability: 0.4, runnerUp: " 3", runnerUpProbability: 0.3 }, read: [{ line: 0, share: 0.75 }] };
  }
}

/** " 4", " 5", " 6" behind "… 3"; the rest of a number that has begun is not known, so a blank comes first. */
function numbersBehind(prefix: string): string[] {
  const last = Number(/(\d+)\D*$/.exec(prefix)?.[1] ?? 0);
  return Array.from({ length: NUMBERS }, (_, index) => `${index === 0 && prefix.endsWith(" ") ? "" : " "}${last + 1 + index}`);
}
