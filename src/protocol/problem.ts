/**
 * Everything that can go wrong and that a person can do something about. Codes are stable: tests, scripts and the
 * remedies' buttons go by them.
 */
export const PROBLEM_CODES = [
  "not-a-model-folder",
  "unknown-architecture",
  "unsupported-config",
  "checkpoint-damaged",
  "tensor-missing",
  "tensor-unexpected",
  "tensor-shape",
  "tensor-type",
  "weights-not-finite",
  "model-gone",
  "model-not-loaded",
  "tokenizer-missing",
  "tokenizer-damaged",
  "text-empty",
  "text-too-long",
  "input-unknown",
  "input-invalid",
  "run-gone",
  "document-gone",
  "document-read-only",
  "device-unavailable",
  "device-failed",
  "out-of-memory",
  "runtime-exited",
  "workspace-untrusted",
  "internal",
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** A problem as plain data: an `Error` object does not survive a process boundary. */
export interface ProblemData {
  readonly code: ProblemCode;
  /** One or two sentences: what is wrong, with the names and figures that show it. */
  readonly message: string;
  /** What the person can do about it, as an imperative sentence. */
  readonly remedy?: string;
  /** For the log only: the library's own words, a stack. */
  readonly detail?: string;
}

/** Thrown where the cause is known; crosses boundaries as {@link ProblemData}; meets the user in one file of the views. */
export class Problem extends Error implements ProblemData {
  readonly code: ProblemCode;
  readonly remedy?: string;
  readonly detail?: string;

  constructor(code: ProblemCode, message: string, more: { remedy?: string; detail?: string; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = "Problem";
    this.code = code;
    if (more.remedy !== undefined) this.remedy = more.remedy;
    if (more.detail !== undefined) this.detail = more.detail;
  }

  /** Plain data that crosses a boundary. */
  toData(): ProblemData {
    return {
      code: this.code,
      message: this.message,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }

  /** The problem that `data` describes, for the far side of a boundary. */
  static fromData(data: ProblemData): Problem {
    const { code, message, ...more } = data;
    return new Problem(code, message, more);
  }

  /** Whatever was thrown, as a Problem; the unforeseen becomes `internal`, with its stack for the log. */
  static from(thrown: unknown): Problem {
    if (thrown instanceof Problem) return thrown;
    if (isProblemData(thrown)) return Problem.fromData(thrown);
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const detail = thrown instanceof Error && thrown.stack !== undefined ? thrown.stack : message;
    return new Problem("internal", message, { detail, cause: thrown, remedy: "Open the log and report this as a defect." });
  }
}

/** Whether `value` is a problem in the form in which it crosses boundaries. */
export function isProblemData(value: unknown): value is ProblemData {
  return (
    typeof value === "object" &&
    value !== null &&
    "code" in value &&
    "message" in value &&
    typeof value.message === "string" &&
    (PROBLEM_CODES as readonly unknown[]).includes(value.code)
  );
}

/** Thrown when the caller took its request back. Not a problem: nobody is told. */
export class Cancelled extends Error {
  constructor() {
    super("Cancelled");
    this.name = "Cancelled";
  }

  /** Throws if `signal` was aborted: called between the steps of long work. */
  static check(signal: AbortSignal): void {
    if (signal.aborted) throw new Cancelled();
  }
}
