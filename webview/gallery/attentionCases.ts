import type { AttentionChoice, AttentionPane, AttentionShown, TargetText } from "../../src/protocol/attention";
import type { ProblemData } from "../../src/protocol/problem";
import type { Token } from "../../src/protocol/tokens";
import { fixtureText, fixtureTokens, SOURCE_TEXT, sourceTokens, TARGET_TEXT, targetTokens } from "./fixtureText";

/** One picture of the gallery. */
export interface AttentionCase {
  readonly shown: AttentionShown;
  /** What goes on instead of showing it. */
  readonly begins: "shown" | "running" | "failed";
  readonly problem?: ProblemData;
  /** Width of the panel in pixels, where it is narrower than the window. */
  readonly width?: number;
}

/** How large a case is, and what is special about it. */
interface Shape {
  readonly tokens: number;
  /** Set for an encoder–decoder: tokens of its target. */
  readonly target?: number;
  readonly layers: number;
  readonly heads: number;
  readonly cut?: number;
  readonly stale?: boolean;
  readonly begins?: AttentionCase["begins"];
  readonly width?: number;
  /** What was chosen before. */
  readonly choice?: Partial<AttentionChoice>;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "5": { tokens: 5, layers: 4, heads: 4 },
  "12": { tokens: 12, layers: 12, heads: 12 },
  "96": { tokens: 96, layers: 6, heads: 8 },
  "800": { tokens: 800, layers: 12, heads: 12 },
  "2000": { tokens: 2000, layers: 12, heads: 12 },
  large: { tokens: 120, layers: 32, heads: 32 },
  cut: { tokens: 256, layers: 4, heads: 4, cut: 1034, stale: true },
  running: { tokens: 12, layers: 4, heads: 4, begins: "running" },
  failed: { tokens: 12, layers: 4, heads: 4, begins: "failed" },
  "translation-5x4": { tokens: 5, target: 4, layers: 2, heads: 4 },
  "translation-5x4-narrow": { tokens: 5, target: 4, layers: 2, heads: 4, choice: { pane: 2, layer: 1, head: 2 }, width: 420 },
  "translation-1000x800": { tokens: 1000, target: 800, layers: 6, heads: 8, choice: { pane: 2, layer: 1, head: 2, pinned: 400 } },
  "translation-1000x800-narrow": { tokens: 1000, target: 800, layers: 6, heads: 8, choice: { pane: 2, layer: 1, head: 2, pinned: 400 }, width: 420 },
  encoder: { tokens: 23, target: 9, layers: 6, heads: 8 },
  decoder: { tokens: 23, target: 9, layers: 6, heads: 8, choice: { pane: 1, layer: 2, head: 3 } },
  cross: { tokens: 23, target: 9, layers: 6, heads: 8, choice: { pane: 2, layer: 1, head: 2, pinned: 4 } },
  "cross-long": { tokens: 1000, target: 24, layers: 6, heads: 8, choice: { pane: 2 } },
};

/** The names of all cases. */
export const CASE_NAMES = Object.keys(SHAPES);

const PROBLEM: ProblemData = {
  code: "tensor-missing",
  message: "model.safetensors of “story-llama” has no tensor model.layers.3.self_attn.q_proj.weight, which its config.json asks for (4 layers).",
  remedy: "Choose another model.",
};
const FIRST_CHOICE: AttentionChoice = { pane: 0, layer: 0, head: 0, weighting: "raw", pinned: null, direction: "reads" };

/** The case called `name`. */
export function attentionCase(name: string): AttentionCase {
  const shape = SHAPES[name] ?? SHAPES["12"]!;
  const { tokens, target, layers, heads, cut, stale = false, begins = "shown", choice, width } = shape;
  const run = `gallery-${name}`;
  const panes: readonly AttentionPane[] =
    target === undefined
      ? [{ run, kind: "self", layers, heads, mask: "causal", prefix: 0, prefixLm: false, ...readingItself("source", fixtureTokens(tokens)) }]
      : translationPanes(run, layers, heads, source(tokens), targetTokens(targetText(target), target));
  const shown: AttentionShown = {
    run: {
      run,
      folder: "",
      model: target !== undefined ? "story-marian" : layers === 12 ? "gpt2-small-shaped" : "story-llama",
      panes,
      target: target === undefined ? null : { text: targetText(target), from: "generated" },
      ...firstOf(panes),
      cut: cut === undefined ? null : { shown: tokens, total: cut },
      device: "cpu",
    },
    source: "sample.ts:3–9",
    stale,
    choice: choice ? { ...FIRST_CHOICE, ...choice } : null,
  };
  return { shown, begins, ...(width !== undefined && { width }), ...(begins === "failed" ? { problem: PROBLEM } : {}) };
}

/** `shown` after a run with another target, as another run. */
export function withTarget(shown: AttentionShown, target: TargetText): AttentionShown {
  const { run } = shown;
  const encoder = run.panes[0];
  if (!run.target || !encoder) return shown;
  const text = target.from === "generated" ? TARGET_TEXT : target.text;
  const panes = translationPanes(`${run.run}+`, encoder.layers, encoder.heads, encoder.queries, targetTokens(text));
  return { ...shown, run: { ...run, run: `${run.run}+`, panes, target: { text, from: target.from } }, choice: null };
}

/** `shown` after a run in which the first `prefix` tokens (null: as many as the model was trained with) see each other, as another run. */
export function withPrefix(shown: AttentionShown, asked: number | null): AttentionShown {
  const prefix = asked ?? 0;
  const run = `${shown.run.run}+`;
  const mask = prefix > 0 ? `causal behind a full prefix of ${prefix} tokens` : "causal";
  return { ...shown, run: { ...shown.run, run, panes: shown.run.panes.map(pane => (pane.prefix === null ? pane : { ...pane, run, prefix, mask })) }, choice: null };
}

function source(count: number): Token[] {
  return count <= 23 ? sourceTokens(SOURCE_TEXT, count) : sourceTokens(fixtureText(count), count);
}

function targetText(count: number): string {
  if (count <= 9) return TARGET_TEXT;
  return `${TARGET_TEXT} ${TARGET_TEXT.toLowerCase()} again, and then the river did, and the town. `.repeat(Math.ceil(count / 24)).trim();
}

const NO_PREFIX = { prefix: null, prefixLm: false } as const;

function translationPanes(run: string, layers: number, heads: number, from: readonly Token[], to: readonly Token[]): AttentionPane[] {
  return [
    { run: `${run}/encoder`, kind: "encoder", layers, heads, mask: "full", ...NO_PREFIX, ...readingItself("source", from) },
    { run: `${run}/decoder`, kind: "decoder", layers, heads, mask: "causal", ...NO_PREFIX, ...readingItself("target", to) },
    { run: `${run}/cross`, kind: "cross", layers, heads, mask: "every token of the source", ...NO_PREFIX, queries: to, keys: from, queriesOf: "target", keysOf: "source" },
  ];
}

function readingItself(side: "source" | "target", tokens: readonly Token[]): Pick<AttentionPane, "queries" | "keys" | "queriesOf" | "keysOf"> {
  return { queries: tokens, keys: tokens, queriesOf: side, keysOf: side };
}

/** What a summary says of its first pane. */
function firstOf(panes: readonly AttentionPane[]): { readonly layers: number; readonly heads: number; readonly tokens: readonly Token[] } {
  return { layers: panes[0]?.layers ?? 0, heads: panes[0]?.heads ?? 0, tokens: panes[0]?.queries ?? [] };
}
