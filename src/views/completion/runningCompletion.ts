import type { CompletionProgress, CompletionRequest, CompletionResult } from "../../protocol/completion";
import { Cancelled } from "../../protocol/problem";
import { typedSince } from "./answers";
import type { Clock } from "./clock";
import { asRead } from "./lineEndings";

/** Milliseconds for which a request that nobody waits for any more goes on: whoever typed on may come back for it. */
const LINGER = 300;

/** What is asked of the runtime. */
export type RunCompletion = (signal: AbortSignal, onItem: (item: CompletionProgress) => void) => Promise<CompletionResult>;

/**
 * A request that is under way. Who types on as it says waits for it in place of making another; it is stopped when what is
 * typed is something else, and when nobody comes back for it.
 */
export class RunningCompletion {
  readonly #abort = new AbortController();
  readonly #settled: Promise<CompletionResult>;
  /** Called whenever more text has come. */
  readonly #heard = new Set<() => void>();
  #text = "";
  #words = "";
  #over = false;
  #waiting = 0;
  #takeBack: () => void = () => undefined;
  #edited = "";

  constructor(
    readonly frame: string,
    readonly request: CompletionRequest,
    /** Offset of the cursor in the document. */
    private readonly offset: number,
    /** For a place where the cursor is not yet: it goes on though nobody waits. */
    private readonly ahead: boolean,
    run: RunCompletion,
    private readonly clock: Clock,
  ) {
    this.#settled = run(this.#abort.signal, ({ text, words }) => {
      this.#text = text;
      this.#words = words;
      for (const hear of [...this.#heard]) hear();
    }).finally(() => (this.#over = true));
    // Whoever waits is told; where nobody does, nobody is.
    this.#settled.catch(() => undefined);
  }

  get over(): boolean {
    return this.#over;
  }

  /** What was typed since it was asked; null where it cannot answer the request, or is over. */
  typedFor(frame: string, { prefix, alternatives }: CompletionRequest): string | null {
    if (this.#over || this.#abort.signal.aborted || frame !== this.frame || this.request.alternatives < alternatives) return null;
    const typed = typedSince(this.request.prefix, prefix);
    return typed !== null && this.#agrees(typed) ? typed : null;
  }

  /** What is worth showing already behind what was typed; "" while that is nothing. */
  wordsBehind(typed: string): string {
    const words = this.#words.startsWith(typed) ? this.#words.slice(typed.length) : "";
    return words.trim() === "" ? "" : words;
  }

  /** Whether it is for a place that accepting what is shown at the request's place may lead to. */
  isAheadOf(frame: string, { prefix }: CompletionRequest): boolean {
    return this.ahead && !this.#over && frame === this.frame && this.request.prefix.startsWith(prefix);
  }

  /**
   * Resolves when it is over, when what came is not what was typed, or when `signal` is aborted; rejects with what went wrong. `tell` is given
   * what is worth showing behind what was typed, as it grows.
   */
  wait(typed: string, signal: AbortSignal, tell: (words: string) => void = () => undefined): Promise<void> {
    this.#takeBack();
    this.#waiting++;
    return new Promise<void>((resolve, reject) => {
      const signals = [signal, this.#abort.signal];
      const leave = (): void => {
        if (!this.#heard.delete(hear)) return;
        for (const one of signals) one.removeEventListener("abort", leave);
        if (--this.#waiting === 0 && !this.#over && !this.ahead) this.#takeBack = this.clock.after(LINGER, () => this.stop());
        resolve();
      };
      const hear = (): void => {
        if (!this.#agrees(typed)) return leave();
        const words = this.wordsBehind(typed);
        if (words !== "") tell(words);
      };
      this.#heard.add(hear);
      for (const one of signals) one.addEventListener("abort", leave, { once: true });
      if (signals.some(({ aborted }) => aborted)) leave();
      else hear();
      this.#settled.then(leave, (error: unknown) => {
        if (!(error instanceof Cancelled)) reject(error instanceof Error ? error : new Error(String(error)));
        leave();
      });
    });
  }

  /** Follows an edit of the document: any but one that types on as it says stops it. */
  edited(change: { readonly rangeOffset: number; readonly rangeLength: number; readonly text: string }): void {
    if (this.ahead) return;
    const here = change.rangeLength === 0 && change.rangeOffset === this.offset + this.#edited.length;
    this.#edited += change.text;
    if (!here || !this.#agrees(asRead(this.#edited))) this.stop();
  }

  /** Stops it at the runtime; who waits is let go. */
  stop(): void {
    this.#takeBack();
    this.#abort.abort();
  }

  #agrees(typed: string): boolean {
    return typed.startsWith(this.#text) || this.#text.startsWith(typed);
  }
}
