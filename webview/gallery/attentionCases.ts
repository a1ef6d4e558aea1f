import type { AttentionShown } from "../../src/protocol/attention";
import type { ProblemData } from "../../src/protocol/problem";
import { fixtureTokens } from "./fixtureText";

/** One picture of the gallery. */
export interface AttentionCase {
  readonly shown: AttentionShown;
  /** What goes on instead of showing it. */
  readonly begins: "shown" | "running" | "failed";
  readonly problem?: ProblemData;
}

/** How large a case is, and what is special about it. */
interface Shape {
  readonly tokens: number;
  readonly layers: number;
  readonly heads: number;
  readonly cut?: number;
  readonly stale?: boolean;
  readonly begins?: AttentionCase["begins"];
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
};

/** The names of all cases. */
export const CASE_NAMES = Object.keys(SHAPES);

const PROBLEM: ProblemData = {
  code: "tensor-missing",
  message: "model.safetensors of “story-llama” has no tensor model.layers.3.self_attn.q_proj.weight, which its config.json asks for (4 layers).",
  remedy: "Choose another model.",
};

/** The case called `name`. */
export function attentionCase(name: string): AttentionCase {
  const { tokens, layers, heads, cut, stale = false, begins = "shown" } = SHAPES[name] ?? SHAPES["12"]!;
  const shown: AttentionShown = {
    run: {
      run: `gallery-${name}`,
      folder: "",
      model: layers === 12 ? "gpt2-small-shaped" : "story-llama",
      layers,
      heads,
      tokens: fixtureTokens(tokens),
      cut: cut === undefined ? null : { shown: tokens, total: cut },
      device: "cpu",
    },
    source: "sample.ts:3–9",
    stale,
    choice: null,
  };
  return { shown, begins, ...(begins === "failed" ? { problem: PROBLEM } : {}) };
}
