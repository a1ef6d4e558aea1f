import { setImmediate } from "node:timers/promises";
import type { CachePolicy } from "../../protocol/generation";
import { Cancelled } from "../../protocol/problem";
import type { LayeredModel, Next, Text, VerifyingModel, VisibleModel } from "../decoding/languageModel";
import type { Scores } from "../decoding/scores";
import { DeviceLost, STEP, type LoadedModel, type Memory } from "../model/loadedModel";
import { joined } from "../joined";
import { insideTaps } from "../model/insideTaps";
import type { Mask } from "../model/parts/masks";
import { openedMask } from "../model/parts/openedMask";
import { integers } from "../model/positions/position";
import { checkPolicy, evictedAt, isHeld, KEEP_ALL, positionFor } from "./cachePolicy";
import { DeviceRows } from "./deviceRows";
import { HostRows } from "./hostRows";
import type { KeptRows } from "./keptRows";
import { TextTree, type TextNode } from "./textTree";
import { columnsSeen, treeMask } from "./treeMask";
import { TurnedSinks } from "./turnedSinks";

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
  /** Tokens that are computed at once, between which it may be stopped; {@link STEP} where absent. */
  readonly piece?: number;
  /** Rows of other texts that may stay, to those of the texts in use: as many where absent, so that several texts can take turns. */
  readonly others?: number;
  /** How much longer the longest text of a batch is, for positions that depend on it. */
  readonly ahead?: number;
}

