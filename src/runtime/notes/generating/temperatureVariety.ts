import type { CurvesPicture } from "../../../protocol/positions";
import { continued, logProbabilities } from "../continued";
import { numberOf, type Statement } from "../statement";
import { deviation, mean } from "../spread";
import { beginning, distinct, goesOn } from "./begun";

const TEMPERATURES = [0.25, 0.5, 0.75, 1, 1.25, 1.5];

/** At one temperature: each text's mean log-probability of a token, nats, and the share of 4-grams of all texts that are unlike the others. */
interface AtTemperature {
  readonly likely: readonly number[];
  readonly variety: number;
}

/** Quality and diversity of sampled text by temperature. */
export const temperatureVariety: Statement = {
  applies: goesOn,
  run: async given => {
    const [tokens, samples, seed] = [numberOf(given, "tokens"), numberOf(given, "samples"), numberOf(given, "seed")];
    const { ids } = await beginning(given, tokens);
    const found: AtTemperature[] = [];
    for (const temperature of TEMPERATURES) {
      const texts: (readonly number[])[] = [];
      const likely: number[] = [];
      for (let at = 0; at < samples; at++) {
        const text = await given.point(`temperature ${temperature}, sample ${at + 1}`, () => continued(given, ids, { max_new_tokens: tokens, do_sample: true, temperature, seed: seed + at }));
        texts.push(text);
        likely.push(mean(await logProbabilities(given, ids, text)));
        given.progress((found.length + (at + 1) / samples) / TEMPERATURES.length);
      }
      found.push({ likely, variety: distinct(texts) });
      given.show(pictures(found));
    }
    const [coldest, hottest] = [found[0], found.at(-1)] as [AtTemperature, AtTemperature];
    const lost = mean(coldest.likely) - mean(hottest.likely);
    return {
      holds: lost > 0 && hottest.variety > coldest.variety,
      figure: lost,
      unit: "nats a token",
      says: `From temperature ${TEMPERATURES[0]} to ${TEMPERATURES.at(-1)} a token's log-probability goes from ${mean(coldest.likely).toFixed(2)} to ${mean(hottest.likely).toFixed(2)} nats, and the share of 4-grams unlike all others from ${coldest.variety.toFixed(2)} to ${hottest.variety.toFixed(2)} (${samples} texts each).`,
      settings: { prompt: ids.length },
      pictures: pictures(found),
    };
  },
};

function pictures(found: readonly AtTemperature[]): CurvesPicture[] {
  const x = { name: "temperature", unit: "", at: Float32Array.from(TEMPERATURES.slice(0, found.length)) };
  const both = { kind: "curves", x, logarithmic: false, steps: false } as const;
  return [
    {
      ...both,
      id: "log-probability",
      title: "Log-probability by temperature",
      about: "Of a token, as the model says it at temperature 1; mean over the texts' tokens and one standard deviation between texts.",
      value: { name: "log-probability of a token", unit: "nats" },
      lines: [{ name: "sampled texts", values: Float32Array.from(found, ({ likely }) => mean(likely)), spread: Float32Array.from(found, ({ likely }) => deviation(likely)) }],
    },
    {
      ...both,
      id: "variety",
      title: "Variety by temperature",
      about: "Share of the 4-grams of all texts that are unlike all others.",
      value: { name: "distinct 4-grams", unit: "share" },
      lines: [{ name: "sampled texts", values: Float32Array.from(found, ({ variety }) => variety) }],
    },
  ];
}
