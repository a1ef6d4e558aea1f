import type { GeneratedText, GenerationFinished, GenerationItem, GenerationRequest } from "../../protocol/generation";
import type { DeviceName } from "../../protocol/models";
import { Problem } from "../../protocol/problem";
import type { Decoded } from "../decoding/decoding";
import type { DecodingEvent } from "../decoding/events";
import { differingOptions, readGenerationOptions } from "../decoding/options/generationOptions";
import { seededRandom } from "../decoding/random";
import { weightsName } from "../model/quantisedModel";
import type { Loaded } from "../models";
import { checkDecoderStart } from "./checkDecoderStart";
import { constraintFor } from "./constraintFor";
import { generationPrompt } from "./generationPrompt";
import type { Generations } from "./generations";
import { helperFor } from "./helperFor";
import { isDrawn, METHODS, methodOf } from "./method";
import { planOf } from "./plan";
import { stopOf } from "./stopOf";
import { Telling } from "./telling";
import { textOf } from "./textStream";
import type { TextCaches } from "./textCaches";

/** What a generation works with. */
export interface GenerationServices {
  readonly loaded: Loaded;
  /** The second model, where the request names one. */
  readonly helper: Loaded | null;
  readonly caches: TextCaches;
  readonly generations: Generations;
  readonly device: DeviceName;
}

/** Seeds are drawn from this many where nobody gives one: short enough to be written down. */
const SEEDS = 1_000_000;
/** New tokens that find room in a context of which nobody says how many there will be. */
const ROOM = 64;

/** Continues a text as the request says, telling of each step as it comes. Throws a Problem where options contradict each other or the model cannot follow them. */
export async function generate(request: GenerationRequest, services: GenerationServices, signal: AbortSignal, emit: (item: GenerationItem) => void): Promise<GenerationFinished> {
  const { loaded, caches, generations, device } = services;
  const { recipe, encoder, checkpoint } = loaded.model.open;
  if (recipe.head.reads !== "each token" || recipe.head.task === "masked language model") {
    throw new Problem("input-invalid", `${checkpoint.name} is a model for ${recipe.head.task}: it does not continue a text.`, { remedy: "Choose a causal language model, or an encoder–decoder." });
  }
  checkDecoderStart(request.options, loaded.model);
  const asked = readGenerationOptions(request.options, { ...checkpoint.config, ...checkpoint.generationConfig });
  const drawn = isDrawn(methodOf(asked, request.helper?.as === "draft"), asked);
  // A start token among a decoder's own defaults says nothing where there is no encoder.
  const options = { ...asked, ...(!encoder && { decoder_start_token_id: null }), seed: drawn ? (asked.seed ?? Math.floor(Math.random() * SEEDS)) : null };
  const policy = { window: options.attention_window, sinks: options.attention_sinks };
  const prompt = await generationPrompt(
    loaded,
    caches,
    request,
    { policy, prefix: request.prefix ?? null, keepsStates: options.penalty_alpha > 0, cached: options.use_cache, decoderStart: options.decoder_start_token_id, room: options.max_new_tokens ?? ROOM },
    signal,
  );
  const { branching, text, source } = prompt;
  const constraint = constraintFor(options, { promptLength: text.length, vocabulary: branching.vocabulary, tokenizer: loaded.tokenizer });
  const writes = loaded.tokenizer().forTarget;
  const plan = planOf(options, {
    model: branching,
    prompt: text,
    source,
    helper: services.helper && request.helper ? await helperFor(services.helper, request.helper.as, loaded, { source, prefix: request.prefix ?? null, tokens: prompt.tokens.length }, signal) : null,
    constraint: constraint?.adapter ?? null,
    decode: tokens => writes.decode(tokens, { skipSpecial: true }),
    // As the first of several texts, so that the command line draws the same.
    random: seededRandom(options.seed ?? 0).fork(0),
    row: 0,
  });
  const { config } = recipe;
  emit({
    kind: "started",
    generation: generations.add({ branching, prompt: text, tokenizer: writes }),
    model: checkpoint.name,
    folder: loaded.card.folder,
    device,
    weights: weightsName(loaded.model.quantised),
    prompt: prompt.tokens,
    cut: prompt.cut,
    given: prompt.given,
    method: METHODS[plan.method],
    adapters: plan.stages,
    options: { ...differingOptions(options), max_new_tokens: plan.maxNewTokens },
    prefix: branching.prefix,
    cache: policy,
    bytesPerToken: 2 * config.layers * config.kvHeads * config.dHead * Float32Array.BYTES_PER_ELEMENT,
    encoderDecoder: encoder !== null,
  });
  const begins = source !== null && text.length === 1;
  const telling = new Telling({ tokenizer: writes, prompt: text, begins, adapters: plan.stages, watched: request.watched, emit });
  const ends: (DecodingEvent & { kind: "ended" })[] = [];
  const [before, reused, started] = [branching.computed, branching.known(text), performance.now()];
  const observe = (event: DecodingEvent): void => {
    if (event.kind === "ended") ends.push(event);
    telling.observe(event);
  };
  const decoded = await plan.run({ signal, stop: stopOf(options, text.length, loaded.tokenizer, constraint), observe });
  const milliseconds = performance.now() - started;
  const texts = decoded.map(
    (one): GeneratedText => ({
      path: plan.followsPaths ? pathOf(one, ends, text.length) : null,
      tokens: one.tokens.map(id => ({ id, ...writes.token(id) })),
      text: textOf(writes, one.tokens, begins),
      score: one.score ?? null,
      ended: one.ended,
    }),
  );
  return { texts, milliseconds, computed: branching.computed - before, reused };
}

/** On which path a text was followed: the first not taken yet with the same tokens. */
function pathOf({ tokens }: Decoded, ends: (DecodingEvent & { kind: "ended" })[], promptLength: number): number | null {
  const at = ends.findIndex(({ text }) => text.length === promptLength + tokens.length && tokens.every((token, i) => text[promptLength + i] === token));
  return at < 0 ? null : (ends.splice(at, 1)[0]?.path ?? null);
}
