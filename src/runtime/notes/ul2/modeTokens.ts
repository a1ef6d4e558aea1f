import type { TablePicture } from "../../../protocol/positions";
import { seededRandom } from "../../decoding/random";
import { corruptedFor, denoised, tokensToCorrupt, wordLoss } from "../spans/denoising";
import type { CorruptedText } from "../spans/spanNoise";
import { mean } from "../spread";
import { numberOf, type Given, type Statement } from "../statement";
import { DENOISERS, noiseOf, type Denoiser, type DenoiserKind } from "./denoisers";
import { lacksModes, modesOf, type Mode } from "./modes";

const KINDS: readonly DenoiserKind[] = ["R", "S", "X"];

/** Tay et al. 2022, section 3.1.3: the same gaps under each mode. */
export const modeTokens: Statement = {
  applies: lacksModes,
  run: async given => {
    const modes = await modesOf(given);
    const ids = await tokensToCorrupt(given, 1 + Math.max(...KINDS.map(kind => modes[kind].ids.length)));
    const losses: (readonly number[])[] = [];
    for (const denoiser of DENOISERS) {
      losses.push(await lossesUnder(given, denoiser, modes, ids));
      given.progress(losses.length / DENOISERS.length);
      given.show([picture(modes, losses)]);
    }
    // Of each kind, the mean of its settings under each mode: [kind][mode].
    const byKind = KINDS.map(kind => KINDS.map((_, mode) => mean(losses.filter((__, index) => DENOISERS[index]?.kind === kind).map(row => row[mode] as number))));
    const worst = byKind.map((row, own) => (row[own] as number) - Math.min(...row.filter((_, mode) => mode !== own)));
    const right = worst.filter(difference => difference < 0).length;
    const figure = Math.max(...worst);
    const inWords = KINDS.map((kind, own) => `${kind} ${(byKind[own] as number[]).map((loss, mode) => `${loss.toFixed(2)} under ${modes[KINDS[mode] as DenoiserKind].name}`).join(", ")}`);
    return {
      holds: right === KINDS.length,
      figure,
      unit: "nats per token by which the right mode is dearer than the best other, where it is most so",
      says: `Mean loss of the words that are missing: ${inWords.join("; ")}. The right mode's is the least for ${right} of ${KINDS.length} kinds.`,
      settings: { tokens: ids.length, modes: KINDS.map(kind => modes[kind].name).join(" ") },
      pictures: [picture(modes, losses)],
    };
  },
};

/** Mean loss of the missing words of the same draws under each mode: [mode]. */
async function lossesUnder(given: Given, denoiser: Denoiser, modes: Readonly<Record<DenoiserKind, Mode>>, ids: readonly number[]): Promise<readonly number[]> {
  const random = seededRandom(numberOf(given, "seed")).fork(DENOISERS.indexOf(denoiser));
  const drawn = (repetition: number): Promise<CorruptedText> => corruptedFor(given, ids, noiseOf(denoiser, ids.length, random.fork(repetition)));
  // Draws with a single span are all the same.
  const repetitions = (await drawn(0)).spans.length === 1 ? 1 : numberOf(given, "repetitions");
  const rows: (readonly number[])[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    rows.push(
      await given.point(`${denoiser.kind}, ${denoiser.name}, repetition ${repetition}`, async () => {
        const made = await drawn(repetition);
        const losses: number[] = [];
        for (const kind of KINDS) losses.push(wordLoss(await denoised(given, made, modes[kind].ids)));
        return losses;
      }),
    );
  }
  return KINDS.map((_, mode) => mean(rows.map(row => row[mode] as number)));
}

function picture(modes: Readonly<Record<DenoiserKind, Mode>>, losses: readonly (readonly number[])[]): TablePicture {
  const counted = (count: number): Float32Array => Float32Array.from({ length: count }, (_, index) => index);
  // Losses of different denoisers are far apart: what a mode changes shows beside the row's mean.
  const apart = losses.flatMap(row => row.map(loss => loss - mean(row)));
  return {
    kind: "table",
    id: "loss-by-mode",
    title: "Loss of the missing words by mode",
    about: `Rows: ${DENOISERS.slice(0, losses.length).map(({ kind, name }, index) => `${index}: ${kind}, ${name}`).join("; ")}. Columns: ${KINDS.map((kind, index) => `${index}: ${modes[kind].name}`).join(", ")}.`,
    rows: { name: "denoiser", unit: "", at: counted(losses.length) },
    columns: { name: "mode", unit: "", at: counted(KINDS.length) },
    value: { name: "loss", unit: "nats per token" },
    sheets: [
      { name: "loss", values: Float32Array.from(losses.flat()) },
      { name: "beside the mean of the modes", values: Float32Array.from(apart) },
    ],
  };
}
