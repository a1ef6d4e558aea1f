import type { CachePolicy } from "../../protocol/generation";
import { MASKED, type Mask } from "../model/parts/masks";
import type { Feed } from "../model/positions/position";
import { isHeld, positionFor } from "./cachePolicy";
import type { TextNode } from "./textTree";

interface TreePass {
  /** How many of the nodes, the first ones, are not in the cache yet. */
  readonly added: number;
  /** The nodes in the cache, by row: the first columns. */
  readonly cached: readonly TextNode[];
  readonly mask: Mask;
  readonly policy: CachePolicy;
}

/**
 * The mask of a pass over nodes of a tree, as the graph adds it to the scores: [query, cached + query], 0 where a node sees another.
 * A node that is cached already is seen there, and nobody sees it anew.
 */
export function treeMask(nodes: readonly TextNode[], pass: TreePass): Feed {
  const width = pass.cached.length + nodes.length;
  const columnOf = columnsOf(nodes, pass);
  const data = new Float32Array(nodes.length * width).fill(MASKED);
  nodes.forEach((query, row) => {
    for (const key of seenBy(query, nodes, pass)) {
      const column = columnOf(key);
      if (column !== undefined) data[row * width + column] = 0;
    }
  });
  return { data, shape: [nodes.length, width] };
}

/** The keys that a node sees in a pass over it alone, each with its column of the mask. */
export function columnsSeen(query: TextNode, pass: TreePass): ReadonlyMap<TextNode, number> {
  const columnOf = columnsOf([query], pass);
  return new Map([...seenBy(query, [query], pass)].flatMap(key => {
    const column = columnOf(key);
    return column === undefined ? [] : [[key, column] as const];
  }));
}

function columnsOf(nodes: readonly TextNode[], { added, cached }: TreePass): (key: TextNode) => number | undefined {
  const fresh = new Map(nodes.slice(0, added).map((node, i) => [node, cached.length + i]));
  return key => key.slot ?? fresh.get(key);
}

/** The tokens that a token may see: of its ancestors and itself those that mask and cache let it see; in a full prefix, all of that. */
function* seenBy(query: TextNode, nodes: readonly TextNode[], { cached, mask, policy }: TreePass): Generator<TextNode> {
  const visible = mask.visible(query.depth);
  for (let key: TextNode | null = query; key; key = key.parent) {
    if (isHeld(policy, query.depth, key.depth) && positionFor(policy, query.depth, key.depth) >= visible.from) yield key;
  }
  if (visible.to <= query.depth + 1) return;
  // Only a prefix lets a token see later ones, and there is only one of it.
  for (const key of new Set([...cached, ...nodes])) if (key.depth > query.depth && key.depth < visible.to) yield key;
}
