import type { ProblemData } from "./problem";
import type { WeightsCost } from "./weights";

/** Where an execution provider of ONNX Runtime runs. */
export type DeviceName = "webgpu" | "cuda" | "dml" | "coreml" | "cpu";

/** One device and what was found out about it. */
export interface DeviceFinding {
  readonly name: DeviceName;
  readonly usable: boolean;
  /** Why it is or is not used: "not in this build of ONNX Runtime", "0.3 × the CPU's speed here", the library's words. */
  readonly reason: string;
}

/** The device in use, and why the others are not. */
export interface DeviceReport {
  readonly inUse: DeviceName;
  readonly findings: readonly DeviceFinding[];
  /** Set when the device that was chosen failed while running and the CPU took over. */
  readonly fellBackFrom?: { readonly name: DeviceName; readonly reason: string };
}

/** What a checkpoint is, read from its config, its headers and the family's recipe; nothing of it is loaded. */
export interface ModelCard {
  readonly folder: string;
  readonly name: string;
  /** As the literature names it: "GPT-2", "Llama". */
  readonly family: string;
  /** `model_type` of config.json. */
  readonly modelType: string;
  readonly task: "causal language model" | "masked language model" | "sequence to sequence" | "sequence classification" | "language model and multiple choice";
  /** The encoder that this model's decoder reads, or null; all else about stacks says what the decoder is. */
  readonly encoder: { readonly layers: number; readonly heads: number; readonly dMlp: number; readonly mask: string } | null;
  readonly layers: number;
  readonly heads: number;
  /** Heads of keys and values; fewer than `heads` under grouped-query attention. */
  readonly kvHeads: number;
  readonly dModel: number;
  readonly dHead: number;
  readonly dMlp: number;
  readonly vocabulary: number;
  /** Longest sequence the model was made for, in tokens. */
  readonly context: number;
  /** Each in a few words of the field: "rotary, θ = 10,000", "RMSNorm before each sublayer", "SwiGLU", "causal". */
  readonly positions: string;
  readonly norm: string;
  readonly activation: string;
  readonly mask: string;
  /** Whether it was trained as a prefix language model: what it is given sees itself, unless somebody asks for another prefix. */
  readonly prefixLm: boolean;
  /** With how q·k is scaled: "multi-head, q·k / √64". */
  readonly attention: string;
  /** What becomes of a token's vector before the first block: "as stored", "normed". */
  readonly embedding: string;
  /** How the output matrix relates to the embedding: "tied to the embedding", "a matrix of its own", "3 labels". */
  readonly head: string;
  /** "BPE, 2,048 tokens", or null when the folder has none. */
  readonly tokenizer: string | null;
  /** Types in which the weights are stored, the most frequent first: "F16", "BF16, F32". */
  readonly storedAs: string;
  readonly bytesOnDisk: number;
  readonly parameters: number;
  readonly parametersByPart: readonly { readonly part: string; readonly count: number }[];
  /** What this family changes in its ancestor, one sentence each. */
  readonly differences: { readonly from: string; readonly changes: readonly string[] } | null;
  /** Tensors of the file that the model does not need and why ("the causal mask as a buffer"). */
  readonly ignored: readonly { readonly tensor: string; readonly why: string }[];
  /** What quantised weights cost, as far as that was measured. */
  readonly costs?: readonly WeightsCost[];
}

/** A model folder that was found. */
export interface FoundModel {
  readonly folder: string;
  readonly name: string;
  readonly origin: "embedded" | "workspace" | "hub" | "folder";
  /** The card, or why there is none. */
  readonly card: ModelCard | null;
  readonly problem: ProblemData | null;
}

/** Where to look for model folders. */
export interface Places {
  readonly embedded: readonly string[];
  readonly workspace: readonly string[];
  /** Roots of Hugging Face hub caches, each holding `models--ORG--NAME` folders. */
  readonly hub: readonly string[];
  /** Folders that the user added: model folders, or folders of model folders. */
  readonly folders: readonly string[];
}

/** How far long work has come. */
export interface Progress {
  readonly message: string;
  /** 0…1. */
  readonly fraction: number;
}
