import { createMessageConnection, ResponseError } from "vscode-jsonrpc/browser";
import type { BareToken, CachePolicy, GenerationFinished, GenerationItem, GenerationPlace } from "../../src/protocol/generation";
import { generationHost, generationPage, type GenerationSource, type PageGenerationRequest } from "../../src/protocol/generationPage";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { type Client, client, serve } from "../../src/protocol/rpc";
import type { Token } from "../../src/protocol/tokens";
import { hostOver, type PageHost, streamsOver } from "../ui/host";
import type { Told } from "./attentionFixture";
import type { GenerationCase } from "./generationCases";
import { fixtureAttention, fixtureLens } from "./generationInside";
import { GenerationModel, piecesOf, START } from "./generationModel";
import { adaptersOf } from "./generationSteps";
import { itemsOf, methodOf } from "./generationSearch";
import { portPair } from "./portPair";

/** The extension's stand-in for the generation page. */
export interface GenerationFixture {
  readonly host: PageHost<typeof generationHost, typeof generationPage>;
  /** The page, as the extension calls it. */
  readonly page: Client<typeof generationPage>;
  readonly told: readonly Told[];
}

interface Run {
  readonly model: GenerationModel;
  readonly prompt: readonly number[];
  readonly given: readonly number[];
}

const MODELS = [
  { folder: "/models/story-gpt2", name: "story-gpt2", encoderDecoder: false, noPrefix: null, prefixLm: false },
  { folder: "/models/story-llama", name: "story-llama", encoderDecoder: false, noPrefix: null, prefixLm: false },
];
/** Items between two rests: a long run takes seconds, not minutes, and is still seen to grow. */
const AT_ONCE = 12;

