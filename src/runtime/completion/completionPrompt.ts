import type { CompletionRequest } from "../../protocol/completion";
import type { Token } from "../../protocol/tokens";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Loaded } from "../models";
import type { Tokenizer } from "../tokens/tokenizer";
import { budgetFor, type Budget } from "./budget";
import { commentOf } from "./commentOf";
import { healed } from "./healing";
import type { Layout } from "./layout";
import { neighbourPart, prefixPart, suffixPart } from "./parts";
import { PromptText } from "./promptText";

/** What a model is given to complete a text. */
export interface CompletionPrompt {
  readonly layout: Layout;
  /** What the stack with the head begins with; new tokens stand behind it. */
  readonly ids: readonly number[];
  /** What the encoder reads, where there is one. */
  readonly source: readonly number[] | null;
  /** The prompt, or the encoder's source: what the document gave. */
  readonly prompt: PromptText;
  /** Tokens before the cursor that found no room, of those that were read. */
  readonly cut: number;
  /** What the new text begins with because it stands before the cursor already. */
  readonly typed: Uint8Array;
  readonly newTokens: number;
}

/** Neighbours that find less room than this tell nothing. */
const LEAST_NEIGHBOUR = 32;
/** Room is reserved in steps of so many tokens, so that a suffix which shrinks as one works does not move everything else. */
const SUFFIX_STEP = 32;

/** Makes the prompt of a request within its budget: the text before the cursor first, then what stands behind it, then neighbours. */
export async function completionPrompt(request: CompletionRequest, { model, tokenizer: given }: Loaded, asked: Layout, trie: VocabularyTrie): Promise<CompletionPrompt> {
  const { recipe, encoder } = model.open;
  const tokenizer = given();
  // At the end of a document there is no middle to fill.
  const layout: Layout = asked.kind === "middle" && request.suffix.trim() === "" ? { kind: "prefix" } : asked;
  const budget = budgetFor(layout, request, recipe.config.context);
  const { opening, closing } = await aroundTexts(tokenizer);
  const suffix = budget.suffix === 0 ? [] : await suffixPart(tokenizer, request.suffix, budget.suffix);
  const marks = opening.length + closing.length + { middle: 3, sentinel: 1, prefix: 0 }[layout.kind];
  const reserved = Math.min(budget.suffix, Math.ceil(suffix.length / SUFFIX_STEP) * SUFFIX_STEP);
  const room = Math.max(1, budget.prompt - marks - reserved);
  const { tokens: whole, cut } = await prefixPart(tokenizer, request.prefix, room, budget.step);
  const { kept, typed } = healed(whole, request.prefix, tokenizer, trie, opening.length + marks > 0 ? 0 : 1);
  const prefix = whole.slice(0, kept);
  // What the prefix may yet grow by is not given away, lest the neighbours change with each keystroke.
  const left = room - Math.ceil((whole.length + 1) / budget.step) * budget.step;
  const prompt = new PromptText();
  for (const token of opening) prompt.mark(token.id, token);
  const neighbours = await neighbourTexts(request, tokenizer, layout, cut > 0 ? 0 : left, budget);
  const add = {
    neighbours: () => neighbours.forEach(({ tokens, text }) => prompt.add(tokens, text)),
    prefix: () => prompt.add(prefix, request.prefix, true),
    suffix: () => prompt.add(suffix, request.suffix),
    mark: (id: number) => prompt.mark(id, tokenizer.token(id)),
  };
  const files = layout.kind === "middle" && layout.file !== null;
  if (layout.kind === "middle") {
    if (files) add.neighbours();
    if (files && neighbours.length > 0) add.mark(layout.file);
    add.mark(layout.prefix);
    if (layout.order === "prefix first") {
      if (!files) add.neighbours();
      add.prefix();
      add.mark(layout.suffix);
      add.suffix();
      add.mark(layout.middle);
    } else {
      add.mark(layout.suffix);
      add.suffix();
      add.mark(layout.middle);
      if (!files) add.neighbours();
      add.prefix();
    }
  } else {
    add.neighbours();
    add.prefix();
    if (layout.kind === "sentinel") {
      add.mark(layout.sentinel);
      add.suffix();
    }
  }
  for (const token of closing) if (encoder) prompt.mark(token.id, token);
  const decoder = layout.kind === "sentinel" ? [recipe.config.read.id("decoder_start_token_id"), layout.sentinel] : null;
  return { layout, ids: decoder ?? prompt.ids, source: decoder ? prompt.ids : null, prompt, cut, typed, newTokens: budget.newTokens };
}

interface NeighbourText {
  readonly tokens: readonly Token[];
  readonly text: string;
}

/** The neighbours that find room, the one that helps most nearest to the cursor's own text. */
async function neighbourTexts({ neighbours, language }: CompletionRequest, tokenizer: Tokenizer, layout: Layout, room: number, { step }: Budget): Promise<NeighbourText[]> {
  const found: NeighbourText[] = [];
  let left = room;
  for (const { name, text } of neighbours) {
    if (left < Math.min(LEAST_NEIGHBOUR, step)) break;
    const mark = layout.kind === "middle" ? layout.file : null;
    const headed = mark === null ? `${commentOf(language, name)}\n${text}\n` : `${name}\n${text}\n`;
    const own = await neighbourPart(tokenizer, headed, left - 1);
    const marked = mark === null ? own : [{ id: mark, ...tokenizer.token(mark), range: { start: 0, end: 0 } }, ...own];
    found.unshift({ tokens: marked, text: headed });
    left -= marked.length;
  }
  return found;
}

const around = new WeakMap<Tokenizer, Promise<{ readonly opening: readonly Token[]; readonly closing: readonly Token[] }>>();

/** The special tokens that the tokenizer's template puts before a text and behind it. */
async function aroundTexts(tokenizer: Tokenizer): Promise<{ readonly opening: readonly Token[]; readonly closing: readonly Token[] }> {
  const known = around.get(tokenizer);
  if (known) return known;
  const found = tokenizer.encode("a").then(tokens => {
    const inner = tokens.findIndex(({ special }) => !special);
    const last = tokens.findLastIndex(({ special }) => !special);
    return { opening: tokens.slice(0, Math.max(0, inner)), closing: tokens.slice(last + 1) };
  });
  around.set(tokenizer, found);
  return found;
}
