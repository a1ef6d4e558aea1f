import type { CompletionRequest } from "../../protocol/completion";
import type { Token } from "../../protocol/tokens";
import type { VocabularyTrie } from "../decoding/constraints/vocabularyTrie";
import type { Loaded } from "../models";
import type { Tokenizer } from "../tokens/tokenizer";
import { budgetFor, type Budget } from "./budget";
import { commentOf } from "./commentOf";
import { type FileTitle, fileTitle, type Title } from "./fileTitle";
import { healed, healedWord } from "./healing";
import type { Layout, LayoutNames } from "./layout";
import { holeIn, steadySuffix } from "./hole";
import { neighbourPart, prefixPart, suffixPart } from "./parts";
import { PromptText } from "./promptText";
import { moved, readTokens } from "./readTokens";

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
const RESERVED = 32;

/** Makes the prompt of a request within its budget: the text before the cursor first, then what stands behind it, then neighbours. */
export async function completionPrompt(request: CompletionRequest, { model, tokenizer: given }: Loaded, asked: Layout, trie: VocabularyTrie): Promise<CompletionPrompt> {
  const { recipe, encoder } = model.open;
  const tokenizer = given();
  // At the end of a document there is no middle to fill.
  const behind = asked.kind === "middle" ? steadySuffix(request.suffix) : request.suffix;
  const layout: Layout = asked.kind === "middle" && behind.trim() === "" ? { kind: "prefix", names: asked.names } : asked;
  const budget = budgetFor(layout, request, recipe.config.context);
  const { opening, closing } = await aroundTexts(tokenizer);
  const names = layout.kind === "sentinel" ? null : layout.names;
  const title = await fileTitle(tokenizer, names, request, budget.prompt);
  const read = budget.suffix === 0 ? [] : await suffixPart(tokenizer, behind, budget.suffix);
  const marks = opening.length + closing.length + title.length + { middle: 3, sentinel: 2, prefix: 0 }[layout.kind];
  const reserved = Math.min(budget.suffix, Math.ceil(read.length / RESERVED) * RESERVED);
  const room = Math.max(1, budget.prompt - marks - reserved);
  const { head, begun, cut } = await beforeCursor(tokenizer, request.prefix, layout, room, budget.step);
  const whole = [...head, ...begun];
  const word = layout.kind === "sentinel" ? healedWord(whole, request.prefix, tokenizer) : null;
  const { kept, typed } = word ?? healed(whole, request.prefix, tokenizer, trie, layout.kind === "middle" ? head.length : marks > 0 ? 0 : 1);
  // What the text before the cursor may yet grow by is not given away, lest the neighbours change with each keystroke.
  const left = cut > 0 ? 0 : room - Math.ceil((whole.length + 1) / budget.step) * budget.step;
  const neighbours = await neighbourTexts(request, tokenizer, names, title, left, budget);
  const prompt = new PromptText();
  const mark = (id: number): PromptText => prompt.mark(id, tokenizer.token(id));
  for (const token of opening) prompt.mark(token.id, token);
  const mode = layout.kind === "sentinel" ? layout.modes[behind.trim() === "" ? "rest" : "span"] : null;
  if (mode !== null) mark(mode);
  addOtherTexts(prompt, mark, layout, names, title, neighbours);
  // What is left out of the text behind the cursor is its beginning.
  const suffix = moved(read, request.suffix.length - behind.length);
  prompt.add(whole.slice(0, Math.min(kept, head.length)), request.prefix, "before", 0);
  if (layout.kind === "middle") mark(layout.suffix).add(suffix, request.suffix, "behind", request.prefix.length);
  if (layout.kind === "middle") mark(layout.middle).add(whole.slice(head.length, kept), request.prefix, "before", 0);
  if (layout.kind === "sentinel") mark(layout.sentinel).add(suffix, request.suffix, "behind", request.prefix.length);
  for (const token of closing) if (encoder) prompt.mark(token.id, token);
  const decoder = layout.kind === "sentinel" ? [recipe.config.read.id("decoder_start_token_id"), layout.sentinel] : null;
  return { layout, ids: decoder ?? prompt.ids, source: decoder ? prompt.ids : null, prompt, cut, typed, newTokens: budget.newTokens };
}

/** All that stands before the document's own text: the token that begins a prefix, names, and neighbours, as the model has seen them. */
function addOtherTexts(prompt: PromptText, mark: (id: number) => PromptText, layout: Layout, names: LayoutNames | null, title: FileTitle, neighbours: readonly NeighbourText[]): void {
  const begin = (here: boolean): void => {
    if (here && layout.kind === "middle") mark(layout.prefix);
  };
  const add = (id: number | null, { text, tokens }: Title, of: NeighbourText["of"]): PromptText => (id === null ? prompt : mark(id)).add(tokens, text, of, null);
  const apart = names?.several === true ? names.file : null;
  begin(apart === null);
  if (names && title.project !== null) add(names.project, title.project, "name");
  if (names && title.file !== null && names.file !== null && apart === null) add(names.file, title.file, "name");
  for (const one of neighbours) add(apart, one, one.of);
  if (names?.file === null && title.file !== null) add(null, title.file, "name");
  if (names === null || apart === null) return;
  if (title.file !== null || neighbours.length > 0) mark(apart);
  begin(names.inPrefix);
  if (title.file !== null) add(null, title.file, "name");
  begin(!names.inPrefix);
}

/** The tokens before the cursor: those of the document's prefix, and those with which a middle begins. */
async function beforeCursor(tokenizer: Tokenizer, text: string, layout: Layout, room: number, step: number): Promise<{ readonly head: readonly Token[]; readonly begun: readonly Token[]; readonly cut: number }> {
  if (layout.kind !== "middle" || layout.suffixFirst) {
    const { tokens, cut } = await prefixPart(tokenizer, text, room, step);
    return layout.kind === "middle" ? { head: [], begun: tokens, cut } : { head: tokens, begun: [], cut };
  }
  const hole = holeIn(text, Math.floor(room / 2));
  const begun = moved(await readTokens(tokenizer, text.slice(hole), hole === 0), hole).slice(-room);
  const { tokens, cut } = await prefixPart(tokenizer, text.slice(0, hole), Math.max(0, room - Math.ceil(begun.length / RESERVED) * RESERVED), step);
  return { head: tokens, begun, cut };
}

interface NeighbourText extends Title {
  readonly of: "neighbour" | "name";
}

/** The neighbours that find room, the one that helps most nearest to the cursor's own text. */
async function neighbourTexts({ neighbours, language, file }: CompletionRequest, tokenizer: Tokenizer, names: LayoutNames | null, title: FileTitle, room: number, { step }: Budget): Promise<NeighbourText[]> {
  const found: NeighbourText[] = [];
  const asFiles = names?.several === true;
  // Where names are comments, one says where the document itself begins.
  const told = asFiles || (names?.file === null && title.file !== null);
  const begins = told || file === undefined || neighbours.length === 0 ? "" : `${commentOf(language, file.name)}\n`;
  const own = begins === "" ? [] : await readTokens(tokenizer, begins, false);
  let left = room - own.length;
  for (const { name, text } of neighbours) {
    if (left < Math.min(LEAST_NEIGHBOUR, step)) break;
    const headed = `${asFiles ? name : commentOf(language, name)}\n${text}${names?.behindFile ?? "\n"}`;
    const tokens = await neighbourPart(tokenizer, headed, left - 1);
    found.unshift({ tokens, text: headed, of: "neighbour" });
    left -= tokens.length + 1;
  }
  if (found.length > 0 && own.length > 0) found.push({ tokens: own, text: begins, of: "name" });
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
