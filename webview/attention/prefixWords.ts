import type { AttentionPane } from "../../src/protocol/attention";

/** What the prefix of a run is, and whether the model was trained so; null of a causal model without one, of which there is nothing to say. */
export function prefixWords({ prefix, prefixLm, keys }: Pick<AttentionPane, "prefix" | "prefixLm" | "keys">): { readonly title: "As trained" | "What if"; readonly text: string } | null {
  if (prefix === null || (prefix === 0 && !prefixLm)) return null;
  if (prefix === 0) return { title: "What if", text: "no prefix: this prefix LM was trained with what it is given seeing itself." };
  if (prefixLm && prefix === keys.length) return { title: "As trained", text: `a prefix LM; all ${prefix} tokens are given, and see each other.` };
  return { title: "What if", text: `the first ${prefix} tokens see each other; ${prefixLm ? "the others are read as if the model had written them." : "only a prefix LM was trained so."}` };
}
