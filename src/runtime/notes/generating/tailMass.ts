import type { CurvesPicture } from "../../../protocol/positions";
import { numberOf, type Statement } from "../statement";
import { textRun } from "../textRun";
import { deviation, mean } from "../spread";
import { goesOn } from "./begun";
import { eachExpectation } from "./expected";

/** Thresholds of the picture, from the least up. */
const THRESHOLDS = [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1];

/** Holtzman et al. 2020, section 3.2: the unreliable tail. */
export const tailMass: Statement = {
  applies: goesOn,
  run: async given => {
    const [threshold, tokens] = [numberOf(given, "threshold"), numberOf(given, "tokens")];
    const run = await textRun(given);
    const masses: number[] = [];
    const byThreshold = THRESHOLDS.map(() => [] as number[]);
    await eachExpectation(run, given.signal, probabilities => {
      masses.push(massBelow(probabilities, threshold));
      THRESHOLDS.forEach((one, at) => byThreshold[at]?.push(massBelow(probabilities, one)));
    });
    const tail = mean(masses);
    const chance = 1 - (1 - tail) ** tokens;
    return {
      holds: chance > 0.5,
      figure: chance,
      unit: `chance within ${tokens} tokens`,
      says: `Over ${masses.length.toLocaleString("en")} places of the text, tokens less probable than ${threshold} have ${(100 * tail).toFixed(2)} % of the probability together: of ${tokens} sampled tokens at least one is such with a chance of ${(100 * chance).toFixed(0)} %.`,
      settings: { places: masses.length },
      pictures: [picture(byThreshold)],
    };
  },
};

const massBelow = (probabilities: Float64Array, threshold: number): number => probabilities.reduce((sum, value) => (value < threshold ? sum + value : sum), 0);

const picture = (masses: readonly (readonly number[])[]): CurvesPicture => ({
  kind: "curves",
  id: "mass-of-the-tail",
  title: "Probability of the tail",
  about: "Of all tokens less probable than 10 to the power of x, together; mean over the text's tokens.",
  x: { name: "threshold, power of ten", unit: "", at: Float32Array.from(THRESHOLDS, Math.log10) },
  value: { name: "probability", unit: "" },
  lines: [{ name: "all of them together", values: Float32Array.from(masses, mean), spread: Float32Array.from(masses, deviation) }],
  logarithmic: false,
  steps: false,
});
