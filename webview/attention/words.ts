import type { AttentionChoice, AttentionPane, TargetText, Weighting } from "../../src/protocol/attention";
import type { DeviceName } from "../../src/protocol/models";
import { percent, weight } from "../draw/format";
import { type HeadNumbers, type Metric, NUMBER_METRICS, type NumberMetric } from "./headNumbers";
import type { Side } from "./panes";

/** The weightings by name, and what each is. */
export const WEIGHTING_WORDS: Readonly<Record<Weighting, { readonly name: string; readonly explanation: string }>> = {
  raw: {
    name: "Raw",
    explanation: "softmax(scaled q·k + positions + mask), as the model used it. Each row adds up to 1.",
  },
  "no-sink": {
    name: "Without first token",
    explanation:
      "The first token left out and each row renormalised: heads with nothing to say rest there (attention sink, Xiao et al. 2023).",
  },
  "value-weighted": {
    name: "Value-weighted",
    explanation: "Each weight times ‖v·W_O‖, the length of what the head really adds to the stream (Kobayashi et al. 2020).",
  },
  "other-scale": {
    name: "What if: other scale",
    explanation: "What if q·k were not divided by √d_k (or were, in a model that does not divide)? The model never ran this.",
  },
};

/** The metrics by name, and what each is. */
export const METRIC_WORDS: Readonly<Record<Metric, { readonly name: string; readonly short: string; readonly explanation: string }>> = {
  picture: { name: "Picture", short: "", explanation: "" },
  entropy: { name: "Entropy", short: "entropy", explanation: "How spread out the rows are, in bits; mean over queries." },
  firstToken: { name: "On first token", short: "on first", explanation: "Weight on token 0; mean over queries." },
  previousToken: { name: "On previous token", short: "on previous", explanation: "Weight on the token just before; mean over queries." },
  meanDistance: { name: "Mean distance", short: "distance", explanation: "How far back the head reads, in tokens; mean over queries." },
  otherSentences: { name: "On other sentences", short: "other sentences", explanation: "Weight on tokens of other sentences than the query's; mean over queries." },
};

/** A metric's value with its unit. */
export function metricValue(metric: NumberMetric, value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (metric === "entropy") return `${value.toFixed(2)} bits`;
  if (metric === "meanDistance") return `${weight(value, 1)} tokens`;
  return percent(value);
}

/** A head's name: "Layer 3, head 5". */
export function headName({ layer, head }: { readonly layer: number; readonly head: number }): string {
  return `Layer ${layer}, head ${head}`;
}

/** A head with its numbers, in one line. */
export function headSentence(numbers: HeadNumbers): string {
  const parts = NUMBER_METRICS.filter(metric => !Number.isNaN(numbers[metric])).map(
    metric => `${METRIC_WORDS[metric].short} ${metricValue(metric, numbers[metric])}`,
  );
  return `${headName(numbers)}: ${parts.join(", ")}`;
}

/** The panes by name. */
export const PANE_WORDS: Readonly<Record<AttentionPane["kind"], string>> = {
  self: "Attention",
  encoder: "Encoder",
  decoder: "Decoder",
  cross: "Cross",
};

/** What each pane is among the others: when it happens and who reads whom. */
export const PANE_PLACES: Readonly<Record<AttentionPane["kind"], string>> = {
  self: "",
  encoder: "source reads itself",
  decoder: "first in each block: target reads itself",
  cross: "second in each block: target reads source",
};

/** What comes after what in a block of the decoder, and where queries, keys and values come from. */
export const BLOCK_WORDS = "In each decoder block: self, then cross; in cross-attention Q comes from the decoder, K and V from the encoder.";

/** Where the decoder's text came from. */
export const TARGET_WORDS: Readonly<Record<TargetText["from"], string>> = {
  generated: "generated",
  typed: "typed",
  selection: "from a selection",
};

/** Whose text a token is of, before the word "token". */
export const SIDE_WORDS: Readonly<Record<Side, string>> = { source: "Source", target: "Target" };

/** "reads" and "is read by", for a sentence that begins with a token. */
export function directionWords(direction: AttentionChoice["direction"]): string {
  return direction === "reads" ? "reads" : "is read by";
}

/** Devices as their makers write them. */
export const DEVICE_WORDS: Readonly<Record<DeviceName, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "Core ML",
  cpu: "CPU",
};
