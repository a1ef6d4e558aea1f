import { readFile } from "node:fs/promises";
import { Problem } from "../../protocol/problem";
import type { Mask } from "../model/parts/masks";
import { openedMask } from "../model/parts/openedMask";
import type { Architecture, Recipe } from "../model/recipe";
import { InputTables } from "./inputTables";

type Rows = readonly (readonly number[])[];

/** One case of a CASES.json: the arguments of a forward pass, with Hugging Face's names. */
export interface Case {
  readonly name: string;
  /** [sequence, time] */
  readonly ids: Rows;
  /** Sequences that belong together as one example's choices (multiple choice); 1 elsewhere. */
  readonly choices: number;
  /** [sequence, time], 1 = real token. */
  readonly attentionMask?: Rows;
  readonly positions?: Rows;
  /** [sequence, time]: which of two texts a token is from. */
  readonly segments?: Rows;
  /** [layer, head] */
  readonly headMask?: Rows;
  /** Of each sequence, how many tokens at its start see each other; where absent, as the model was trained. */
  readonly prefixLengths?: readonly number[];
  /** Of each sequence, the token whose score says how well it fits. */
  readonly choiceAt?: readonly number[];
  /** What the decoder of an encoder–decoder model is given. */
  readonly decoder?: {
    readonly ids: Rows;
    readonly attentionMask?: Rows;
    readonly headMask?: Rows;
    readonly crossHeadMask?: Rows;
  };
  /** [sequence, time] of token ids with −100 where not scored; for a classifier [sequence] of classes. */
  readonly labels?: readonly number[] | Rows;
}

const ENCODER_DECODER = ["input_ids", "attention_mask", "head_mask", "decoder_input_ids", "decoder_attention_mask", "decoder_head_mask", "cross_attn_head_mask", "labels"];

/** The inputs that a model of this architecture has a use for, under Hugging Face's names. */
export function knownInputs({ recipe, encoder }: Architecture): string[] {
  if (encoder) return ENCODER_DECODER;
  return [
    ...["input_ids", "attention_mask", "position_ids", "head_mask", "labels"],
    ...(recipe.embedding.segments > 0 ? ["token_type_ids"] : []),
    ...(recipe.head.choice ? ["mc_token_ids"] : []),
    // A window's mask is not a prefix's with a window: only the plain causal one is opened.
    ...(recipe.mask.opens && recipe.head.labels === undefined ? ["prefix_lengths"] : []),
  ];
}

/** The mask under which a decoder that stands alone reads sequence `i` of a case: a prefix language model opens what is given, which are the tokens before the first that is scored. Throws `input-invalid` on a prefix that does not fit. */
export function maskOf({ name, ids, labels, prefixLengths }: Case, i: number, { mask }: Recipe): Mask {
  const { length } = ids[i] as readonly number[];
  const asked = prefixLengths?.[i] ?? null;
  if (asked !== null && !(Number.isInteger(asked) && asked >= 0 && asked <= length)) throw new Problem("input-invalid", `Case ${name}: a prefix of ${asked} does not fit a text of ${length} tokens.`, { remedy: "Give a whole number from 0 to the text's length." });
  const scored = labels?.[i];
  const first = typeof scored === "object" ? scored.findIndex(label => label >= 0) : -1;
  return openedMask(mask, asked, first < 0 ? length : first);
}

/** Reads `{case: {input_ids, attention_mask?, …}}`; an input that the model has no use for is a Problem. */
export async function readCases(file: string, architecture: Architecture): Promise<Case[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Problem("input-invalid", `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`, { remedy: "Check the file." });
  }
  if (!isObject(parsed)) throw new Problem("input-invalid", `${file} must be an object of cases.`, { remedy: 'Write {"case": {"input_ids": [[1, 2, 3]]}}.' });
  return Object.entries(parsed).map(([name, inputs]) => caseOf(name, inputs, architecture));
}

function caseOf(name: string, inputs: unknown, architecture: Architecture): Case {
  const { recipe, encoder } = architecture;
  const tables = new InputTables(name, inputs);
  const known = knownInputs(architecture);
  const unknown = tables.given().filter(key => !known.includes(key));
  if (unknown.length > 0) {
    throw new Problem("input-unknown", `Case ${name}: a ${recipe.config.modelType} model has no input ${unknown.join(", ")}; it knows ${known.join(", ")}.`, {
      remedy: "Leave the input out, or choose a model that has it.",
    });
  }
  const { rows: ids, choices } = tables.ids(recipe.head.choice !== undefined);
  const like = (key: string, shape: Rows): Rows | undefined => tables.like(key, shape, choices);
  const headMask = tables.heads("head_mask", (encoder ?? recipe).config);
  const attentionMask = like("attention_mask", ids);
  const shared = { name, ids, choices, ...(attentionMask && { attentionMask }), ...(headMask && { headMask }) };
  if (encoder) return { ...shared, ...decoderOf(tables, ids.length, recipe) };
  const positions = like("position_ids", ids);
  const segments = like("token_type_ids", ids);
  const prefixLengths = tables.perSequence("prefix_lengths", ids.length);
  const choiceAt = tables.choiceTokens("mc_token_ids", ids, choices);
  const labels = recipe.head.labels === undefined ? like("labels", ids) : tables.perSequence("labels", ids.length);
  return {
    ...shared,
    ...(positions && { positions }),
    ...(segments && { segments }),
    ...(prefixLengths && { prefixLengths }),
    ...(choiceAt && { choiceAt }),
    ...(labels && { labels }),
  };
}

/** The decoder reads what it is given, or the labels one step later, behind its start token. */
function decoderOf(tables: InputTables, batch: number, { config }: Recipe): Pick<Case, "decoder" | "labels"> {
  const labels = tables.table("labels", batch);
  const given = tables.table("decoder_input_ids", batch);
  const ids = given ?? (labels && shifted(labels, config.read.id("decoder_start_token_id"), config.padId ?? 0));
  if (!ids) throw tables.wrong("an encoder–decoder model needs decoder_input_ids, or labels to make them from");
  const attentionMask = tables.like("decoder_attention_mask", ids, 1);
  const headMask = tables.heads("decoder_head_mask", config);
  const crossHeadMask = tables.heads("cross_attn_head_mask", config);
  return {
    decoder: { ids, ...(attentionMask && { attentionMask }), ...(headMask && { headMask }), ...(crossHeadMask && { crossHeadMask }) },
    ...(labels && { labels }),
  };
}

const shifted = (labels: Rows, start: number, padId: number): Rows => labels.map(row => [start, ...row.slice(0, -1).map(label => (label < 0 ? padId : label))]);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
