import type { GeneratedText, GenerationBeamCandidate, GenerationBeams } from "../../src/protocol/generation";

/** A candidate of a beam search as a node of its tree; nodes are numbered in the order in which they came. */
export interface BeamNode {
  readonly id: number;
  /** Null where it extends the prompt. */
  readonly parent: number | null;
  readonly step: number;
  readonly candidate: GenerationBeamCandidate;
  readonly group: number | null;
  /** Row of a kept node among those of its step, so that no two arms cross; null for all others. */
  readonly lane: number | null;
  /** Row of its parent, and where it leaves it among the arms that end there: −0.5 … 0.5. */
  readonly from: number;
  readonly fan: number;
}

/** A beam search as it grows. */
export interface BeamTree {
  readonly steps: readonly GenerationBeams[];
  readonly nodes: readonly BeamNode[];
  /** [step]: the first node of a step. */
  readonly starts: readonly number[];
  /** [beam]: node of the last step that the beam now is. */
  readonly live: readonly number[];
  /** Rows at most. */
  readonly lanes: number;
}

export const EMPTY_TREE: BeamTree = { steps: [], nodes: [], starts: [], live: [], lanes: 1 };

/** The tree with more steps; what was laid out before stays where it is. */
export function grown(tree: BeamTree, items: readonly GenerationBeams[]): BeamTree {
  if (items.length === 0) return tree;
  const [steps, nodes, starts] = [[...tree.steps], [...tree.nodes], [...tree.starts]];
  let { live, lanes } = tree;
  for (const item of items) {
    starts.push(nodes.length);
    steps.push(item);
    const placed = place(item, nodes, live);
    live = [];
    const next: number[] = [];
    for (const node of placed) {
      nodes.push(node);
      if (node.candidate.beam !== null) next[node.candidate.beam] = node.id;
      if (node.lane !== null) lanes = Math.max(lanes, node.lane + 1);
    }
    live = next;
  }
  return { steps, nodes, starts, live, lanes };
}

function place({ step, beams, candidates }: GenerationBeams, before: readonly BeamNode[], live: readonly number[]): BeamNode[] {
  const arms = candidates.map((candidate, rank) => {
    const parent = live[candidate.parent] ?? null;
    return { candidate, rank, parent, group: beams[candidate.parent]?.group ?? null, from: parent === null ? 0 : (before[parent]?.lane ?? 0) };
  });
  // By group, then below the parent's neighbours above it, then best first: arms of one step never cross.
  const order = arms.toSorted((one, other) => (one.group ?? 0) - (other.group ?? 0) || one.from - other.from || one.rank - other.rank);
  const lane = new Map(order.filter(({ candidate }) => candidate.fate === "kept").map(({ rank }, row) => [rank, row]));
  const ending = new Map<number, number[]>();
  for (const { rank, candidate } of order) if (candidate.fate !== "kept") ending.set(candidate.parent, [...(ending.get(candidate.parent) ?? []), rank]);
  return arms.map(({ candidate, rank, parent, group, from }) => {
    const beside = ending.get(candidate.parent) ?? [];
    const fan = candidate.fate === "kept" ? 0 : (beside.indexOf(rank) + 1) / (beside.length + 1) - 0.5;
    return { id: before.length + rank, parent, step, candidate, group, lane: lane.get(rank) ?? null, from, fan };
  });
}

/** The nodes from the first step to `id`. */
export function pathTo(tree: BeamTree, id: number): BeamNode[] {
  const path: BeamNode[] = [];
  for (let node = tree.nodes[id]; node; node = node.parent === null ? undefined : tree.nodes[node.parent]) path.push(node);
  return path.reverse();
}

/** The nodes that extend `id`. */
export function childrenOf(tree: BeamTree, id: number): readonly BeamNode[] {
  const node = tree.nodes[id];
  return node ? stepNodes(tree, node.step + 1).filter(({ parent }) => parent === id) : [];
}

/** The nodes of a step. */
export function stepNodes({ nodes, starts }: BeamTree, step: number): readonly BeamNode[] {
  const start = starts[step];
  return start === undefined ? [] : nodes.slice(start, starts[step + 1]);
}

/** Where the text that goes through `id` ends: along its best children. */
export function bestEnd(tree: BeamTree, id: number): number {
  let end = id;
  for (;;) {
    const children = childrenOf(tree, end).filter(({ candidate: { fate } }) => fate === "kept" || fate === "finished");
    const best = children.toSorted((one, other) => rankOf(other) - rankOf(one))[0];
    if (!best) return end;
    end = best.id;
  }
}

/** The node with which a text ended; null where the tree has no such text. An end token may be missing from either. */
export function endOf(tree: BeamTree, text: Pick<GeneratedText, "tokens">): number | null {
  const ends = ENDS.get(tree) ?? new Map<object, number | null>();
  ENDS.set(tree, ends);
  const known = ends.get(text);
  if (known !== undefined) return known;
  const found = searched(tree, text);
  ends.set(text, found);
  return found;
}

const ENDS = new WeakMap<BeamTree, Map<object, number | null>>();

function searched(tree: BeamTree, { tokens }: Pick<GeneratedText, "tokens">): number | null {
  let reached: readonly number[] = [];
  for (const [step, token] of tokens.entries()) {
    const next = stepNodes(tree, step).filter(node => node.candidate.token.id === token.id && (step === 0 || (node.parent !== null && reached.includes(node.parent))));
    if (next.length === 0) return step === tokens.length - 1 ? (reached[0] ?? null) : null;
    reached = next.map(({ id }) => id);
  }
  const best = reached.map(id => tree.nodes[id]).toSorted((one, other) => fateRank(one) - fateRank(other))[0];
  if (!best) return null;
  // The text may have been told without the end token that finished it.
  const finish = best.candidate.fate === "kept" ? childrenOf(tree, best.id).find(({ candidate }) => candidate.fate === "finished" && candidate.token.special) : undefined;
  return finish?.id ?? best.id;
}

/** The best text so far: that of the best beam of the last step. */
export function bestLive({ live, nodes }: BeamTree): number | null {
  const alive = live.filter(id => nodes[id] !== undefined);
  if (alive.length === 0) return nodes.findLast(({ candidate }) => candidate.fate === "finished")?.id ?? null;
  return alive.reduce((best, id) => (rankOf(nodes[id]!) > rankOf(nodes[best]!) ? id : best));
}

const rankOf = ({ candidate: { score, final } }: BeamNode): number => final ?? score;
const fateRank = (node: BeamNode | undefined): number => ["finished", "kept", "dropped", "pruned"].indexOf(node?.candidate.fate ?? "pruned");
