import { Cancelled, Problem, type ProblemData } from "../../protocol/problem";

/** Waits for what a page asked: what goes wrong is in the log, too, and reaches the page as a Problem or as a cancellation. */
export async function logged<T>({ pageProblem }: { readonly pageProblem: (thrown: unknown) => ProblemData | null }, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const problem = pageProblem(error);
    throw problem === null ? new Cancelled() : Problem.fromData(problem);
  }
}
