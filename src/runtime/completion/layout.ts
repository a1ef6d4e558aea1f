import { Problem } from "../../protocol/problem";
import type { OpenModel } from "../model/openModel";
import type { Tokenizer } from "../tokens/tokenizer";
import { type FileNames, FILL_FAMILIES, type FillFamily } from "./fillFamilies";

/** How a model is asked for what stands at the cursor, by the ids of its own tokens. */
export type Layout =
  | MiddleLayout
  | { readonly kind: "sentinel"; readonly sentinel: number; readonly modes: { readonly span: number | null; readonly rest: number | null } }
  | { readonly kind: "prefix"; readonly names: LayoutNames | null };

/** A gap's suffix, and the text that ends in what fills it (Bavarian et al. 2022). */
export interface MiddleLayout {
  readonly kind: "middle";
  readonly family: string;
  readonly prefix: number;
  readonly suffix: number;
  readonly middle: number;
  readonly ends: readonly number[];
  readonly names: LayoutNames | null;
  /** Whether the whole prefix stands behind the suffix (SPM, section 3): the middle goes on where it ends. */
  readonly suffixFirst: boolean;
}

/** How a layout tells what files are called, by ids. */
export interface LayoutNames extends Pick<FileNames, "several" | "inPrefix" | "behindFile"> {
  /** null where names are comments. */
  readonly file: number | null;
  /** null where the vocabulary has none. */
  readonly project: number | null;
  readonly behindProject: string;
}

/** What T5 and UL2 call the first span that was taken out of a text (Raffel et al. 2020; Tay et al. 2023). */
const SENTINEL = "<extra_id_0>";
/** How UL2 is told that a short span is missing, or the rest of the text (Tay et al. 2023). */
const MODES = { span: "[R]", rest: "[S]" };

/**
 * The layout that a model was trained on. Tokens in the vocabulary prove nothing: it must be a family known for them, or its config.json must
 * say `"fill_in_the_middle": true`, or `"suffix_first"` where the prefix stood behind the suffix (`false` says that it was not). Throws
 * `input-invalid` for models that continue no text.
 */
export async function layoutFor(open: OpenedModel, tokenizer: Tokenizer): Promise<Layout> {
  const found = known.get(open.checkpoint) ?? (await layoutOf(open, tokenizer));
  known.set(open.checkpoint, found);
  return found;
}

type OpenedModel = Pick<OpenModel, "checkpoint" | "recipe" | "encoder" | "family">;

/** Looking tokens up costs as much as reading some lines. */
const known = new WeakMap<OpenModel["checkpoint"], Layout>();

async function layoutOf({ checkpoint, recipe, encoder, family }: OpenedModel, tokenizer: Tokenizer): Promise<Layout> {
  if (recipe.head.reads !== "each token" || recipe.head.task === "masked language model") {
    throw new Problem("input-invalid", `${checkpoint.name} is a model for ${recipe.head.task}: it does not continue a text.`, { remedy: "Choose a causal language model, or an encoder–decoder that fills spans." });
  }
  if (encoder) {
    const sentinel = family.modelType.endsWith("t5") ? await tokenOf(tokenizer, SENTINEL) : null;
    const mode = async (piece: string): Promise<number | null> => (namesOf(checkpoint).some(name => /ul2/i.test(name)) ? tokenOf(tokenizer, piece) : null);
    if (sentinel !== null) return { kind: "sentinel", sentinel, modes: { span: await mode(MODES.span), rest: await mode(MODES.rest) } };
    throw new Problem("input-invalid", `${checkpoint.name} reads a whole text and writes another: it has no token for a span to be filled.`, { remedy: "Choose a causal language model, or T5." });
  }
  const said = checkpoint.config["fill_in_the_middle"];
  const suffixFirst = said === "suffix_first";
  if (said === false) return { kind: "prefix", names: null };
  for (const one of FILL_FAMILIES) {
    const ids = await Promise.all([one.prefix, one.suffix, one.middle].map(piece => tokenOf(tokenizer, piece)));
    const [prefix, suffix, middle] = ids;
    if (typeof prefix !== "number" || typeof suffix !== "number" || typeof middle !== "number") continue;
    if (said !== true && !suffixFirst && !wasTrained(one, checkpoint)) continue;
    const ends = (await Promise.all(one.ends.map(piece => tokenOf(tokenizer, piece)))).filter(id => id !== null);
    return { kind: "middle", family: one.name, prefix, suffix, middle, ends: [prefix, suffix, middle, ...ends], names: one.names && (await namesIn(tokenizer, one.names)), suffixFirst };
  }
  return { kind: "prefix", names: null };
}

async function namesIn(tokenizer: Tokenizer, { file: before, several, inPrefix, behindFile, project }: FileNames): Promise<LayoutNames | null> {
  const file = before === null ? null : await tokenOf(tokenizer, before);
  if (before !== null && file === null) return null;
  return { file, several, inPrefix, behindFile, project: project && (await tokenOf(tokenizer, project[0])), behindProject: project?.[1] ?? "" };
}

/** The model's name, and the one that it had when it was trained. */
const namesOf = ({ name, config }: OpenModel["checkpoint"]): string[] => [name, config["_name_or_path"]].filter(one => typeof one === "string");

function wasTrained({ trained: { modelTypes = [], named, butNot } }: FillFamily, checkpoint: OpenModel["checkpoint"]): boolean {
  const names = namesOf(checkpoint);
  if (names.some(one => butNot?.test(one))) return false;
  return modelTypes.some(type => type === checkpoint.config["model_type"]) || names.some(one => named?.test(one));
}

/** The id of the token that the vocabulary spells so; null where it has none. */
async function tokenOf(tokenizer: Tokenizer, piece: string): Promise<number | null> {
  return (await tokenizer.encodePlain(piece)).find(token => token.piece === piece)?.id ?? null;
}
