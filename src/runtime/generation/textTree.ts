import type { Text } from "../decoding/languageModel";

/** A token of one or several texts that begin alike up to it. */
export interface TextNode {
  readonly parent: TextNode | null;
  readonly token: number;
  /** Tokens before it. */
  readonly depth: number;
  readonly children: Map<number, TextNode>;
  /** Row of the cache with its keys and values; null while they are not there. */
  slot: number | null;
  /** Its keys and values were computed once, and left the cache since: later tokens do without them. */
  evicted: boolean;
  /** The finished stream [d_model] at it, where it is kept. */
  state: Float32Array | null;
}

/** Texts that share their beginnings, so that what was computed for one serves all: the shape of beams, branches and drafts. */
export class TextTree {
  readonly #roots = new Map<number, TextNode>();
  /** The nodes of the last text that was asked for: most texts go on where one ended. */
  #last: readonly TextNode[] = [];

  /** The nodes of a text from its first token on; tokens that no text had before are added without a slot. */
  path(text: Text): TextNode[] {
    let known = 0;
    while (known < text.length && this.#last[known]?.token === text[known]) known++;
    const nodes = this.#last.slice(0, known);
    for (const token of text.slice(known)) {
      const parent = nodes.at(-1) ?? null;
      const siblings = parent?.children ?? this.#roots;
      const node = siblings.get(token) ?? { parent, token, depth: nodes.length, children: new Map<number, TextNode>(), slot: null, evicted: false, state: null };
      siblings.set(token, node);
      nodes.push(node);
    }
    this.#last = nodes.slice();
    return nodes;
  }

  /** Tokens at the beginning of a text that were computed. */
  known(text: Text): number {
    let [siblings, count] = [this.#roots, 0];
    for (const token of text) {
      const node = siblings.get(token);
      if (!node || (node.slot === null && !node.evicted)) break;
      siblings = node.children;
      count++;
    }
    return count;
  }

  /** Forgets a node and all behind it. */
  remove(node: TextNode): void {
    (node.parent?.children ?? this.#roots).delete(node.token);
    if (this.#last[node.depth] === node) this.#last = this.#last.slice(0, node.depth);
  }

  clear(): void {
    this.#roots.clear();
    this.#last = [];
  }

  /** Whether the tree holds nothing but texts that begin with these tokens. */
  beginsOnlyWith(beginning: Text): boolean {
    let siblings = this.#roots;
    for (const token of beginning) {
      if (siblings.size === 0) return true;
      const node = siblings.get(token);
      if (siblings.size > 1 || !node) return false;
      siblings = node.children;
    }
    return true;
  }
}
