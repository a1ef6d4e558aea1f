import type { AttentionPane, AttentionShown, RunSummary } from "../../../src/protocol/attention";
import type { Token } from "../../../src/protocol/tokens";

/** So many tokens. */
export const tokens = (count: number): Token[] => Array.from({ length: count }, (_, id) => ({ id, piece: "x", text: "x", range: null, special: false }));

/** The pane of a model with one stack. */
export const selfPane = (layers: number, heads: number, count: number): AttentionPane => pane("self", layers, heads, "source", count, "source", count);

/** A run with these panes. */
export function runSummary(run: string, panes: readonly AttentionPane[]): RunSummary {
  const { layers = 0, heads = 0, queries = [] } = panes[0] ?? {};
  const target = panes.some(({ kind }) => kind === "cross") ? ({ text: "x", from: "generated" } as const) : null;
  return { ...{ layers, heads, tokens: queries }, run, folder: "", model: "m", panes, target, cut: null, device: "cpu" };
}

/** An encoder of 3 layers × 2 heads over 23 tokens and a decoder of 4 × 6 over 9. */
export function translation(run = "a", more: Partial<AttentionShown> = {}): AttentionShown {
  const panes = [pane("encoder", 3, 2, "source", 23, "source", 23), pane("decoder", 4, 6, "target", 9, "target", 9), pane("cross", 4, 6, "target", 9, "source", 23)];
  return { run: runSummary(run, panes), source: "s", stale: false, choice: null, ...more };
}

type Side = AttentionPane["queriesOf"];

function pane(kind: AttentionPane["kind"], layers: number, heads: number, queriesOf: Side, queries: number, keysOf: Side, keys: number): AttentionPane {
  const ofQueries = tokens(queries);
  return { run: `run/${kind}`, kind, layers, heads, queries: ofQueries, keys: queriesOf === keysOf ? ofQueries : tokens(keys), queriesOf, keysOf, mask: "causal", prefix: null, prefixLm: false };
}