/** Rows of the cache that no text in use needs are cleared away once there are so many of them beyond those that may stay: every step reads them all. */
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
  #kept: KeptRows;
  /** The nodes in the cache, by row. */
  #rows: TextNode[] = [];
  readonly #sinks: TurnedSinks;
  #busy: Promise<unknown> = Promise.resolve();
  #computed = 0;

  /** Throws `input-invalid` on a cache policy that the model cannot follow. */
  constructor(
    readonly model: LoadedModel,
    private readonly options: BranchingOptions = {},
  ) {
    const { position, config } = model.open.recipe;
    checkPolicy(this.#policy, { ...model.open.recipe, mask: this.#mask });
    this.#kept = new HostRows(model, options.memory);
    this.#sinks = new TurnedSinks(this.#policy.sinks, position, config.dHead);
  }

  get vocabulary(): number {
    return this.model.open.recipe.config.vocabulary;
  }

  get layers(): number {
    return this.model.open.recipe.config.layers;
  }

  /** Bytes of the keys and values. */
  get bytes(): number {
    return this.#kept.bytes;
  }

  /** Keys and values of the cached tokens in one layer, in the order in which they were computed: [row kv_head d_head] each. */
  async cached(layer: number): Promise<{ readonly keys: Float32Array; readonly values: Float32Array }> {
    return this.#alone(() => this.#kept.read(layer));
  }

  /** Tokens whose keys and values were computed so far. */
  get computed(): number {
    return this.#computed;
  }

  /** Tokens at the start of its texts that see each other. */
  get prefix(): number {
    return this.#mask.prefix ?? 0;
  }

  /** Tokens at the beginning of a text that are in the cache; those of a prefix only all together, since each has read all others. */
  known(text: Text): number {
    const known = this.#tree.known(text);
    return known < Math.min(this.prefix, text.length) ? 0 : known;
  }

  /** The same model with a cache of its own, for texts of which as many tokens at the start see each other. */
  behind(prefix: number): BranchingModel {
    return new BranchingModel(this.model, { ...this.options, mask: openedMask(this.model.open.recipe.mask, prefix, prefix) });
  }

  async next(texts: readonly Text[], signal: AbortSignal): Promise<readonly Next[]> {
    return this.#alone(async () => {
      const paths = this.#paths(texts);
      const last = paths.map(path => path.at(-1) as TextNode);
      const logits = await this.#compute(paths, new Set(last), signal);
      await this.#tidy(paths);
      return last.map(node => ({ logits: logits.get(node) as Scores }));
    });
  }

  async along(text: Text, from: number, signal: AbortSignal): Promise<readonly Next[]> {
    return this.#alone(async () => {
      const [path] = this.#paths([text]) as [TextNode[]];
      const wanted = path.slice(from);
      const logits = await this.#compute([path], new Set(wanted), signal);
      await this.#tidy([path]);
      return wanted.map(node => ({ logits: logits.get(node) as Scores }));
    });
  }

  async states(texts: readonly Text[], from: number, signal: AbortSignal): Promise<readonly (readonly Float32Array[])[]> {
    if (!this.options.keepsStates) throw new Error("states are asked of a model that keeps none");
    return this.#alone(async () => {
      const paths = this.#paths(texts);
      await this.#compute(paths, NOTHING, signal);
      const states = paths.map(path => path.slice(from).map(node => node.state as Float32Array));
      await this.#tidy(paths);
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
        // In a full prefix the tokens before it have read it too: none of them is computed without it.
        await this.#compute([node.depth < this.prefix ? path : path.slice(0, -1)], NOTHING, signal);
        await setImmediate();
        Cancelled.check(signal);
        const { recipe } = this.model.open;
        const { config } = recipe;
        const { streams, patterns, crosses } = insideTaps(recipe);
        const taps = [...streams, ...patterns, ...crosses];
        const added = node.slot === null && !node.evicted ? 1 : 0;
        const fetch = [...taps, ...(next ? ["logits"] : []), ...(this.options.keepsStates ? ["final"] : [])];
        const columns = columnsSeen(node, this.#treePass(added));
        const outputs = await this.#pass([node], added, taps, fetch, path.length + (this.options.ahead ?? 0), next ? [node] : []);
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
        await this.#tidy([path]);
        const inside = { streams: joined(streams.map(name => outputs[name] as Float32Array)), pattern, held, cross: crosses.length === 0 ? null : joined(crosses.map(name => outputs[name] as Float32Array)) };
        return { inside, logits: next ? (outputs["logits"] as Float32Array) : null };
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
    const mine = this.#busy.catch(() => undefined).then(async () => {
      await this.#settle();
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof DeviceLost)) throw error;
        await this.#settle();
        return work();
      }
    });
    this.#busy = mine.catch(() => undefined);
    return mine;
  }

  /** Keeps the cache where the device in use has it at hand; what was kept elsewhere is computed anew. */
  async #settle(): Promise<void> {
    // What turns keys on, and what is told of every token, is worked on here.
    const onDevice = this.#policy.sinks === 0 && this.options.keepsStates !== true && (await this.model.keepsOnDevice());
    if (onDevice === this.#kept instanceof DeviceRows) return;
    this.#clear();
    this.#kept = onDevice ? new DeviceRows(this.model, this.options.memory) : new HostRows(this.model, this.options.memory);
  }

  /** The nodes of the texts, with what is in the cache of them; throws on ids outside the vocabulary. */
  #paths(texts: readonly Text[]): TextNode[][] {
    for (const text of texts) {
      if (text.length === 0) throw new Error("a text without tokens has no next one");
      this.model.checkIds(text);
    }
    // Tokens of such a beginning see each other, or are seen turned on: another beginning shares none of them.
    const beginning = Math.max(this.prefix, this.#policy.sinks);
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
    const { prefix } = this;
    const begun = path.slice(0, prefix);
    if (begun.some(node => node.slot !== null) && (begun.length < prefix || begun.some(node => node.slot === null))) return true;
    const first = path.find((node, i) => i === path.length - 1 || (node.slot === null && !node.evicted)) as TextNode;
    return path.slice(0, first.depth).some(node => node.slot === null && isHeld(this.#policy, first.depth, node.depth));
  }

  #clear(): void {
    this.#tree.clear();
    this.#kept.clear();
    this.#rows = [];
    this.#sinks.clear();
  }

  /** Computes what is missing of the paths and the wanted logits; after a failure, the cache is as it was. */
  async #compute(paths: readonly (readonly TextNode[])[], wanted: ReadonlySet<TextNode>, signal: AbortSignal): Promise<Map<TextNode, Scores>> {
    const fresh = new Set<TextNode>();
    for (const path of paths) for (const node of path) if (node.slot === null && !node.evicted) fresh.add(node);
    const again = [...wanted].filter(node => !fresh.has(node));
    const queries = [...fresh, ...again];
    const { config, head } = this.model.open.recipe;
    const longest = queries.reduce((most, node) => Math.max(most, node.depth + 1), 0) + (this.options.ahead ?? 0);
    const logits = new Map<TextNode, Scores>();
    // With room for tokens behind a prompt: the first of them would else wait for the whole cache to be copied.
    this.#kept.makeRoom(fresh.size, fresh.size > 1 ? SPARE : 0);
    try {
      for (let from = 0, to = 0; from < queries.length; from = to) {
        await setImmediate();
        Cancelled.check(signal);
        to = this.#chunkEnd(queries, from);
        const here = queries.slice(from, to);
        const added = here.filter(node => fresh.has(node)).length;
        const rows = here.filter(node => wanted.has(node));
        const fetch = [...(rows.length > 0 ? ["logits"] : []), ...(this.options.keepsStates ? ["final"] : [])];
        if (added === 0 && fetch.length === 0) continue;
        const outputs = await this.#pass(here, added, [], fetch, longest, rows);
        if (this.options.keepsStates) here.forEach((node, i) => (node.state ??= (outputs["final"] as Float32Array).slice(i * config.dModel, (i + 1) * config.dModel)));
        const width = head.labels ?? config.vocabulary;
        rows.forEach((node, i) => logits.set(node, rowOf(outputs["logits"] as Float32Array, i, width)));
      }
    } catch (error) {
      for (const node of [...fresh].reverse()) if (node.slot === null) this.#tree.remove(node);
      throw error;
    }
    return logits;
  }

  /** Where a pass that begins with this query ends: some tokens on, a full prefix whole, and no two windows in one. */
  #chunkEnd(queries: readonly TextNode[], from: number): number {
    const { prefix } = this;
    const shift = (i: number): number => (this.#policy.sinks === 0 ? 0 : evictedAt(this.#policy, (queries[i] as TextNode).depth));
    const { piece = STEP } = this.options;
    let end = from + 1;
    while (end < queries.length && (end - from < piece || (queries[end] as TextNode).depth < prefix) && shift(end) === shift(from)) end++;
    return end;
  }

  /** Runs the model over these nodes, the first `added` of which are new and join the cache. */
  async #pass(nodes: readonly TextNode[], added: number, taps: readonly string[], fetch: readonly string[], longest: number, rows: readonly TextNode[] = []): Promise<Record<string, Float32Array>> {
    const { position, embedding } = this.model.open.recipe;
    const { depth } = nodes[0] as TextNode;
    if (this.#kept instanceof HostRows) this.#sinks.turn(this.#kept.cache, evictedAt(this.#policy, depth));
    // Few schemes ask where all keys stand.
    const keys = (): number[] => [...this.#rows, ...nodes].map(node => positionFor(this.#policy, depth, node.depth));
    const feeds = {
      ids: integers(nodes.map(node => node.token)),
      rows: integers(rows.map(node => nodes.indexOf(node))),
      mask: treeMask(nodes, this.#treePass(added)),
      ...(embedding.segments > 0 && { segments: integers(nodes.map(() => 0)) }),
      ...position.feeds({ at: nodes.map(node => node.depth), get keys() { return keys(); }, longest }),
    };
    const outputs = await this.#kept.run({ feeds, taps, fetch, queries: nodes.length, added });
    this.#computed += added;
    for (const node of nodes.slice(0, added)) node.slot = this.#rows.push(node) - 1;
    return outputs;
  }

  #treePass(added: number): Parameters<typeof treeMask>[1] {
    return { added, cached: this.#rows, mask: this.#mask, policy: this.#policy };
  }

  /** Clears rows away that none of these texts needs, once they are many. */
  async #tidy(paths: readonly (readonly TextNode[])[]): Promise<void> {
    // So many are needed at least where none leaves the cache: which ones, need not be found out.
    const least = this.#policy.window === null ? Math.max(...paths.map(path => path.length)) : 0;
    const { others = 1 } = this.options;
    if (this.#rows.length <= (1 + others) * least + SPARE) return;
    const needed = new Set(paths.flatMap(path => path.filter(node => node.slot !== null && isHeld(this.#policy, path.length, node.depth))));
    if (this.#rows.length <= (1 + others) * needed.size + SPARE) return;
    const onPaths = new Set(paths.flat());
    const kept = this.#rows.filter(node => needed.has(node));
    for (const node of this.#rows) {
      if (needed.has(node)) continue;
      node.slot = null;
      if (onPaths.has(node)) node.evicted = true;
      else this.#tree.remove(node);
    }
    await this.#kept.keep(kept.map(node => node.slot as number));
    this.#rows = kept;
    kept.forEach((node, row) => (node.slot = row));
  }
}

/** One row of outputs; where there is only one, those themselves, which nobody else has. */
const rowOf = (rows: Float32Array, row: number, width: number): Float32Array => (rows.length === width ? rows : rows.slice(row * width, (row + 1) * width));
