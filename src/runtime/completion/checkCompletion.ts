import type { CompletionRequest } from "../../protocol/completion";
import { Problem } from "../../protocol/problem";

/** Throws `input-invalid` for numbers that make no sense. */
export function checkCompletion(request: CompletionRequest): void {
  for (const name of ["contextTokens", "newTokens", "alternatives"] as const) {
    if (!Number.isInteger(request[name]) || request[name] < 1) throw new Problem("input-invalid", `${name}: ${request[name]} is not a whole number from 1.`, { remedy: "Correct the setting." });
  }
  if (!(request.confidence >= 0 && request.confidence <= 1)) throw new Problem("input-invalid", `confidence: ${request.confidence} is no probability.`, { remedy: "Set it from 0 to 1." });
}
