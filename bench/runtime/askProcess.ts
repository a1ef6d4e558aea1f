import { fork, type ChildProcess } from "node:child_process";

/** A script of the benchmarks in a process of its own, which answers one message with one message. */
export class AskedProcess<Ask, Answer> {
  readonly #child: ChildProcess;

  /** `environment` is added to this process's own. */
  constructor(script: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    // "inherit" would let a chatty library write into the report.
    this.#child = fork(script, [...parameters], { env: { ...process.env, ...environment }, serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] });
  }

  get pid(): number {
    return this.#child.pid ?? NaN;
  }

  /** Sends `ask` and waits for the answer; rejects with what the process reports, or when it ends. */
  ask(ask: Ask): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void): void => {
        this.#child.off("message", heard);
        this.#child.off("exit", ended);
        settled();
      };
      const heard = (message: unknown): void => {
        const { error, answer } = message as { error?: string; answer: Answer };
        settle(() => (error === undefined ? resolve(answer) : reject(new Error(error))));
      };
      const ended = (code: number | null): void => settle(() => reject(new Error(`The process ended (${code ?? "killed"}).`)));
      this.#child.on("message", heard);
      this.#child.on("exit", ended);
      this.#child.send(ask as object);
    });
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

/** The other side: answers what the parent asks with what `answer` gives. */
export function answerParent<Ask, Answer>(answer: (ask: Ask) => Promise<Answer>): void {
  process.on("message", ask => {
    answer(ask as Ask).then(
      given => process.send?.({ answer: given }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  process.once("disconnect", () => process.exit(0));
}
