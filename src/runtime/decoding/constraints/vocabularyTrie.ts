/** A vocabulary's tokens by their bytes: nodes in the order of a walk, so that a prefix that fits nothing is jumped over. */
export class VocabularyTrie {
  /** Tokens of the vocabulary. */
  readonly size: number;
  /** Of each node: its byte, its depth from 1, the number of the node behind its last descendant. */
  readonly byte: Uint8Array;
  readonly depth: Uint16Array;
  readonly skip: Int32Array;
  /** Tokens of node i: `tokens[first[i]] … tokens[first[i + 1] − 1]`. */
  readonly first: Int32Array;
  readonly tokens: Int32Array;
  readonly deepest: number;

  /** `bytes`: what each token stands for; null or empty: nothing that a text could hold. */
  constructor(readonly bytes: readonly (Uint8Array | null)[]) {
    this.size = bytes.length;
    const spelt = [...bytes.keys()].filter(token => (bytes[token]?.length ?? 0) > 0);
    spelt.sort((a, b) => compare(bytes[a] as Uint8Array, bytes[b] as Uint8Array));
    const total = spelt.reduce((sum, token) => sum + (bytes[token] as Uint8Array).length, 0);
    const byte = new Uint8Array(total);
    const depth = new Uint16Array(total);
    const skip = new Int32Array(total);
    const first = new Int32Array(total + 1);
    /** Nodes from the root to the last one made. */
    const open: number[] = [];
    let nodes = 0;
    let previous = new Uint8Array(0);
    for (const [rank, token] of spelt.entries()) {
      const own = bytes[token] as Uint8Array<ArrayBuffer>;
      let shared = 0;
      while (shared < previous.length && shared < own.length && previous[shared] === own[shared]) shared++;
      while (open.length > shared) skip[open.pop() as number] = nodes;
      for (let i = shared; i < own.length; i++) {
        byte[nodes] = own[i] as number;
        depth[nodes] = i + 1;
        // A node's tokens come before those of its descendants, which have none of their own yet.
        first[nodes] = rank;
        open.push(nodes++);
      }
      first[nodes] = rank + 1;
      previous = own;
    }
    while (open.length > 0) skip[open.pop() as number] = nodes;
    first[nodes] = spelt.length;
    this.byte = byte.slice(0, nodes);
    this.depth = depth.slice(0, nodes);
    this.skip = skip.slice(0, nodes);
    this.first = first.slice(0, nodes + 1);
    this.tokens = Int32Array.from(spelt);
    this.deepest = this.depth.reduce((most, one) => Math.max(most, one), 0);
  }
}

function compare(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}
