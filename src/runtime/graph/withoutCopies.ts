import type { Graph, Node } from "./graph";

/**
 * The nodes of a graph where what is computed bears the name under which it may be fetched, in place of a node that copies it: some
 * sixty nodes of a step that makes one token. A copy stays where an input, a weight or what has another name already is fetched.
 */
export function withoutCopies({ nodes, outputs }: Pick<Graph, "nodes" | "outputs">): Node[] {
  const computed = new Set(nodes.filter(node => !isCopy(node)).flatMap(node => node.outputs));
  const renamed = new Map<string, string>();
  const dropped = new Set<Node>();
  for (const node of nodes) {
    const [[from], [to]] = [node.inputs, node.outputs];
    if (!isCopy(node) || from === undefined || to === undefined || !outputs.has(to) || outputs.has(from) || !computed.has(from) || renamed.has(from)) continue;
    renamed.set(from, to);
    dropped.add(node);
  }
  const named = (id: string): string => renamed.get(id) ?? id;
  return nodes.filter(node => !dropped.has(node)).map(node => ({ ...node, inputs: node.inputs.map(named), outputs: node.outputs.map(named) }));
}

const isCopy = ({ op }: Node): boolean => op === "Identity";
