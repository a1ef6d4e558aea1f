import type { Recipe } from "./recipe";

/** The taps by which a token of a stack is looked into while texts are made. */
export interface InsideTaps {
  /** The stream before the first layer and after each. */
  readonly streams: readonly string[];
  /** Each layer's pattern. */
  readonly patterns: readonly string[];
  /** Each layer's pattern over the encoder's tokens, where the stack reads one. */
  readonly crosses: readonly string[];
}

export function insideTaps({ config, scope, cross }: Recipe): InsideTaps {
  const at = (layer: number, tap: string): string => `${scope === "" ? "" : `${scope}.`}blocks.${layer}.${tap}`;
  const layers = Array.from({ length: config.layers }, (_, layer) => layer);
  return {
    streams: [...layers.map(layer => at(layer, "resid_pre")), at(config.layers - 1, "resid_post")],
    patterns: layers.map(layer => at(layer, "attn.pattern")),
    crosses: cross ? layers.map(layer => at(layer, "cross.pattern")) : [],
  };
}
