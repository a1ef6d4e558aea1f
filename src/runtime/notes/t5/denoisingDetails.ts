import type { ListingPicture } from "../../../protocol/notes/note";
import { seededRandom } from "../../decoding/random";
import { corruptedFor, tokensToCorrupt } from "../spans/denoising";
import { denoisedDraws, type Draws } from "../spans/draws";
import { fillsNoSpans } from "../spans/spanModel";
import { randomSpans } from "../spans/spanNoise";
import { numberOf, type Statement } from "../statement";

/** Share of its cost at T5's own setting by which a word's cost may differ. */
const LITTLE = 0.1;

/** The published settings: densities at spans of 3, spans at a density of 15 % (Raffel et al. 2020, tables 6 and 7); T5's own first. */
const SETTINGS = [
  { density: 0.15, span: 3 },
  { density: 0.1, span: 3 },
  { density: 0.25, span: 3 },
  { density: 0.5, span: 3 },
  { density: 0.15, span: 2 },
  { density: 0.15, span: 5 },
  { density: 0.15, span: 10 },
] as const;

interface Measured {
  readonly setting: (typeof SETTINGS)[number];
  readonly draws: Draws;
}

/** Raffel et al. 2020, sections 3.3.3 and 3.3.4. */
export const denoisingDetails: Statement = {
  applies: fillsNoSpans,
  run: async given => {
    const ids = await tokensToCorrupt(given, 1);
    const measured: Measured[] = [];
    for (const [number, setting] of SETTINGS.entries()) {
      const random = seededRandom(numberOf(given, "seed")).fork(number);
      const draws = await denoisedDraws(
        given,
        { name: `${nameOf(setting)}, `, mode: [], repetitions: numberOf(given, "repetitions"), drawn: repetition => corruptedFor(given, ids, randomSpans(ids.length, setting.density, setting.span, random.fork(repetition))) },
        fraction => given.progress((number + fraction) / SETTINGS.length),
      );
      measured.push({ setting, draws });
      given.show([listing(measured)]);
    }
    const [own, ...others] = measured as [Measured, ...Measured[]];
    const apart = ({ draws }: Measured): number => draws.words / own.draws.words - 1;
    const furthest = others.reduce((one, other) => (Math.abs(apart(other)) > Math.abs(apart(one)) ? other : one));
    return {
      holds: Math.abs(apart(furthest)) <= LITTLE,
      figure: apart(furthest),
      unit: "of a missing word's cost, at the setting that differs most",
      says: `A missing word costs ${own.draws.words.toFixed(2)} nats per token at ${nameOf(own.setting)}, and ${furthest.draws.words.toFixed(2)} at ${nameOf(furthest.setting)}, which differs most of ${others.length} other settings.`,
      settings: { tokens: ids.length },
      pictures: [listing(measured)],
    };
  },
};

const nameOf = ({ density, span }: (typeof SETTINGS)[number]): string => `${100 * density} % in spans of ${span}`;

const listing = (measured: readonly Measured[]): ListingPicture => ({
  kind: "listing",
  id: "settings",
  title: "What a missing word costs at each setting",
  about: "Mean over the missing words of all draws; without the text only the sentinels are read.",
  columns: [
    { name: "taken out", unit: "%" },
    { name: "mean span", unit: "tokens" },
    { name: "loss of the words", unit: "nats per token" },
    { name: "without the text", unit: "nats per token" },
    { name: "standard error of the difference", unit: "nats per token" },
  ],
  rows: measured.map(({ setting, draws }) => [100 * setting.density, setting.span, draws.words, draws.blind, draws.error]),
});
