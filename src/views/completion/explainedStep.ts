import type { CompletionExplained } from "../../protocol/completion";

/**
 * Number (from 0) of the new token that writes the code unit behind `units` others of what was generated; the last token
 * where nothing is written there.
 */
export function explainedStep({ items, finished: { texts } }: Pick<CompletionExplained, "items" | "finished">, units: number): number {
  const [text] = texts;
  if (text === undefined) return 0;
  const steps = items.filter(item => item.kind === "step").filter(({ path }) => path === text.path);
  const beams = items.filter(item => item.kind === "beams");
  let end = 0;
  const found = text.tokens.findIndex(({ id, special, text: own }, i) => {
    const step = steps[i] ?? beams[i]?.candidates.find(({ token }) => token.id === id);
    end += (step?.text ?? (special ? "" : own)).length;
    return end > units;
  });
  return found < 0 ? Math.max(0, text.tokens.length - 1) : found;
}
