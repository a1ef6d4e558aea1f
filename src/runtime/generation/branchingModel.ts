import { setImmediate } from "node:timers/promises";
import type { CachePolicy } from "../../protocol/generation";
import { Cancelled } from "../../protocol/problem";
import type { LayeredModel, Next, Text, VerifyingModel, VisibleModel } from "../decoding/languageModel";
import type { Scores } from "../decoding/scores";
import type { KeyValueCache } from "../model/keyValueCache";
import { memoryFeeds, STEP, type LoadedModel, type Memory } from "../model/loadedModel";
import type { Mask } from "../model/parts/masks";
import { integers } from "../model/positions/position";
import { checkPolicy, evictedAt, isHeld, KEEP_ALL, positionFor } from "./cachePolicy";
import { TextTree, type TextNode } from "./textTree";
import { columnsSeen, treeMask } from "./treeMask";

export interface BranchingOptions {
  /** What the model reads of an encoder. */
  readonly memory?: Memory;
  /** Which keys a token may see, where it is not as the model was trained: a prefix. */
  readonly mask?: Mask;
  readonly policy?: CachePolicy;
  /** Keeps the finished stream at each token, for {@link BranchingModel.states}. */
  readonly keepsStates?: boolean;
  /** false: every call computes its texts from their first tokens. */
  readonly cached?: boolean;
  /** How much longer the longest text of a batch is, for positions that depend on it. */
  readonly ahead?: number;
}

/** Rows of the cache that no text in use needs are cleared away once there are so many more of them than of others. */
const SPARE = 256;

/** No logits are wanted. */
const NOTHING: ReadonlySet<TextNode> = new Set();

/** What the inside of a pass for one token showed. */
export interface Inside {
  /** The stream before the first layer and after each: [layers + 1, d_model]. */
  readonly streams: Float32Array;
  /** [layer head key], keys in the order of the text. */
  readonly pattern: Float32Array;
  /** [key]: 1 where the key was seen; 0 where it had left the cache, or the mask hides it. */
  readonly held: Uint8Array;
  /** [layer head source], where the model reads an encoder. */
  readonly cross: Float32Array | null;
}

/**
 * A loaded model as decoding sees it: any texts, with one cache for all of them. The cache holds the tokens of a tree; a pass
 * computes the new tokens of all texts at once, each seeing its own ancestors by the mask, so that beams and branches cost no copy
 * of any cache and the weights are read once for all of them.
 */
export class BranchingModel implements VerifyingModel, VisibleModel, LayeredModel {
  readonly #tree = new TextTree();
  /** Keys and values of the tokens in it, in the order in which they were computed: for one text, its own. */
  readonly cache: KeyValueCache;
  /** The nodes in the cache, by row. */
  #rows: TextNode[] = [];
  /** Keys of the sinks where they stand at first, by layer, and how far they are turned on now. */
  #sinks: { readonly keys: readonly Float32Array[]; by: number } | null = null;
  #busy: Promise<unknown> = Promise.resolve();
  #computed = 0;

