import { type BeamNode, type BeamTree, bestEnd, childrenOf, stepNodes } from "./beamTree";

/** Which part of a tree is seen: the step (fractional) at the left edge, and pixels per step. */
export interface TreeView {
  readonly x: number;
  readonly scale: number;
}

/** Where a tree is drawn. */
export interface TreeBox {
  readonly width: number;
  readonly lane: number;
  readonly height: number;
}

export const TREE_MARGIN = { left: 16, top: 22, right: 76, bottom: 12 } as const;
/** A column with room for words. */
const COMFORTABLE_STEP = 112;
/** Narrower columns have no words. */
export const WORDS_FROM = 56;
const STEP = { least: 0.5, most: 150 } as const;
const LANE = { least: 15, most: 40 } as const;
const HEIGHT = 360;
/** Where arms that end are drawn, between their parent's step (0) and their own (1). */
const ENDING = 0.3;

/** A box as high as the tree's rows need. */
export function treeBox({ lanes }: Pick<BeamTree, "lanes">, width: number): TreeBox {
  const lane = Math.max(LANE.least, Math.min(LANE.most, Math.floor((HEIGHT - TREE_MARGIN.top - TREE_MARGIN.bottom) / Math.max(1, lanes))));
  return { width, lane, height: TREE_MARGIN.top + lane * Math.max(2, lanes) + TREE_MARGIN.bottom };
}

/** All steps, in columns as wide as fit. */
export function fitted({ steps }: Pick<BeamTree, "steps">, { width }: TreeBox): TreeView {
  return { x: 0, scale: Math.min(COMFORTABLE_STEP, room(width) / Math.max(1, steps.length)) };
}

/** Comfortable columns with the newest step in sight. */
export function newest(tree: Pick<BeamTree, "steps">, box: TreeBox, scale = COMFORTABLE_STEP): TreeView {
  return clamped({ x: tree.steps.length - room(box.width) / scale, scale }, tree, box);
}

/** The nearest view that shows no more than there is. */
export function clamped({ x, scale }: TreeView, { steps }: Pick<BeamTree, "steps">, { width }: TreeBox): TreeView {
  const within = Math.min(STEP.most, Math.max(STEP.least, Math.min(scale, STEP.most)));
  return { x: Math.max(0, Math.min(x, steps.length - room(width) / within)), scale: within };
}

/** Zooms by `factor` about `left` pixels of the box. */
export function zoomedTree(view: TreeView, factor: number, left: number, tree: Pick<BeamTree, "steps">, box: TreeBox): TreeView {
  const least = Math.max(STEP.least, fitted(tree, box).scale);
  const scale = Math.min(STEP.most, Math.max(least, view.scale * factor));
  const at = left - TREE_MARGIN.left;
  return clamped({ x: view.x + at / view.scale - at / scale, scale }, tree, box);
}

/** Moves as little as needed for a step to be seen. */
export function revealed(view: TreeView, step: number, tree: Pick<BeamTree, "steps">, box: TreeBox): TreeView {
  const span = room(box.width) / view.scale;
  const x = Math.max(Math.min(view.x, step - 0.5), step + 1.2 - span);
  return clamped({ ...view, x }, tree, box);
}

/** Steps that are at least partly seen: first, and last (excluded). */
export function seenSteps({ x, scale }: TreeView, { steps }: Pick<BeamTree, "steps">, { width }: TreeBox): readonly [first: number, end: number] {
  return [Math.max(0, Math.floor(x) - 1), Math.min(steps.length, Math.ceil(x + width / scale) + 1)];
}

/** Where a node is, in pixels of the box. */
export function pointOf(node: BeamNode, { x, scale }: TreeView, { lane }: TreeBox): { readonly x: number; readonly y: number } {
  const row = node.lane ?? node.from + 0.86 * node.fan;
  const along = node.lane === null ? node.step + ENDING : node.step + 1;
  return { x: TREE_MARGIN.left + (along - x) * scale, y: TREE_MARGIN.top + (row + 0.5) * lane };
}

/** Where an arm leaves: its parent, or the prompt. */
export function beginningOf(node: BeamNode, tree: BeamTree, view: TreeView, box: TreeBox): { readonly x: number; readonly y: number } {
  const parent = node.parent === null ? undefined : tree.nodes[node.parent];
  return parent ? pointOf(parent, view, box) : { x: TREE_MARGIN.left - view.x * view.scale, y: TREE_MARGIN.top + 0.5 * box.lane };
}

/** The node nearest to a point, not farther than a finger; null where there is none. */
export function nodeNear(tree: BeamTree, view: TreeView, box: TreeBox, x: number, y: number): BeamNode | null {
  const [first, end] = seenSteps({ x: view.x + (x - TREE_MARGIN.left) / view.scale - 1, scale: view.scale }, tree, { ...box, width: view.scale });
  let [best, least]: [BeamNode | null, number] = [null, 18 ** 2];
  for (let step = first; step < end; step++) {
    for (const node of stepNodes(tree, step)) {
      const at = pointOf(node, view, box);
      const far = (at.x - x) ** 2 + (at.y - y) ** 2;
      if (far < least) [best, least] = [node, far];
    }
  }
  return best;
}

/** Where an arrow key leads from a node: to its parent, its best child, or the arm above or below in its step; null for other keys. */
export function movedNode(tree: BeamTree, from: number, key: string): number | null {
  const node = tree.nodes[from];
  if (!node) return null;
  switch (key) {
    case "ArrowLeft":
      return node.parent ?? from;
    case "ArrowRight": {
      const children = childrenOf(tree, from).toSorted((one, other) => other.candidate.score - one.candidate.score);
      return (children.find(({ candidate }) => candidate.fate === "kept") ?? children[0])?.id ?? from;
    }
    case "ArrowUp":
    case "ArrowDown": {
      const row = ({ lane, from: parent, fan }: BeamNode): number => lane ?? parent + 0.86 * fan;
      const order = stepNodes(tree, node.step).toSorted((one, other) => row(one) - row(other) || one.id - other.id);
      const at = order.findIndex(({ id }) => id === from);
      return order[at + (key === "ArrowUp" ? -1 : 1)]?.id ?? from;
    }
    case "Home":
      return stepNodes(tree, 0)[0]?.id ?? from;
    case "End":
      return bestEnd(tree, from);
    default:
      return null;
  }
}

const room = (width: number): number => Math.max(1, width - TREE_MARGIN.left - TREE_MARGIN.right);
