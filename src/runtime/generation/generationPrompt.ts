import type { BareToken, CachePolicy, GenerationRequest } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import type { Token } from "../../protocol/tokens";
import type { Text } from "../decoding/languageModel";
import type { Mask } from "../model/parts/masks";
import { openedMask } from "../model/parts/openedMask";
import type { Loaded } from "../models";
import { encodeSource } from "../traces/encoderRun";
import { BranchingModel } from "./branchingModel";
import type { TextCaches } from "./textCaches";

/** A text and a model ready to continue it. */
export interface GenerationPrompt {
  readonly branching: BranchingModel;
  /** What the stack with the head begins with: the prompt's tokens, or the decoder's start token, and what is given behind them. */
  readonly text: Text;
  /** The prompt as read; of an encoder–decoder, the source. */
  readonly tokens: readonly Token[];
  /** Tokens at the beginning that were left out, so that new ones find room. */
  readonly cut: number;
  /** Tokens of `text` that are none of the prompt's. */
  readonly given: readonly BareToken[];
  /** The source's ids, where there is an encoder. */
  readonly source: Text | null;
}

export interface PromptOptions {
  readonly policy: CachePolicy;
  /** Tokens at the start that see each other; 0: none; null: as the model was trained, of a prefix language model all of the prompt. */
  readonly prefix: number | null;
  readonly keepsStates: boolean;
  readonly cached: boolean;
  readonly decoderStart: number | null;
  /** New tokens that are to find room in the context. */
  readonly room: number;
}

/** Reads the prompt, encodes the source where there is an encoder, and finds or makes the cache. Throws a Problem when there is nothing to continue. */
export async function generationPrompt(loaded: Loaded, caches: TextCaches, request: Pick<GenerationRequest, "prompt" | "continues">, options: PromptOptions, signal: AbortSignal): Promise<GenerationPrompt> {
  const { model } = loaded;
  const { encoder, recipe } = model.open;
  const whole = await promptTokens(loaded, request.prompt);
  // A decoder's text grows behind the prompt, in the same context; a source has one of its own.
  const tokens = encoder ? whole : fitting(whole, Math.max(recipe.config.context - options.room, Math.ceil(recipe.config.context / 2)));
  if (tokens.length === 0) throw new Problem("text-empty", "There is nothing to continue: the text has no tokens.", { remedy: "Select some text, or put the cursor behind some." });
  const ids = tokens.map(({ id }) => id);
  const { forTarget } = loaded.tokenizer();
  const continues = request.continues ?? [];
  const { policy, keepsStates, cached } = options;
  const mask = maskFor(options.prefix, loaded, tokens.length);
  if (options.prefix !== null && options.prefix > tokens.length) throw new Problem("input-invalid", `The text has ${tokens.length} tokens: a prefix of ${options.prefix} does not fit.`, { remedy: "Choose a shorter prefix." });
  const key = JSON.stringify({ source: encoder ? ids : null, policy, keepsStates, prefix: mask.prefix ?? 0 });
  const start = encoder ? [startOf(options.decoderStart)] : [];
  const make = async (): Promise<BranchingModel> => {
    const memory = encoder ? (await encodeSource(model, { ids, signal })).memory : undefined;
    return new BranchingModel(model, { policy, keepsStates, cached, ...(memory && { memory }), mask });
  };
  const branching = cached ? await caches.get(model, key, make) : await make();
  const text = encoder ? [...start, ...continues] : [...ids, ...continues];
  checkRoom(text.length, recipe.config.context, recipe.position.scheme.kind === "learned");
  return { branching, text, tokens, cut: whole.length - tokens.length, given: [...start, ...continues].map(id => ({ id, ...forTarget.token(id) })), source: encoder ? ids : null };
}

/** A prompt given by ids has no places in a text: what is shown of it is the pieces' own text. */
async function promptTokens(loaded: Loaded, prompt: GenerationRequest["prompt"]): Promise<Token[]> {
  if ("text" in prompt) return loaded.tokenizer().encode(prompt.text);
  loaded.model.checkIds(prompt.ids);
  return prompt.ids.map(id => ({ ...loaded.tokenizer().token(id), id, range: null }));
}

/** The end of a text that leaves room for new tokens, behind the special tokens that it begins with. */
function fitting(tokens: readonly Token[], most: number): readonly Token[] {
  if (tokens.length <= most) return tokens;
  const special = tokens.findIndex(token => !token.special);
  return [...tokens.slice(0, special), ...tokens.slice(tokens.length - most + special)];
}

function startOf(decoderStart: number | null): number {
  if (decoderStart !== null) return decoderStart;
  throw new Problem("input-invalid", "The decoder has no token to start with.", { remedy: "Set decoder_start_token_id." });
}

function maskFor(asked: number | null, { model }: Loaded, given: number): Mask {
  const { mask } = model.open.recipe;
  if (!asked || mask.opens) return openedMask(mask, asked, given);
  throw new Problem("input-invalid", `A prefix whose tokens see each other goes with a causal mask; this model's is ${mask.about}.`, { remedy: "Leave the prefix out." });
}

function checkRoom(length: number, context: number, table: boolean): void {
  if (!table || length < context) return;
  throw new Problem("text-too-long", `The text has ${length.toLocaleString("en")} tokens and the model's table ${context.toLocaleString("en")} positions: there is no room for another.`, { remedy: "Choose a shorter text." });
}
