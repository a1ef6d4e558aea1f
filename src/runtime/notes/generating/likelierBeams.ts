import type { ListingPicture } from "../../../protocol/notes/note";
import type { CurvesPicture } from "../../../protocol/positions";
import { continued, logProbabilities } from "../continued";
import { numberOf, type Statement } from "../statement";
import { beginning, goesOn } from "./begun";

/** Search for the text of the greatest probability; all of one length, as shorter ones are likelier by being short. */
export const likelierBeams: Statement = {
  applies: goesOn,
  run: async given => {
    const [tokens, most] = [numberOf(given, "tokens"), numberOf(given, "beams")];
    const { ids } = await beginning(given, tokens);
    const widths = [...Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power), most];
    const found: { readonly beams: number; readonly sum: number; readonly text: string }[] = [];
    for (const beams of widths) {
      const options = { max_new_tokens: tokens, min_new_tokens: tokens, num_beams: beams, ...(beams > 1 && { length_penalty: 0 }) };
      const text = await given.point(`${beams} beams`, () => continued(given, ids, options));
      const sum = (await logProbabilities(given, ids, text)).reduce((total, value) => total + value, 0);
      found.push({ beams, sum, text: await given.loaded.tokenizer().decode(text) });
      given.show([curve(found)]);
      given.progress(found.length / widths.length);
    }
    const [greedy, widest] = [found[0], found.at(-1)] as [(typeof found)[0], (typeof found)[0]];
    return {
      holds: widest.sum > greedy.sum,
      figure: widest.sum - greedy.sum,
      unit: "nats more than greedy",
      says: `The text of ${tokens} tokens that ${most} beams find has a log-probability of ${widest.sum.toFixed(2)} nats, the greedy one ${greedy.sum.toFixed(2)}.`,
      settings: { prompt: ids.length },
      pictures: [curve(found), listing(found)],
    };
  },
};

interface Found {
  readonly beams: number;
  readonly sum: number;
  readonly text: string;
}

const curve = (found: readonly Found[]): CurvesPicture => ({
  kind: "curves",
  id: "by-beams",
  title: "Log-probability by beams",
  about: "Of the best text found, all of its tokens together; one beam is greedy.",
  x: { name: "beams", unit: "", at: Float32Array.from(found, ({ beams }) => beams) },
  value: { name: "log-probability", unit: "nats" },
  lines: [{ name: "best text", values: Float32Array.from(found, ({ sum }) => sum) }],
  logarithmic: false,
  steps: false,
});

const listing = (found: readonly Found[]): ListingPicture => ({
  kind: "listing",
  id: "texts",
  title: "The texts",
  about: "The best one of each width.",
  columns: [
    { name: "beams", unit: "" },
    { name: "log-probability", unit: "nats" },
    { name: "text", unit: "" },
  ],
  rows: found.map(({ beams, sum, text }) => [beams, sum, text]),
});
