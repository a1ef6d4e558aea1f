import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import path from "node:path";
import { command } from "../../scripts/command.mjs";

/** What the benchmarks ask of PyTorch in its own process. */
export type TorchAsk =
  | { readonly kind: "load"; readonly file: string; readonly threads: number; readonly layers: number; readonly heads: number; readonly eps: number }
  /** A pass with all patterns and streams kept; `look` wants the last token's logits. */
  | { readonly kind: "pass"; readonly ids: readonly number[]; readonly look: boolean };
export interface TorchAnswer {
  readonly version?: string;
  readonly milliseconds?: number;
  readonly logits?: readonly number[];
}

/** Where a Python may be; Debian's packages are those of the second. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A Python that has PyTorch; null where none is at hand. Nothing is installed. */
export async function pythonWithTorch(): Promise<string | null> {
  for (const python of PYTHONS) {
    const { code } = await command(python, ["-c", "import torch"], { capture: true }).catch(() => ({ code: 1 }));
    if (code === 0) return python;
  }
  return null;
}

/** GPT-2 in eager PyTorch, in a Python process that answers one line with one line. */
export class TorchPeer {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;
  #errors = "";

  constructor(python: string) {
    this.#child = spawn(python, [path.join(__dirname, "torchGpt2.py")]);
    this.#child.stderr.on("data", (words: Buffer) => (this.#errors += words.toString()));
    this.#child.on("error", error => (this.#errors += error.message));
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Sends `ask` and waits for the answer; rejects with what Python says when it ends. */
  async ask(ask: TorchAsk): Promise<TorchAnswer> {
    this.#child.stdin.write(`${JSON.stringify(ask)}\n`);
    const next = await this.#answers.next();
    if (next.done === true) throw new Error(`PyTorch ended: ${this.#errors.trim().split("\n").at(-1) ?? ""}`);
    return JSON.parse(next.value) as TorchAnswer;
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}
