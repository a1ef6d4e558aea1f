import type { ListingPicture } from "../../../protocol/notes/note";
import { seededRandom } from "../../decoding/random";
import { corruptedFor, tokensToCorrupt } from "../spans/denoising";
import { denoisedDraws, ERRORS, type Draws } from "../spans/draws";
import { fillsNoSpans } from "../spans/spanModel";
import type { CorruptedText } from "../spans/spanNoise";
import { numberOf, type Given, type Statement } from "../statement";
import { DENOISERS, noiseOf, type Denoiser } from "./denoisers";
import { modesOf, type Mode } from "./modes";

/** What was measured of a denoiser. */
interface Measured {
  readonly denoiser: Denoiser;
  readonly mode: Mode;
  readonly first: CorruptedText;
  readonly draws: Draws;
}

/** Tay et al. 2022, section 3.1.2. */
export const threeDenoisers: Statement = {
  applies: fillsNoSpans,
  run: async given => {
    const modes = await modesOf(given);
    const room = 1 + Math.max(...Object.values(modes).map(({ ids }) => ids.length));
    const ids = await tokensToCorrupt(given, room);
    const measured: Measured[] = [];
    for (const denoiser of DENOISERS) {
      measured.push(await measure(given, denoiser, modes[denoiser.kind], ids, fraction => given.progress((measured.length + fraction) / DENOISERS.length)));
      given.show([await listing(given, measured)]);
    }
    const least = measured.reduce((one, other) => (other.draws.gain < one.draws.gain ? other : one));
    const learnt = measured.filter(({ draws: { gain, error } }) => gain > ERRORS * error);
    return {
      holds: learnt.length === measured.length,
      figure: least.draws.gain,
      unit: "nats per token by which reading helps the denoiser that it helps least",
      says: `Reading what is left of ${ids.length} tokens makes the missing words likelier under ${learnt.length} of ${measured.length} denoisers; it helps least under ${least.denoiser.kind}, ${least.denoiser.name}: ${least.draws.gain.toFixed(2)} ± ${least.draws.error.toFixed(2)} nats per token (one standard error).`,
      settings: { tokens: ids.length, modes: Object.values(modes).map(({ name }) => name).join(" ").trim() },
      pictures: [await listing(given, measured)],
    };
  },
};

async function measure(given: Given, denoiser: Denoiser, mode: Mode, ids: readonly number[], progress: (fraction: number) => void): Promise<Measured> {
  const random = seededRandom(numberOf(given, "seed")).fork(DENOISERS.indexOf(denoiser));
  const drawn = (repetition: number): Promise<CorruptedText> => corruptedFor(given, ids, noiseOf(denoiser, ids.length, random.fork(repetition)));
  const draws = await denoisedDraws(given, { name: `${denoiser.kind}, ${denoiser.name}, `, mode: mode.ids, repetitions: numberOf(given, "repetitions"), drawn }, progress);
  return { denoiser, mode, first: await drawn(0), draws };
}

async function listing(given: Given, measured: readonly Measured[]): Promise<ListingPicture> {
  const { forTarget } = given.loaded.tokenizer();
  const rows: ListingPicture["rows"][number][] = [];
  for (const { denoiser, mode, first, draws } of measured) {
    rows.push([denoiser.kind, denoiser.name, mode.name, first.spans.length, draws.words, draws.blind, draws.marks, `${mode.name}${await forTarget.decode(first.source)}`, await forTarget.decode(first.target)]);
  }
  const loss = "nats per token";
  return {
    kind: "listing",
    id: "denoisers",
    title: "The same text under each denoiser",
    about: "Inputs and targets are those of the first draw, losses the mean of all.",
    columns: [
      { name: "kind", unit: "" },
      { name: "setting", unit: "" },
      { name: "mode", unit: "" },
      { name: "spans", unit: "" },
      { name: "loss of the words", unit: loss },
      { name: "with nothing to read", unit: loss },
      { name: "loss of sentinels and end", unit: loss },
      { name: "input", unit: "" },
      { name: "target", unit: "" },
    ],
    rows,
  };
}
