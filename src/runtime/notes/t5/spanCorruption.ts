import type { ListingPicture, NotePicture } from "../../../protocol/notes/note";
import { seededRandom } from "../../decoding/random";
import { chosenNoise, corruptedFor, denoised, lossesBySpan, tokensToCorrupt, type Denoising } from "../spans/denoising";
import { denoisedDraws, ERRORS } from "../spans/draws";
import { fillsNoSpans, greedyTarget } from "../spans/spanModel";
import { randomSpans, type CorruptedText } from "../spans/spanNoise";
import { mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";

/** New tokens that the model may say beyond the target's length. */
const MORE = 16;

/** Raffel et al. 2020, section 3.1.4. */
export const spanCorruption: Statement = {
  applies: fillsNoSpans,
  run: async given => {
    const ids = await tokensToCorrupt(given, 1);
    const random = seededRandom(numberOf(given, "seed"));
    const [density, span] = [numberOf(given, "density"), numberOf(given, "span")];
    const chosen = given.spans.length > 0 ? await chosenNoise(given, ids.length) : null;
    const drawn = (repetition: number): Promise<CorruptedText> => corruptedFor(given, ids, chosen ?? randomSpans(ids.length, density, span, random.fork(repetition)));
    const first = await denoised(given, await drawn(0));
    const pictures = await listings(given, first);
    given.show(pictures);
    const { words, blind, marks, gain, error } = await denoisedDraws(given, { name: "", mode: [], repetitions: chosen ? 1 : numberOf(given, "repetitions"), drawn }, given.progress);
    const taken = first.made.spans.reduce((sum, { from, to }) => sum + to - from, 0);
    return {
      holds: gain > ERRORS * error,
      figure: gain,
      unit: "nats per token by which reading the text helps",
      says: `Of ${ids.length} tokens ${taken} leave the text in ${first.made.spans.length} spans, and ${first.made.source.length} are read. Words that are missing cost ${words.toFixed(2)} nats per token, ${blind.toFixed(2)} with nothing to read but the sentinels (${gain.toFixed(2)} ± ${error.toFixed(2)} more, one standard error); sentinels and the end cost ${marks.toFixed(2)}.`,
      // Chosen spans are not drawn: what the options would have been drawn with did not decide anything.
      settings: { tokens: ids.length, ...(chosen && { density: hundredths(taken / ids.length), span: hundredths(taken / first.made.spans.length), repetitions: 1, seed: "none" }) },
      pictures,
    };
  },
};

const hundredths = (value: number): number => Math.round(100 * value) / 100;

/** What is read and what is to be said, and what the model says in each span; of one draw. */
async function listings(given: Given, denoising: Denoising): Promise<readonly NotePicture[]> {
  const { made, scores } = denoising;
  const { forTarget } = given.loaded.tokenizer();
  const said = fillings(await greedyTarget(given, made.source, made.target.length + MORE), made, id => /^<extra_id_\d+>$/.test(forTarget.token(id).piece));
  const text = (ids: readonly number[]): Promise<string> => forTarget.decode(ids);
  const losses = lossesBySpan(denoising);
  const rows: ListingPicture["rows"][number][] = [];
  for (const [index, { from, to, at }] of made.spans.entries()) {
    const taken = made.target.slice(at + 1, at + 1 + to - from);
    const filled = said[index];
    rows.push([await text([made.target[at] as number]), await text(taken), filled === null || filled === undefined ? "(not said)" : await text(filled), mean(losses[index] ?? []), scores[at]?.loss ?? NaN]);
  }
  return [
    {
      kind: "listing",
      id: "input-and-target",
      title: "The corrupted text",
      about: `${given.spans.length > 0 ? "The chosen spans" : "The first draw"}: a sentinel stands for each span, and the target lists them.`,
      columns: [{ name: "side", unit: "" }, { name: "tokens", unit: "" }, { name: "text", unit: "" }],
      rows: [
        ["input", made.source.length, await text(made.source)],
        ["target", made.target.length, await text(made.target)],
      ],
    },
    {
      kind: "listing",
      id: "fillings",
      title: "What the model fills in",
      about: "Its likeliest token each time; losses are those of the words that were taken out, each given those before it.",
      columns: [{ name: "sentinel", unit: "" }, { name: "taken out", unit: "" }, { name: "filled in", unit: "" }, { name: "loss of the words", unit: "nats per token" }, { name: "loss of the sentinel", unit: "nats" }],
      rows,
    },
  ];
}

/** What was said behind each sentinel of a text; null where it was not said. Of one that comes again, the first counts; other sentinels end a filling. */
export function fillings(said: readonly number[], { spans, target }: CorruptedText, isSentinel: (id: number) => boolean): readonly (readonly number[] | null)[] {
  const found: (number[] | null)[] = spans.map(() => null);
  const places = new Map(spans.map(({ at }, index) => [target[at] as number, index]));
  let current: number[] | null = null;
  for (const id of said) {
    const place = places.get(id);
    if (place !== undefined) {
      current = [];
      found[place] ??= current;
    } else if (isSentinel(id)) current = null;
    else current?.push(id);
  }
  return found;
}
