import type { CurvesPicture } from "../../../protocol/positions";
import type { Statement } from "../statement";
import { textRun } from "../textRun";
import { deviation, mean } from "../spread";
import { goesOn } from "./begun";
import { eachExpectation } from "./expected";

/** Bits within which the two count as near. */
const NEAR = 0.5;
/** The picture's bins: a bit each, from −8 to 8; whatever is further away is in the last ones. */
const FURTHEST = 8;

/** Meister et al. 2023, section 3: natural text conveys about as much information as is expected of it. */
export const nearEntropy: Statement = {
  applies: goesOn,
  run: async given => {
    const run = await textRun(given);
    const [surprisals, entropies]: [number[], number[]] = [[], []];
    await eachExpectation(run, given.signal, (probabilities, id) => {
      surprisals.push(-Math.log2(Math.max(probabilities[id] as number, Number.MIN_VALUE)));
      entropies.push(probabilities.reduce((sum, value) => (value > 0 ? sum - value * Math.log2(value) : sum), 0));
    });
    const differences = surprisals.map((surprisal, at) => surprisal - (entropies[at] as number));
    const apart = mean(differences);
    return {
      holds: Math.abs(apart) <= NEAR,
      figure: apart,
      unit: "bits",
      says: `Over ${differences.length.toLocaleString("en")} tokens the surprisal is ${mean(surprisals).toFixed(2)} bits in the mean and the entropy ${mean(entropies).toFixed(2)}; single tokens differ from it by ${deviation(differences).toFixed(2)} bits (one standard deviation).`,
      settings: { tokens: run.ids.length },
      pictures: [histogram(differences)],
    };
  },
};

function histogram(differences: readonly number[]): CurvesPicture {
  const bins = Array.from({ length: 2 * FURTHEST + 1 }, (_, index) => index - FURTHEST);
  const counts = new Float32Array(bins.length);
  for (const difference of differences) {
    const bin = Math.max(0, Math.min(bins.length - 1, Math.round(difference) + FURTHEST));
    counts[bin] = (counts[bin] as number) + 1 / differences.length;
  }
  return {
    kind: "curves",
    id: "surprisal-less-entropy",
    title: "Surprisal less entropy",
    about: `Share of the text's tokens by how many bits more than expected they convey, rounded; ${FURTHEST} and more in the last ones.`,
    x: { name: "surprisal less entropy", unit: "bits", at: Float32Array.from(bins) },
    value: { name: "tokens", unit: "share" },
    lines: [{ name: "tokens of the text", values: counts }],
    logarithmic: false,
    steps: true,
    marks: [{ at: 0, name: "as expected" }],
  };
}
