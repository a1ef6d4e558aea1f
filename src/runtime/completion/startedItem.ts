import type { CompletionRequest } from "../../protocol/completion";
import type { GenerationStarted } from "../../protocol/generation";
import type { DeviceName } from "../../protocol/models";
import type { Adapter } from "../decoding/adapters/adapter";
import { KEEP_ALL } from "../generation/cachePolicy";
import { METHODS } from "../generation/method";
import { openedMask } from "../model/parts/openedMask";
import { weightsName } from "../model/quantisedModel";
import type { Loaded } from "../models";
import type { CompletionPrompt } from "./completionPrompt";

/** The first item of what explains a completion: how it is run. It gets the name of a generation once somebody asks. */
export function startedItem({ alternatives }: CompletionRequest, { prompt, source, ids, cut, newTokens }: CompletionPrompt, { model, card, tokenizer }: Loaded, device: DeviceName, adapters: readonly Adapter[]): GenerationStarted {
  const { layers, kvHeads, dHead } = model.open.recipe.config;
  const writes = tokenizer().forTarget;
  return {
    kind: "started",
    generation: "",
    model: card.name,
    folder: card.folder,
    device,
    weights: weightsName(model.quantised),
    prompt: prompt.tokens,
    cut,
    given: source ? ids.map(id => ({ id, ...writes.token(id) })) : [],
    method: alternatives > 1 ? METHODS.beams : METHODS.greedy,
    adapters: adapters.map(({ name, about }) => ({ name, about })),
    options: { max_new_tokens: newTokens, ...(alternatives > 1 && { num_beams: alternatives, num_return_sequences: alternatives, early_stopping: true }) },
    prefix: openedMask(model.open.recipe.mask, null, source ? 0 : ids.length).prefix ?? 0,
    cache: KEEP_ALL,
    bytesPerToken: 2 * layers * kvHeads * dHead * Float32Array.BYTES_PER_ELEMENT,
    encoderDecoder: source !== null,
  };
}
