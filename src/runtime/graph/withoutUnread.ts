import type { Graph, Node } from "./graph";

/** The nodes without those whose outputs nobody reads: what was cut into axes from which it was cut again at once. */
export function withoutUnread(nodes: readonly Node[], outputs: Graph["outputs"]): Node[] {
  const read = new Set(outputs.keys());
  const kept: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some(id => read.has(id))) continue;
    for (const id of node.inputs) read.add(id);
    kept.unshift(node);
  }
  return kept;
}
