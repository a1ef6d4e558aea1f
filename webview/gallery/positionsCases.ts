import type { ModelPositions, PositionKind } from "../../src/protocol/positions";
import type { PositionsText } from "../../src/protocol/positionsPage";
import type { ProblemData } from "../../src/protocol/problem";
import { fixtureText, fixtureTokens } from "./fixtureText";
import { syntheticStack } from "./syntheticPositions";

/** One picture of the gallery's positions page. */
export interface PositionsCase {
  readonly positions: ModelPositions;
  readonly layers: number;
  readonly heads: number;
  /** Null: none was selected. */
  readonly text: (PositionsText & { readonly tokens: number; readonly total: number }) | null;
  /** Instead of the model. */
  readonly problem: ProblemData | null;
}

/** What is special about a case. */
interface Shape {
  readonly kind: PositionKind;
  /** Tokens of the text; null without one. */
  readonly tokens?: number | null;
  readonly context?: number;
  readonly both?: boolean;
  readonly heads?: number;
  readonly fails?: boolean;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "positions-sinusoidal": { kind: "sinusoidal", both: true },
  "positions-learned": { kind: "learned" },
  "positions-relative": { kind: "relative", context: 40 },
  "positions-buckets": { kind: "buckets", both: true },
  "positions-rotary": { kind: "rotary" },
  "positions-alibi": { kind: "alibi" },
  "positions-none": { kind: "none" },
  "positions-5": { kind: "rotary", tokens: 5 },
  "positions-1000": { kind: "alibi", tokens: 1000, context: 256, heads: 12 },
  "positions-no-text": { kind: "rotary", tokens: null },
  "positions-failed": { kind: "rotary", fails: true },
};

/** The names of all cases. */
export const POSITIONS_CASE_NAMES = Object.keys(SHAPES);

const MODELS: Readonly<Record<PositionKind, readonly [model: string, family: string]>> = {
  sinusoidal: ["story-marian", "Marian"],
  learned: ["story-gpt2", "GPT-2"],
  relative: ["story-bert", "BERT"],
  buckets: ["story-t5", "T5"],
  rotary: ["story-llama", "Llama"],
  alibi: ["story-bloom", "BLOOM"],
  none: ["story-nope", "A model without positions"],
};
const PROBLEM: ProblemData = {
  code: "tensor-missing",
  message: "model.safetensors of “story-llama” has no tensor model.layers.3.self_attn.q_proj.weight, which its config.json asks for (4 layers).",
  remedy: "Choose another model.",
};
const LAYERS = 4;

/** The case called `name`. */
export function positionsCase(name: string): PositionsCase {
  const { kind, tokens = 23, context = 128, both = false, heads = 4, fails = false } = SHAPES[name] ?? SHAPES["positions-rotary"]!;
  const [model, family] = MODELS[kind];
  const stacks = (both ? (["encoder", "decoder"] as const) : (["model"] as const)).map(stack => syntheticStack(kind, stack, { context, heads, layers: LAYERS }));
  return {
    positions: { folder: "", model, family, context, stacks },
    layers: LAYERS,
    heads,
    text: tokens === null ? null : { source: "sample.ts:3–9", excerpt: excerptOf(tokens), tokens: Math.min(tokens, context), total: tokens },
    problem: fails ? PROBLEM : null,
  };
}

function excerptOf(tokens: number): string {
  const end = fixtureTokens(tokens).at(-1)?.range?.end ?? 0;
  const text = fixtureText(tokens).slice(0, end);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
