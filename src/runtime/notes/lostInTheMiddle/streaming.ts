import type { CachePolicy } from "../../../protocol/generation";
import type { CurvesPicture } from "../../../protocol/positions";
import { Problem } from "../../../protocol/problem";
import { crossEntropy } from "../../commands/loss";
import { BranchingModel } from "../../generation/branchingModel";
import { checkPolicy, KEEP_ALL } from "../../generation/cachePolicy";
import type { OpenModel } from "../../model/openModel";
import { mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";
import { longText } from "./factContext";

/** How much worse the window alone has to be. */
const WORSE = 1.1;
/** Tokens whose losses are one point. */
const STRETCH = 32;
/** Of the picture's curves: points along the text. */
const POINTS = 64;

/** A cache, and the losses of the text's tokens but the first under it, in nats. */
interface Cached {
  readonly name: string;
  readonly policy: CachePolicy;
  readonly losses: readonly number[];
}

/** Xiao et al. 2023, sections 3.2 and 4.1: positions count inside the cache. */
export const streaming: Statement = {
  applies: cannotStream,
  run: async given => {
    const [window, sinks] = [numberOf(given, "window"), numberOf(given, "sinks")];
    if (window <= sinks) throw new Problem("input-invalid", `A window of ${window} tokens has no room behind ${sinks} sinks.`, { remedy: "Choose a larger window, or fewer sinks." });
    const tokens = await given.loaded.tokenizer().encode(longText(given));
    const ids = tokens.map(({ id }) => id).slice(0, numberOf(given, "most"));
    if (ids.length <= 2 * window) throw new Problem("text-empty", `The text has ${ids.length} tokens: too few to leave a window of ${window} behind.`, { remedy: "Choose a longer text, or a smaller window." });
    const caches: readonly Omit<Cached, "losses">[] = [
      { name: "full", policy: KEEP_ALL },
      { name: "window", policy: { window, sinks: 0 } },
      { name: "sinks and window", policy: { window, sinks } },
    ];
    const found: Cached[] = [];
    for (const cache of caches) {
      const losses = await lossesUnder(given, cache, ids, fraction => given.progress((found.length + fraction) / caches.length));
      found.push({ ...cache, losses });
      given.show([picture(found, window)]);
    }
    // Until the window is full, all caches hold the same tokens.
    const [full, alone, streamed] = found.map(({ losses }) => Math.exp(mean(losses.slice(window - 1)))) as [number, number, number];
    return {
      holds: alone > WORSE * streamed,
      figure: alone / streamed,
      unit: "× the perplexity with sinks",
      says: `Behind its first ${window} tokens a text of ${ids.length.toLocaleString("en")} has a perplexity of ${alone.toFixed(2)} with a cache of the last ${window} tokens, of ${streamed.toFixed(2)} with ${sinks} first ones among them, and of ${full.toFixed(2)} with all that came before.`,
      settings: { tokens: ids.length },
      pictures: [picture(found, window)],
    };
  },
};

/** Why this model's cache cannot be cut; null where it can. */
function cannotStream({ recipe, encoder }: OpenModel): string | null {
  if (encoder) return "An encoder–decoder reads its whole source at once: there is no stream.";
  if (recipe.head.task !== "causal language model") return `This is a model for ${recipe.head.task}: it reads a whole text at once.`;
  try {
    checkPolicy({ window: 2, sinks: 1 }, recipe);
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

/** The loss of every token but the first, each given what the cache holds of those before it. */
async function lossesUnder(given: Given, { name, policy }: Omit<Cached, "losses">, ids: readonly number[], progress: (fraction: number) => void): Promise<readonly number[]> {
  const branching = new BranchingModel(given.loaded.model, { policy });
  const losses: number[] = [];
  const ends = (from: number): number => Math.min(from + STRETCH, ids.length - 1);
  let read = 0;
  for (let from = 0; from < ids.length - 1; from += STRETCH) {
    const to = ends(from);
    const stretch = await given.point(`${name}, tokens ${from + 1} to ${to}`, async () => {
      // What a stopped run had read is read again in the same steps: sums in another order would be other numbers.
      for (; read < from; read = ends(read)) await branching.along(ids.slice(0, ends(read)), read, given.signal);
      const said = await branching.along(ids.slice(0, to), from, given.signal);
      read = to;
      return said.map(({ logits }, index) => crossEntropy(logits, ids[from + index + 1] as number));
    });
    losses.push(...stretch);
    progress(to / (ids.length - 1));
  }
  return losses;
}

function picture(caches: readonly Cached[], window: number): CurvesPicture {
  const length = Math.max(...caches.map(({ losses }) => losses.length));
  const width = Math.max(1, Math.ceil(length / POINTS));
  const starts = Array.from({ length: Math.ceil(length / width) }, (_, index) => index * width);
  return {
    kind: "curves",
    id: "perplexity-by-position",
    title: "Perplexity along the text",
    about: width === 1 ? "Of each token, given what the cache holds." : `Each point of ${width} tokens, given what the cache holds.`,
    x: { name: "position", unit: "tokens", at: Float32Array.from(starts, start => start + 1) },
    value: { name: "perplexity", unit: "" },
    lines: caches.map(({ name, losses }) => ({ name, values: Float32Array.from(starts, start => (start < losses.length ? Math.exp(mean(losses.slice(start, start + width))) : NaN)) })),
    logarithmic: true,
    steps: true,
    marks: [{ at: window, name: "the window is full" }],
  };
}
