import { commands, type LogOutputChannel, window } from "vscode";
import { Cancelled, Problem, type ProblemCode, type ProblemData } from "../protocol/problem";
import { COMMANDS } from "./names";
import { REMEDIES, type Remedy } from "./remedies";

const SHOW_LOG: Remedy = { label: "Show Log", command: COMMANDS.showLog };

/**
 * The only place where problems meet the user. An explicit action gets a notification with the remedy as a button; a
 * page's request gets a place in the page; everything goes to the log; a cancellation goes nowhere.
 */
export class Report {
  readonly #told = new WeakSet<Problem>();

  constructor(private readonly log: LogOutputChannel) {}

  /**
   * Tells of what an explicit action threw, with `remedy` in place of the problem's own button if that fits better. The same
   * problem (of a process that died under several) is told once.
   */
  action(thrown: unknown, remedy?: Remedy): void {
    if (thrown instanceof Cancelled) return;
    const problem = this.#logged(thrown);
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    void this.#notify(problem, remedy ?? REMEDIES[problem.code]);
  }

  /** What a page is to show in its place, or null for a cancellation. */
  page(thrown: unknown): ProblemData | null {
    return thrown instanceof Cancelled ? null : this.#logged(thrown).toData();
  }

  /** For what happens without anyone having asked: the log alone. */
  quiet(thrown: unknown): void {
    if (!(thrown instanceof Cancelled)) this.#logged(thrown);
  }

  /** Says something that is no problem but must be seen: a text that was cut, a device that changed. */
  warn(message: string, ...remedies: readonly Remedy[]): void {
    this.log.warn(message);
    void this.#offer(window.showWarningMessage(message, ...remedies.map(({ label }) => label)), remedies);
  }

  /** Performs what the button beside a problem of this kind promises. */
  async perform(code: ProblemCode): Promise<void> {
    const remedy = REMEDIES[code];
    if (remedy !== null) await commands.executeCommand(remedy.command, ...(remedy.arguments ?? []));
  }

  #logged(thrown: unknown): Problem {
    const problem = Problem.from(thrown);
    this.log.error(`[${problem.code}] ${sentences(problem)}${problem.detail ? `\n${problem.detail}` : ""}`);
    return problem;
  }

  async #notify(problem: Problem, remedy: Remedy | null): Promise<void> {
    const candidates = [remedy, problem.detail ? SHOW_LOG : null];
    const remedies = [...new Map(candidates.flatMap(candidate => (candidate === null ? [] : [[candidate.label, candidate] as const]))).values()];
    await this.#offer(window.showErrorMessage(sentences(problem), ...remedies.map(({ label }) => label)), remedies);
  }

  async #offer(chosen: Thenable<string | undefined>, remedies: readonly Remedy[]): Promise<void> {
    const label = await chosen;
    const remedy = remedies.find(candidate => candidate.label === label);
    if (remedy !== undefined) await commands.executeCommand(remedy.command, ...(remedy.arguments ?? []));
  }
}

const sentences = ({ message, remedy }: ProblemData): string => (remedy === undefined ? message : `${message} ${remedy}`);
