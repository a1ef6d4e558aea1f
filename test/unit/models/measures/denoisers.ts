import { seededRandom } from "../../checkpoints/seededRandom";
import type { Embedded } from "../embedded";
import { best, type Claims } from "./claims";
import { byHead, meanOf } from "./heads";
import { DOMAINS, heldOutWindows, type Domain } from "./heldOut";
import { logitsOf, lossesAt, mean, patternsOf } from "./pass";
import { corrupted, randomSpans, type Corrupted } from "./spans";

/** One of the tasks that UL2 mixes (Tay et al. 2022); without a density the end of the text is what is asked for. */
interface Denoiser {
  readonly mode: "[R]" | "[S]" | "[X]";
  readonly density: number | null;
  readonly span: number;
  readonly about: string;
}

const DENOISERS: readonly Denoiser[] = [
  { mode: "[R]", density: 0.15, span: 3, about: "15 %, spans of 3" },
  { mode: "[R]", density: 0.15, span: 8, about: "15 %, spans of 8" },
  { mode: "[S]", density: null, span: 0, about: "the last quarter" },
  { mode: "[X]", density: 0.5, span: 3, about: "50 %, spans of 3" },
  { mode: "[X]", density: 0.5, span: 8, about: "50 %, spans of 8" },
  { mode: "[X]", density: 0.15, span: 48, about: "15 %, spans of 48" },
  { mode: "[X]", density: 0.5, span: 48, about: "50 %, spans of 48" },
];
const MODES = ["[R]", "[S]", "[X]"] as const;
const WINDOW = 253;
/** Of each domain, where not all of its text is read. */
const WINDOWS = 2;
/** Tokens on either side of a sentinel that count as being there. */
const NEAR = 2;

/** Losses of UL2's denoisers with their own mode token, and of one of each kind with the other two; in nats per token of the spans, sentinels apart. */
export async function denoiserLosses(embedded: Embedded): Promise<Claims> {
  const claims: Claims = {};
  for (const denoiser of DENOISERS) {
    const firstOfMode = DENOISERS.find(({ mode }) => mode === denoiser.mode) === denoiser;
    for (const mode of firstOfMode ? MODES : [denoiser.mode]) {
      const own = mode === denoiser.mode;
      const { words, marks } = await lossesOf(embedded, denoiser, mode, WINDOWS);
      claims[`loss, ${denoiser.about}, under ${mode}${own ? ", its own mode" : ""}`] = mean(words);
      if (own) claims[`loss of sentinels and end, ${denoiser.about}, under ${mode}`] = mean(marks);
    }
  }
  return claims;
}

/** By domain, with T5's usual 15 % in spans of 3 under `mode`. */
export async function spanLossByDomain(embedded: Embedded, mode: string, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const claims: Claims = {};
  for (const domain of domains) {
    const { words } = await lossesOf(embedded, DENOISERS[0]!, mode, Infinity, [domain]);
    claims[`loss in spans, 15 % in spans of 3, ${domain}`] = mean(words);
  }
  return claims;
}

/** With T5's usual 15 % in spans of 3: the loss of the sentinels themselves and of the end, over all domains. */
export async function sentinelLoss(embedded: Embedded, mode: string): Promise<Claims> {
  const { marks } = await lossesOf(embedded, DENOISERS[0]!, mode, Infinity);
  return { "loss of sentinels and end, 15 % in spans of 3": mean(marks) };
}

/** How much of the decoder's cross-attention, while it says a span, lies within two tokens of the span's sentinel: the best head. */
export async function sentinelReading(embedded: Embedded, mode: string): Promise<Claims> {
  const tables: number[][][] = [];
  for (const { ids, decoder, made, shift } of await passesOf(embedded, DENOISERS[0]!, mode, WINDOWS, DOMAINS)) {
    const patterns = await patternsOf(embedded, { ids, decoder }, "cross_attentions");
    const span: number[] = [];
    made.marks.forEach(mark => span.push(mark ? (span.at(-1) ?? -1) + 1 : span.at(-1)!));
    // The decoder's position i + 1 has read target token i, and says the next one of the same span.
    const queries = made.marks.map((_, i) => i).filter(i => i + 1 < made.marks.length && !made.marks[i + 1]);
    const keys = (query: number): number[] => {
      const place = made.places[span[query - 1]!]! + shift;
      return Array.from({ length: 2 * NEAR + 1 }, (_, i) => place - NEAR + i).filter(key => key >= 0 && key < ids[0]!.length);
    };
    tables.push(byHead(patterns, queries.map(i => i + 1), keys));
  }
  return { "cross-attention within two tokens of the span's sentinel, best head": best(meanOf(tables)) };
}

async function lossesOf(embedded: Embedded, denoiser: Denoiser, mode: string, most: number, domains: readonly Domain[] = DOMAINS): Promise<{ words: number[]; marks: number[] }> {
  const [words, marks]: [number[], number[]] = [[], []];
  for (const { ids, decoder, made } of await passesOf(embedded, denoiser, mode, most, domains)) {
    const losses = lossesAt(await logitsOf(embedded, { ids, decoder }), made.target.map((label, i) => [i, label] as const));
    losses.forEach((loss, i) => (made.marks[i] ? marks : words).push(loss));
  }
  return { words, marks };
}

interface SpanPass {
  readonly ids: number[][];
  readonly decoder: { readonly ids: number[][] };
  readonly made: Corrupted;
  /** Tokens that stand in front of the source. */
  readonly shift: number;
}

async function passesOf(embedded: Embedded, { density, span }: Denoiser, mode: string, most: number, domains: readonly Domain[]): Promise<SpanPass[]> {
  const { read } = embedded.model.open.recipe.config;
  const idsOf = async (text: string): Promise<number[]> => (await embedded.tokenizer.encodePlain(text)).map(token => token.id);
  const [first] = await idsOf("<extra_id_0>");
  const modeIds = await idsOf(mode);
  const passes: SpanPass[] = [];
  for (const domain of domains) {
    const random = seededRandom(11);
    for (const window of (await heldOutWindows(embedded, domain, WINDOW)).slice(0, most)) {
      const noise = density === null ? window.map((_, i) => i >= Math.floor(WINDOW * 0.75)) : randomSpans(WINDOW, density, span, random);
      const made = corrupted(window, noise, i => first! + i, read.id("eos_token_id"));
      passes.push({ ids: [[...modeIds, ...made.source]], decoder: { ids: [[read.id("decoder_start_token_id"), ...made.target.slice(0, -1)]] }, made, shift: modeIds.length });
    }
  }
  return passes;
}
