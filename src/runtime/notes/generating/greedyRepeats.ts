import type { ListingPicture } from "../../../protocol/notes/note";
import { continued, logProbabilities } from "../continued";
import { numberOf, type Statement } from "../statement";
import { mean } from "../spread";
import { beginning, goesOn, repeated } from "./begun";

/** Holtzman et al. 2020, section 3: the likeliest text goes round in circles. */
export const greedyRepeats: Statement = {
  applies: goesOn,
  run: async given => {
    const [tokens, samples, seed] = [numberOf(given, "tokens"), numberOf(given, "samples"), numberOf(given, "seed")];
    const { ids, words } = await beginning(given, tokens);
    const write = given.loaded.tokenizer();
    const rows: (readonly (string | number)[])[] = [];
    const shares: number[] = [];
    for (let at = 0; at <= samples; at++) {
      const sampled = at > 0 && { do_sample: true, seed: seed + at - 1 };
      const text = await given.point(at === 0 ? "greedy" : `sample ${at}`, () => continued(given, ids, { max_new_tokens: tokens, ...sampled }));
      const likely = mean(await logProbabilities(given, ids, text));
      shares.push(repeated(text));
      rows.push([sampled ? `sampled, seed ${sampled.seed}` : "greedy", repeated(text), likely, await write.decode(text)]);
      given.show([listing(rows)]);
      given.progress((at + 1) / (samples + 1));
    }
    const [greedy = 0, ...others] = shares;
    return {
      holds: greedy > mean(others),
      figure: greedy - mean(others),
      unit: "of all 4-grams, more than sampled",
      says: `Behind “${words}” ${(100 * greedy).toFixed(0)} % of the greedy text's 4-grams came before, and ${(100 * mean(others)).toFixed(0)} % in the mean of ${samples} sampled texts.`,
      settings: { prompt: ids.length },
      pictures: [listing(rows)],
    };
  },
};

const listing = (rows: ListingPicture["rows"]): ListingPicture => ({
  kind: "listing",
  id: "texts",
  title: "The texts",
  about: "Each as it was written behind the same beginning.",
  columns: [
    { name: "chosen", unit: "" },
    { name: "4-grams that came before", unit: "share" },
    { name: "log-probability of a token", unit: "nats" },
    { name: "text", unit: "" },
  ],
  rows: [...rows],
});
