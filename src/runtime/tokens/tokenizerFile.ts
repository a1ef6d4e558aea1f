import type { Spelling } from "./pieceText";

/** What is read from a `tokenizer.json` beside what the library does with it. */
export interface TokenizerFacts {
  /** "BPE", "Unigram", "WordPiece", "WordLevel". */
  readonly model: string;
  readonly spelling: Spelling;
  /** Tokens added to the vocabulary, by id: they are spelt as they are. */
  readonly added: ReadonlyMap<number, { readonly content: string; readonly special: boolean }>;
}

/** Reads a parsed `tokenizer.json` that the library has accepted. */
export function tokenizerFacts(file: unknown): TokenizerFacts {
  const model = field(file, "model");
  const parts = [...partsOf(field(file, "decoder")), ...partsOf(field(file, "pre_tokenizer"))];
  const ofType = (type: string): Part | undefined => parts.find(part => part["type"] === type);
  const suffix = ofType("BPEDecoder")?.["suffix"] ?? field(model, "end_of_word_suffix");
  const prefix = ofType("WordPiece")?.["prefix"] ?? field(model, "continuing_subword_prefix");
  return {
    model: text(field(model, "type")) || kindOf(model),
    spelling: {
      byteLevel: ofType("ByteLevel") !== undefined,
      space: spaceOf(parts),
      byteFallback: ofType("ByteFallback") !== undefined || field(model, "byte_fallback") === true,
      continuing: text(prefix),
      ending: text(suffix),
    },
    added: addedOf(field(file, "added_tokens")),
  };
}

/**
 * The special token that the file's template puts around a text without saying which ids it has, or null. The library accepts
 * such a file and aborts the whole process when it is used.
 */
export function undefinedInTemplate(file: unknown): string | null {
  for (const template of partsOf(field(file, "post_processor"))) {
    const defined = field(template, "special_tokens");
    for (const part of [template["single"], template["pair"]].flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []))) {
      const id = field(field(part, "SpecialToken"), "id");
      if (id !== undefined && (typeof id !== "string" || (field(defined, id) ?? null) === null)) return JSON.stringify(id);
    }
  }
  return null;
}

type Part = Readonly<Record<string, unknown>>;

/** A decoder, pre-tokenizer or post-processor and, when it is a sequence, its members. */
function partsOf(value: unknown): readonly Part[] {
  if (typeof value !== "object" || value === null) return [];
  const members = [field(value, "decoders"), field(value, "pretokenizers"), field(value, "processors")].flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []));
  return [value as Part, ...members.flatMap(partsOf)];
}

function spaceOf(parts: readonly Part[]): string | null {
  const metaspace = parts.find(part => part["type"] === "Metaspace");
  if (metaspace !== undefined) return text(metaspace["replacement"]) || null;
  const replace = parts.find(part => part["type"] === "Replace" && part["content"] === " ");
  return text(field(replace?.["pattern"], "String")) || null;
}

function addedOf(list: unknown): TokenizerFacts["added"] {
  const added = new Map<number, { content: string; special: boolean }>();
  for (const token of Array.isArray(list) ? (list as unknown[]) : []) {
    const id = field(token, "id");
    if (typeof id === "number") added.set(id, { content: text(field(token, "content")), special: field(token, "special") === true });
  }
  return added;
}

/** Old files do not name their model's type. */
function kindOf(model: unknown): string {
  if (field(model, "merges") !== undefined) return "BPE";
  if (field(model, "unk_id") !== undefined) return "Unigram";
  return field(model, "continuing_subword_prefix") === undefined ? "WordLevel" : "WordPiece";
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
