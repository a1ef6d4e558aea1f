/** In what form a model's weights are multiplied while it makes tokens: as stored, or rounded to so many bits in blocks that share a scale. */
export const WEIGHTS = ["exact", "8bit", "4bit"] as const;
export type WeightsName = (typeof WEIGHTS)[number];

/** Weights that are not exact. */
export type QuantisedName = Exclude<WeightsName, "exact">;

/** For a person: "8-bit weights". */
export const WEIGHTS_WORDS: Readonly<Record<WeightsName, string>> = { exact: "exact weights", "8bit": "8-bit weights", "4bit": "4-bit weights" };

/** What quantised weights changed in the next tokens of a text, measured. */
export interface WeightsCost {
  readonly weights: QuantisedName;
  /** Kullback–Leibler divergence of the distribution with these weights from the exact one, bits: mean over the tokens. */
  readonly divergence: number;
  /** Share of the tokens whose most probable next token stayed the same: 0…1. */
  readonly agreement: number;
  /** How many tokens were looked at. */
  readonly tokens: number;
}