  /** Throws `input-invalid` on a cache policy that the model cannot follow. */
  constructor(
    readonly model: LoadedModel,
    private readonly options: BranchingOptions = {},
  ) {
    checkPolicy(this.#policy, { ...model.open.recipe, mask: this.#mask });
    this.cache = model.newCache();
  }

  get vocabulary(): number {
    return this.model.open.recipe.config.vocabulary;
  }

  get layers(): number {
    return this.model.open.recipe.config.layers;
  }

  /** Tokens whose keys and values were computed so far. */
  get computed(): number {
    return this.#computed;
  }

  /** Tokens at the beginning of a text that are in the cache. */
  known(text: Text): number {
    return this.#tree.known(text);
  }

  async next(texts: readonly Text[], signal: AbortSignal): Promise<readonly Next[]> {
    return this.#alone(async () => {
      const paths = this.#paths(texts);
      const last = paths.map(path => path.at(-1) as TextNode);
      const logits = await this.#compute(paths, new Set(last), signal);
      this.#tidy(paths);
      return last.map(node => ({ logits: logits.get(node) as Scores }));
    });
  }

  async along(text: Text, from: number, signal: AbortSignal): Promise<readonly Next[]> {
    return this.#alone(async () => {
      const [path] = this.#paths([text]) as [TextNode[]];
      const wanted = path.slice(from);
      const logits = await this.#compute([path], new Set(wanted), signal);
      this.#tidy([path]);
      return wanted.map(node => ({ logits: logits.get(node) as Scores }));
    });
  }

  async states(texts: readonly Text[], from: number, signal: AbortSignal): Promise<readonly (readonly Float32Array[])[]> {
    if (!this.options.keepsStates) throw new Error("states are asked of a model that keeps none");
    return this.#alone(async () => {
      const paths = this.#paths(texts);
      await this.#compute(paths, NOTHING, signal);
      const states = paths.map(path => path.slice(from).map(node => node.state as Float32Array));
      this.#tidy(paths);
      return states;
    });
  }

  async lens(texts: readonly Text[], rows: readonly number[], signal: AbortSignal): Promise<readonly (readonly Scores[])[]> {
    const answers: Scores[][] = [];
    for (const text of texts) {
      const { streams } = await this.inside(text, signal);
      answers.push(await this.readOut(streams, rows));
    }
    return answers;
  }

  /** The stream and the attention of a text's last token in every layer. */
  async inside(text: Text, signal: AbortSignal): Promise<Inside> {
    return (await this.#inside(text, false, signal)).inside;
  }

  /** What comes after a text, and the inside of the same pass: where nothing but its last token is new, for no more than that. */
  async nextAndInside(text: Text, signal: AbortSignal): Promise<Next & { readonly inside: Inside }> {
    const { logits, inside } = await this.#inside(text, true, signal);
    return { logits: logits as Scores, inside };
  }

  async #inside(text: Text, next: boolean, signal: AbortSignal): Promise<{ readonly logits: Scores | null; readonly inside: Inside }> {
    return this.#alone(async () => {
      const [path] = this.#paths([text]) as [TextNode[]];
      const node = path.at(-1) as TextNode;
      try {
        await this.#compute([path.slice(0, -1)], NOTHING, signal);
        await setImmediate();
        Cancelled.check(signal);
        const { config, scope } = this.model.open.recipe;
        const at = (layer: number, tap: string): string => `${scope === "" ? "" : `${scope}.`}blocks.${layer}.${tap}`;
        const layers = Array.from({ length: config.layers }, (_, layer) => layer);
        const streams = [...layers.map(layer => at(layer, "resid_pre")), at(config.layers - 1, "resid_post")];
        const patterns = layers.map(layer => at(layer, "attn.pattern"));
        const crosses = this.options.memory ? layers.map(layer => at(layer, "cross.pattern")) : [];
        const taps = [...streams, ...patterns, ...crosses];
        const added = node.slot === null && !node.evicted ? 1 : 0;
        const fetch = [...taps, ...(added > 0 ? this.#rowNames : []), ...(next ? ["logits"] : []), ...(this.options.keepsStates ? ["final"] : [])];
        const columns = columnsSeen(node, this.#treePass(added));
        const outputs = await this.#pass([node], added, taps, fetch, path.length + (this.options.ahead ?? 0), next ? [node] : []);
        if (added > 0) this.#append([node], outputs);
        if (this.options.keepsStates) node.state ??= (outputs["final"] as Float32Array).slice();
        const pattern = new Float32Array(config.layers * config.heads * path.length);
        const held = new Uint8Array(path.length);
        path.forEach(key => (held[key.depth] = columns.get(key) === undefined ? 0 : 1));
        patterns.forEach((name, layer) => {
          const rows = outputs[name] as Float32Array;
          const width = rows.length / config.heads;
          for (let head = 0; head < config.heads; head++) {
            for (const [key, column] of columns) pattern[(layer * config.heads + head) * path.length + key.depth] = rows[head * width + column] as number;
          }
        });
        this.#tidy([path]);
        const inside = { streams: joined(streams.map(name => outputs[name] as Float32Array)), pattern, held, cross: crosses.length === 0 ? null : joined(crosses.map(name => outputs[name] as Float32Array)) };
        return { inside, logits: next ? (outputs["logits"] as Float32Array).slice() : null };
      } catch (error) {
        if (node.slot === null && !node.evicted) this.#tree.remove(node);
        throw error;
      }
    });
  }

  /** Logits [vocab] of rows of {@link Inside.streams}, through the last norm and the head. */
  async readOut(streams: Float32Array, rows: readonly number[]): Promise<Scores[]> {
    const { dModel } = this.model.open.recipe.config;
    const { logits } = await this.model.run({ stack: "main", kind: "unembed" }, ["logits"], { stream: { data: streams, shape: [streams.length / dModel, dModel] }, rows: integers(rows) });
    const width = (logits as Float32Array).length / rows.length;
    return rows.map((_, i) => (logits as Float32Array).slice(i * width, (i + 1) * width));
  }

  get #mask(): Mask {
    return this.options.mask ?? this.model.open.recipe.mask;
  }

  get #policy(): CachePolicy {
    return this.options.policy ?? KEEP_ALL;
  }

  /** One request after another: they share the cache. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#busy.catch(() => undefined).then(work);
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  /** The nodes of the texts, with what is in the cache of them; throws on ids outside the vocabulary. */
  #paths(texts: readonly Text[]): TextNode[][] {
    for (const text of texts) {
      if (text.length === 0) throw new Error("a text without tokens has no next one");
      this.model.checkIds(text);
    }
    // Tokens of such a beginning see each other, or are seen turned on: another beginning shares none of them.
    const beginning = Math.max(this.#mask.prefix ?? 0, this.#policy.sinks);
    const mixed = beginning > 0 && texts.some(text => !this.#tree.beginsOnlyWith(text.slice(0, beginning)));
    if (mixed || this.options.cached === false) this.#clear();
    let paths = texts.map(text => this.#tree.path(text));
    if (paths.some(path => this.#lacks(path))) {
      this.#clear();
      paths = texts.map(text => this.#tree.path(text));
    }
    return paths;
  }

  /** Whether a token that has to be computed would see one that has left the cache, or part of a full prefix is missing. */
  #lacks(path: readonly TextNode[]): boolean {
    const prefix = this.#mask.prefix ?? 0;
    const begun = path.slice(0, prefix);
    if (begun.some(node => node.slot !== null) && (begun.length < prefix || begun.some(node => node.slot === null))) return true;
    const first = path.find((node, i) => i === path.length - 1 || (node.slot === null && !node.evicted)) as TextNode;
    return path.slice(0, first.depth).some(node => node.slot === null && isHeld(this.#policy, first.depth, node.depth));
  }

  #clear(): void {
    this.#tree.clear();
    this.cache.truncate(0);
    this.#rows = [];
    this.#sinks = null;
  }

  /** Computes what is missing of the paths and the wanted logits; after a failure, the cache is as it was. */
  async #compute(paths: readonly (readonly TextNode[])[], wanted: ReadonlySet<TextNode>, signal: AbortSignal): Promise<Map<TextNode, Scores>> {
    const fresh = new Set(paths.flatMap(path => path.filter(node => node.slot === null && !node.evicted)));
    const again = [...wanted].filter(node => !fresh.has(node));
    const queries = [...fresh, ...again];
    const { config, head } = this.model.open.recipe;
    const longest = queries.reduce((most, node) => Math.max(most, node.depth + 1), 0) + (this.options.ahead ?? 0);
    const logits = new Map<TextNode, Scores>();
    // With room for tokens behind a prompt: the first of them would else wait for the whole cache to be copied.
    if (fresh.size > 1) this.cache.reserve(this.#rows.length + fresh.size + SPARE);
    try {
      for (let from = 0, to = 0; from < queries.length; from = to) {
        await setImmediate();
        Cancelled.check(signal);
        to = this.#chunkEnd(queries, from);
        const here = queries.slice(from, to);
        const added = here.filter(node => fresh.has(node)).length;
        const rows = here.filter(node => wanted.has(node));
        const fetch = [...(added > 0 ? this.#rowNames : []), ...(rows.length > 0 ? ["logits"] : []), ...(this.options.keepsStates ? ["final"] : [])];
        if (fetch.length === 0) continue;
        const outputs = await this.#pass(here, added, [], fetch, longest, rows);
        if (added > 0) this.#append(here.slice(0, added), outputs);
        if (this.options.keepsStates) here.forEach((node, i) => (node.state ??= (outputs["final"] as Float32Array).slice(i * config.dModel, (i + 1) * config.dModel)));
        const width = head.labels ?? config.vocabulary;
        rows.forEach((node, i) => logits.set(node, (outputs["logits"] as Float32Array).slice(i * width, (i + 1) * width)));
      }
    } catch (error) {
      for (const node of [...fresh].reverse()) if (node.slot === null) this.#tree.remove(node);
      throw error;
    }
    return logits;
  }

  /** Outputs with the keys and values of new tokens. */
  get #rowNames(): string[] {
    return Array.from({ length: this.layers }, (_, layer) => [`new.${layer}.k`, `new.${layer}.v`]).flat();
  }

  /** Puts the keys and values of new tokens into the cache. */
  #append(nodes: readonly TextNode[], outputs: Readonly<Record<string, Float32Array>>): void {
    this.cache.append(outputs, nodes.length);
    this.#computed += nodes.length;
    for (const node of nodes) node.slot = this.#rows.push(node) - 1;
  }

  /** Where a pass that begins with this query ends: some tokens on, a full prefix whole, and no two windows in one. */
  #chunkEnd(queries: readonly TextNode[], from: number): number {
    const prefix = this.#mask.prefix ?? 0;
    const shift = (i: number): number => (this.#policy.sinks === 0 ? 0 : evictedAt(this.#policy, (queries[i] as TextNode).depth));
    let end = from + 1;
    while (end < queries.length && (end - from < STEP || (queries[end] as TextNode).depth < prefix) && shift(end) === shift(from)) end++;
    return end;
  }

  /** Runs the model over these nodes, the first `added` of which are new. */
  async #pass(nodes: readonly TextNode[], added: number, taps: readonly string[], fetch: readonly string[], longest: number, rows: readonly TextNode[] = []): Promise<Record<string, Float32Array>> {
    const { position, embedding } = this.model.open.recipe;
    const { depth } = nodes[0] as TextNode;
    this.#turnSinks(depth);
    const keys = [...this.#rows, ...nodes].map(node => positionFor(this.#policy, depth, node.depth));
    return this.model.run(
      { stack: "main", kind: "forward", ...(taps.length > 0 && { taps }) },
      fetch,
      {
        ids: integers(nodes.map(node => node.token)),
        rows: integers(rows.map(node => nodes.indexOf(node))),
        mask: treeMask(nodes, this.#treePass(added)),
        ...(embedding.segments > 0 && { segments: integers(nodes.map(() => 0)) }),
        ...position.feeds({ at: nodes.map(node => node.depth), keys, longest }),
        ...this.cache.feeds(),
        ...(this.options.memory && memoryFeeds(this.options.memory, nodes.length)),
      },
    );
  }

  #treePass(added: number): Parameters<typeof treeMask>[1] {
    return { added, cached: this.#rows, mask: this.#mask, policy: this.#policy };
  }

  /** Turns the sinks' keys on to where the query at this depth finds them. */
  #turnSinks(depth: number): void {
    const { position, config } = this.model.open.recipe;
    const by = evictedAt(this.#policy, depth);
    const { sinks } = this.#policy;
    if (sinks === 0 || !position.turnOn || by === (this.#sinks?.by ?? 0) || this.#rows.length < sinks) return;
    this.#sinks ??= { keys: Array.from({ length: config.layers }, (_, layer) => (this.cache.keys(layer, sinks).data as Float32Array).slice()), by: 0 };
    this.#sinks.by = by;
    for (const [layer, keys] of this.#sinks.keys.entries()) this.cache.replaceKeys(layer, 0, by === 0 ? keys : position.turnOn(keys, config.dHead, by));
  }

  /** Clears rows away that none of these texts needs, once they are many. */
  #tidy(paths: readonly (readonly TextNode[])[]): void {
    const needed = new Set(paths.flatMap(path => path.filter(node => node.slot !== null && isHeld(this.#policy, path.length, node.depth))));
    if (this.#rows.length <= 2 * needed.size + SPARE) return;
    const onPaths = new Set(paths.flat());
    const kept = this.#rows.filter(node => needed.has(node));
    for (const node of this.#rows) {
      if (needed.has(node)) continue;
      node.slot = null;
      if (onPaths.has(node)) node.evicted = true;
      else this.#tree.remove(node);
    }
    this.cache.keep(kept.map(node => node.slot as number));
    this.#rows = kept;
    kept.forEach((node, row) => (node.slot = row));
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
