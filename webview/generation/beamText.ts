import type { BeamNode, BeamTree } from "./beamTree";
import { TextOfSteps } from "./shownStep";

/** Nodes never change: a text is spelled once, from that of the node before. */
const TEXTS = new WeakMap<BeamNode, TextOfSteps>();

/** The text from the first step to node `id`. */
export function beamText(tree: BeamTree, id: number): string {
  const behind: BeamNode[] = [];
  let node = tree.nodes[id];
  for (; node && !TEXTS.has(node); node = node.parent === null ? undefined : tree.nodes[node.parent]) behind.push(node);
  let text = (node && TEXTS.get(node)) ?? TextOfSteps.EMPTY;
  for (const next of behind.reverse()) {
    text = text.with(next.candidate);
    TEXTS.set(next, text);
  }
  return text.whole;
}