/** A stand-in for `fixture`; made-up data, worked out by a small model of its own. Each answer takes `latency` milliseconds. */
export function generationFixture(fixture: GenerationCase, latency: number): GenerationFixture {
  const models = fixture.translation ? [{ folder: "/models/story-t5", name: "story-t5", encoderDecoder: true, noPrefix: "story-t5 has no prefix: its encoder sees the whole source already.", prefixLm: false }] : MODELS;
  const byFolder = new Map(models.map(({ folder }, variant) => [folder, new GenerationModel(variant)]));
  const pieces = fixture.prompt === 0 ? [] : piecesOf(fixture.prompt);
  const source: GenerationSource = { source: "sample.ts:3–9", text: pieces.join(""), stale: fixture.stale ?? false, folder: models[0]!.folder, models, options: fixture.options, prefix: null };
  const runs = new Map<string, Run>();
  const told: Told[] = [];
  const note = (call: string, params: unknown): null => {
    told.push({ call, params });
    return null;
  };
  const later = async (signal: AbortSignal): Promise<void> => {
    await new Promise<void>(resolve => {
      setTimeout(resolve, latency);
    });
    if (signal.aborted) throw new Cancelled();
  };
  const cache: CachePolicy = fixture.cache ?? { window: null, sinks: 0 };

  const generate = async (request: PageGenerationRequest, signal: AbortSignal, emit: (item: GenerationItem) => void): Promise<GenerationFinished> => {
    note("generate", request);
    const model = byFolder.get(request.folder);
    if (!model) throw new Problem("model-gone", `There is no model at ${request.folder}.`);
    const prompt = request.ids ?? model.encode(pieces);
    if (prompt.length === 0) throw new Problem("text-empty", "There is no text to continue.", { remedy: "Select some text, or put the cursor behind some." });
    const starts = fixture.translation ? [START] : [];
    const given = [...starts, ...(request.continues ?? [])];
    const generation = `gallery-${runs.size}`;
    await later(signal);
    const before = fixture.translation ? [...prompt.slice(-2), ...given] : [...prompt, ...given];
    const breaks = runs.size === 0 ? fixture.breaks : undefined;
    if (breaks?.after === 0 && breaks.problem) throw Problem.fromData(breaks.problem);
    runs.set(generation, { model, prompt, given });
    emit({
      kind: "started",
      generation,
      model: models.find(({ folder }) => folder === request.folder)!.name,
      folder: request.folder,
      device: "cpu",
      prompt: promptTokens(model, prompt),
      cut: 0,
      given: given.map(id => model.vocabulary[id]!),
      method: methodOf(request.options),
      adapters: adaptersOf(request.options).map(({ name, about }) => ({ name, about })),
      options: request.options,
      cache,
      weights: "exact",
      bytesPerToken: 2 * 4 * 6 * 384,
      prefix: 0,
      encoderDecoder: fixture.translation ?? false,
    });
    const items = itemsOf({ model, options: request.options, before, watched: request.watched });
    const begun = performance.now();
    for (let count = 0; ; count++) {
      const next = items.next();
      if (next.done) return { texts: next.value, milliseconds: performance.now() - begun, computed: prompt.length + count, reused: request.continues ? prompt.length : 0 };
      emit(next.value);
      if (breaks && count + 1 >= breaks.after) {
        if (breaks.problem) throw Problem.fromData(breaks.problem);
        throw new Cancelled();
      }
      if (count % AT_ONCE === AT_ONCE - 1) await later(signal);
    }
  };
  const runOf = ({ generation, tokens }: GenerationPlace): Run & { readonly before: readonly number[]; readonly chosen: number } => {
    const run = runs.get(generation);
    if (!run || tokens.length === 0) throw new Problem("run-gone", "The generation is not kept any more.", { remedy: "Run again." });
    return { ...run, before: [...run.given, ...tokens.slice(0, -1)], chosen: tokens.at(-1)! };
  };

  const [near, far] = portPair();
  const { reader, writer } = streamsOver(far);
  const connection = createMessageConnection(reader, writer);
  const page = client(connection, generationPage);
  serve<typeof generationHost>(
    connection,
    {
      ready: () => {
        void pressed(fixture.pressed ?? []);
        return source;
      },
      generate: (request, { signal, emit }) => generate(request, signal, emit),
      lens: async (place, { signal }) => {
        await later(signal);
        const { model, prompt, before, chosen } = runOf(place);
        return fixtureLens(model, [...prompt, ...before], chosen);
      },
      attention: async (place, { signal }) => {
        await later(signal);
        const { prompt, before, given } = runOf(place);
        const ids = fixture.translation ? before : [...prompt, ...before];
        return fixtureAttention(ids, heldOf(cache, ids.length), fixture.translation ? prompt : null, before.length - given.length);
      },
      release: params => note("release", params),
      tintPrompt: params => note("tintPrompt", params),
      insert: params => note("insert", params),
      checksum: () => null,
      save: params => note("save", params),
      remedy: params => note("remedy", params),
      copy: params => note("copy", params),
    },
    (code, message, data) => new ResponseError(code, message, data),
  );
  connection.listen();
  const memory = { restore: () => null, keep: () => undefined };
  return { host: hostOver<typeof generationHost, typeof generationPage>(near, generationHost, memory), page, told };
}

function promptTokens(model: GenerationModel, prompt: readonly number[]): Token[] {
  let at = 0;
  return prompt.map(id => {
    const token: BareToken = model.vocabulary[id]!;
    const start = at;
    at += token.text.length;
    return { ...token, range: { start, end: at } };
  });
}

function heldOf({ window, sinks }: CachePolicy, keys: number): Uint8Array {
  return Uint8Array.from({ length: keys }, (_, key) => (window === null || key < sinks || key >= keys - (window - sinks) ? 1 : 0));
}

/** Presses what a case says, each as soon as it is there and nothing runs. */
async function pressed(actions: readonly string[]): Promise<void> {
  for (const action of actions) {
    const [name, value] = /^[!#.]/.test(action) ? [] : action.split("=");
    for (;;) {
      await new Promise(resolve => requestAnimationFrame(resolve));
      const found = action.startsWith("!") ? [...document.querySelectorAll("vscode-button")].find(one => one.textContent === action.slice(1)) : document.querySelector(name === undefined ? action : `vscode-dropdown[aria-label="${name}"]`);
      if (!(found instanceof HTMLElement) || document.querySelector("[data-status=running]")) continue;
      if (value !== undefined) {
        Object.assign(found, { value });
        found.dispatchEvent(new Event("change"));
      } else {
        found.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
        found.click();
      }
      break;
    }
  }
}
